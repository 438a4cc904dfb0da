import { Global, Module } from '@nestjs/common';
import { SharedTransaction } from '../database/shared-transaction.js';
import { PersonalData } from '../tenancy/personal-data.js';
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
export class MailModule {
  constructor(
    mails: MailsRepository,
    logged: LoggedMails,
    shared: SharedTransaction,
    personalData: PersonalData,
  ) {
    personalData.addToAccounts({
      name: 'mails',
      erase: async ({ email }) => {
        await mails.deleteTo(email);
        shared.current.afterCommit(() => logged.forget(email));
      },
    });
  }
}
