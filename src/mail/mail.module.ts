import { Global, Module } from '@nestjs/common';
import { LoggedMails } from './logged-mails.js';
import { MailDelivery } from './mail-delivery.js';
import { MailTransport } from './mail-transport.js';
import { Mailer } from './mailer.js';
import { MailsRepository } from './mails.repository.js';

@Global()
@Module({
  providers: [Mailer, MailDelivery, MailTransport, MailsRepository, LoggedMails],
  exports: [Mailer, LoggedMails],
})
export class MailModule {}
