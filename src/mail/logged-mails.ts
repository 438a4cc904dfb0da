import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import type { Mail } from './mail.js';

/** How many are kept. */
const CAPACITY = 100;

/** A mail that was printed to the log. */
export interface LoggedMail extends Pick<Mail, 'to' | 'subject' | 'text'> {
  id: string;
  link: string | null;
  sentAt: Date;
}

/**
 * The last mails that this process has printed to its log, for developers with the embedded database and no mail
 * server. They are kept in memory alone: the tokens in their links are stored nowhere.
 */
@Injectable()
export class LoggedMails {
  /** Elsewhere a mail is for its recipient alone. */
  readonly areKept: boolean;
  private readonly mails: LoggedMail[] = [];

  constructor({ smtp, database }: Config) {
    this.areKept = !smtp && database.embedded;
  }

  add(id: string, { to, subject, text, link }: Mail): void {
    if (!this.areKept) return;
    this.mails.unshift({ id, to, subject, text, link: link ?? null, sentAt: new Date() });
    this.mails.splice(CAPACITY);
  }

  /** Forgets what was sent to an address. */
  forget(address: string): void {
    const others = this.mails.filter(({ to }) => to.toLowerCase() !== address.toLowerCase());
    this.mails.splice(0, Infinity, ...others);
  }

  /** One page, the newest first, and how many there are in all. */
  page(page: number, limit: number): [LoggedMail[], number] {
    return [this.mails.slice((page - 1) * limit, page * limit), this.mails.length];
  }
}
