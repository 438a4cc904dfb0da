import { Global, Module } from '@nestjs/common';
import { MailDelivery } from './mail-delivery.js';
import { MailTransport } from './mail-transport.js';
import { Mailer } from './mailer.js';
import { MailsRepository } from './mails.repository.js';

@Global()
@Module({
  providers: [Mailer, MailDelivery, MailTransport, MailsRepository],
  exports: [Mailer],
})
export class MailModule {}
