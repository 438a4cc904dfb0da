import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { IdentityTransaction } from '../database/identity-transaction.js';
import { type Mail, oneLine } from './mail.js';
import { MailDelivery } from './mail-delivery.js';
import { MailsRepository } from './mails.repository.js';

/** The outgoing mail of all features. */
@Injectable()
export class Mailer {
  constructor(
    private readonly mails: MailsRepository,
    private readonly delivery: MailDelivery,
    private readonly identity: IdentityTransaction,
  ) {}

  /**
   * Writes a mail in the open identity transaction: it is sent if and only if that commits, also when the mail
   * server is down for some time or this process ends.
   * @throws Error when `to` is no bare address: the caller has to validate the address.
   */
  async send(mail: Mail): Promise<void> {
    if (!/^[^\s<>,;"]+@[^\s<>,;"@]+$/.test(mail.to)) throw new Error('A mail needs a bare address to go to.');
    const { current } = this.identity;
    await this.mails.insert(uuidv7(), { ...mail, subject: oneLine(mail.subject) });
    current.afterCommit(() => this.delivery.runNow());
  }
}
