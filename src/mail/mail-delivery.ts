import { Injectable, Logger } from '@nestjs/common';
import type { ScheduledTask } from '../scheduler/scheduled-task.js';
import { Scheduler } from '../scheduler/scheduler.js';
import { MailRefused, MailTransport, OutcomeUnknown } from './mail-transport.js';
import { type LeasedMail, MailsRepository } from './mails.repository.js';

/** How often mail that other processes wrote is polled, in milliseconds. */
const INTERVAL = 1000;
/** How many mails are sent at once. */
const BATCH = 10;
/** In seconds; longer than the mail server may take for a message. */
const LEASE = 120;
/** Before the second attempt, in seconds. Doubles with each one. */
const FIRST_DELAY = 2;
const LONGEST_DELAY = 15 * 60;
/** For how long sending is retried, in milliseconds. */
const RETRY_PERIOD = 24 * 3600 * 1000;

/**
 * The delivery of written mail, in processes that run jobs. It is at least once: when a process dies between the
 * mail server's answer and the deletion of the row, the message is sent again under the same id. Mail that must
 * be sent at most once is retried only when the server has certainly not accepted it.
 */
@Injectable()
export class MailDelivery {
  private readonly logger = new Logger(MailDelivery.name);
  private readonly task: ScheduledTask;

  constructor(
    private readonly mails: MailsRepository,
    private readonly transport: MailTransport,
    scheduler: Scheduler,
  ) {
    this.task = scheduler.add({
      name: 'mail.deliver',
      interval: INTERVAL,
      where: 'jobs',
      run: (signal) => this.deliver(signal),
    });
  }

  /** Delivers at once. In a process that runs no jobs it does nothing: another process polls the mail. */
  trigger(): void {
    this.task.trigger();
  }

  private async deliver(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const mails = await this.mails.acquireLeases(BATCH, LEASE);
      await Promise.all(mails.map((mail) => this.attempt(mail)));
      if (mails.length < BATCH) return;
    }
  }

  private async attempt(mail: LeasedMail): Promise<void> {
    const { id, to, attempts, createdAt } = mail;
    try {
      await this.transport.send(id, mail);
    } catch (error) {
      const { message } = error as Error;
      const isFinal = error instanceof MailRefused || (mail.once && error instanceof OutcomeUnknown);
      if (!isFinal && Date.now() - createdAt.getTime() < RETRY_PERIOD) {
        this.logger.warn({
          event: 'mail.send_failed',
          msg: 'A mail could not be sent and is retried',
          to,
          attempts,
          reason: message,
        });
        return this.mails.postpone(mail, Math.min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY));
      }
      this.logger.error({
        event: 'mail.abandoned',
        msg: 'A mail could not be sent and is not retried',
        to,
        attempts,
        reason: message,
      });
    }
    await this.mails.delete(id);
  }
}
