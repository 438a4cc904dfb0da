import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { Periodic } from '../common/periodic.js';
import { Config } from '../config/config.js';
import { RequestContext } from '../context/request-context.js';
import { MailRefused, MailTransport, OutcomeUnknown } from './mail-transport.js';
import { type ClaimedMail, MailsRepository } from './mails.repository.js';

/** How often to look for mail that other processes wrote, in milliseconds. */
const INTERVAL = 1000;
/** Mails on their way at once. */
const BATCH = 10;
/** In seconds; longer than the mail server may take for a message. */
const LEASE = 120;
/** Before the second attempt, in seconds. Doubles with each one. */
const FIRST_DELAY = 2;
const LONGEST_DELAY = 15 * 60;
/** In milliseconds. What it says is of no use later. */
const LIFE = 24 * 3600 * 1000;

/**
 * Sends the mail that was written, where jobs run. At least once: when a process dies between the
 * mail server's answer and its own note of it, the message goes out again under the same id. Mail that
 * may go out once at most is tried again only when the server has certainly not taken it.
 */
@Injectable()
export class MailDelivery implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(MailDelivery.name);
  private readonly rounds = new Periodic(() => this.context.run({}, () => this.deliver()), INTERVAL);

  constructor(
    private readonly config: Config,
    private readonly mails: MailsRepository,
    private readonly transport: MailTransport,
    private readonly context: RequestContext,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.jobs === 'inline') this.rounds.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  /** Tells that there is mail. Where no jobs run, another process finds it. */
  hurry(): void {
    this.rounds.hurry();
  }

  private async deliver(): Promise<void> {
    try {
      for (;;) {
        const mails = await this.mails.claim(BATCH, LEASE);
        await Promise.all(mails.map((mail) => this.attempt(mail)));
        if (mails.length < BATCH) return;
      }
    } catch (error) {
      this.logger.warn(`Mail can't be looked through: ${(error as Error).message}`);
    }
  }

  private async attempt(mail: ClaimedMail): Promise<void> {
    const { id, to, attempts, createdAt } = mail;
    try {
      await this.transport.send(id, mail);
    } catch (error) {
      const { message } = error as Error;
      const isFinal = error instanceof MailRefused || (mail.once && error instanceof OutcomeUnknown);
      if (!isFinal && Date.now() - createdAt.getTime() < LIFE) {
        this.logger.warn(`A mail to ${to} has to wait: ${message}`);
        return this.mails.postpone(mail, Math.min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY));
      }
      this.logger.error(`A mail to ${to} was given up after ${attempts} attempts: ${message}`);
    }
    await this.mails.delete(id);
  }
}
