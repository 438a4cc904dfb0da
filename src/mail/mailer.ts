import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { SharedTransaction } from '../database/shared-transaction.js';
import { RateLimited } from '../rate-limiter/rate-limiter.errors.js';
import { Config } from '../config/config.js';
import { bucketKey, bucketLimit } from '../rate-limiter/leaky-bucket.js';
import { RateLimiter } from '../rate-limiter/rate-limiter.js';
import type { Mail } from './mail.js';
import { MailDelivery } from './mail-delivery.js';
import { MailsRepository } from './mails.repository.js';

/** The outgoing mail of all features. */
@Injectable()
export class Mailer {
  private readonly logger = new Logger(Mailer.name);

  constructor(
    private readonly mails: MailsRepository,
    private readonly delivery: MailDelivery,
    private readonly limiter: RateLimiter,
    private readonly shared: SharedTransaction,
    private readonly config: Config,
  ) {}

  /**
   * Writes a mail in the open shared transaction: it is sent if and only if that commits, also when the mail
   * server is down for some time or this process ends. An unsolicited mail, or one to an address that isn't proved,
   * that exceeds what its recipient should get is left out silently: the caller must not learn what others send there.
   * @throws Error when `to` is no bare address or the subject has several lines: callers have to validate both.
   */
  async send(mail: Mail): Promise<void> {
    if (!/^[^\s<>,;"]+@[^\s<>,;"@]+$/.test(mail.to)) throw new Error('A mail needs a bare address to go to.');
    if (/\p{Cc}/u.test(mail.subject)) throw new Error('A subject is one line.');
    const { current } = this.shared;
    if (!(await this.hasRoomFor(mail))) return;
    await this.mails.insert(uuidv7(), mail);
    current.afterCommit(() => this.delivery.trigger());
  }

  private async hasRoomFor(mail: Mail): Promise<boolean> {
    const rate = this.config.limits.mailsPerRecipient;
    if (!rate) return true;
    const kind = await this.limitedKindOf(mail);
    if (!kind) return true;
    const limits = new Map([[bucketKey('mail', kind, mailboxOf(mail.to)), bucketLimit(rate)]]);
    try {
      await this.limiter.take(limits);
      return true;
    } catch (error) {
      if (!(error instanceof RateLimited)) throw error;
      this.logger.warn({
        event: 'mail.suppressed',
        msg: 'A mail was left out: its recipient has got enough of its kind',
        kind,
      });
      return false;
    }
  }

  /** What counts against the limit of a recipient: also all that a stranger causes who signed up with their address. */
  private async limitedKindOf({ to, unsolicited, isAccountRecovery }: Mail): Promise<string | undefined> {
    if (unsolicited) return unsolicited;
    return isAccountRecovery || (await this.mails.isProved(to)) ? undefined : 'unproved-address';
  }
}

/** The mailbox behind an address, however it is written: many providers ignore a +tag, and some dots. */
function mailboxOf(address: string): string {
  const [local = '', domain = ''] = address.toLowerCase().split('@');
  return `${local.replace(/\+.*/, '').replaceAll('.', '')}@${domain}`;
}
