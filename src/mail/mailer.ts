import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { IdentityTransaction } from '../database/identity-transaction.js';
import { type Mail, oneLine } from './mail.js';
import { MailDelivery } from './mail-delivery.js';
import { MailsRepository } from './mails.repository.js';

/** Sends mail to people. */
@Injectable()
export class Mailer {
  constructor(
    private readonly mails: MailsRepository,
    private readonly delivery: MailDelivery,
    private readonly identity: IdentityTransaction,
  ) {}

  /**
   * Writes a mail in the open identity transaction: it goes out if that commits, and then for certain,
   * also when the mail server is down for some time or this process ends.
   * @throws Error when `to` is no bare address: that is for whoever takes the address in to check.
   */
  async send(mail: Mail): Promise<void> {
    if (!/^[^\s<>,;"]+@[^\s<>,;"@]+$/.test(mail.to)) throw new Error('A mail needs a bare address to go to.');
    const { current } = this.identity;
    await this.mails.insert(uuidv7(), { ...mail, subject: oneLine(mail.subject) });
    current.afterCommit(() => this.delivery.hurry());
  }
}
