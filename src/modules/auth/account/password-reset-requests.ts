import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import { Config } from '../../../config/config.js';
import { SHARED } from '../../../database/shared-transaction.adapter.js';
import { Mailer } from '../../../mail/mailer.js';
import type { ScheduledTask } from '../../../scheduler/scheduled-task.js';
import { Scheduler } from '../../../scheduler/scheduler.js';
import { UsersService } from '../../users/users.service.js';
import { resetMail } from './account-mails.js';
import { AccountTokens } from './account-tokens.js';
import { PasswordResetRequestsRepository } from './password-reset-requests.repository.js';

/** How often to look for requests that other processes took, in milliseconds. */
const INTERVAL = 1000;

/**
 * Requests for password resets. A request is only stored while its caller waits; the account is looked up
 * afterwards, where jobs run. So neither the answer nor its time reveals whether it exists.
 */
@Injectable()
export class PasswordResetRequests {
  private readonly task: ScheduledTask;

  constructor(
    private readonly config: Config,
    private readonly requests: PasswordResetRequestsRepository,
    private readonly users: UsersService,
    private readonly tokens: AccountTokens,
    private readonly mailer: Mailer,
    scheduler: Scheduler,
  ) {
    this.task = scheduler.add({
      name: 'password_resets.answer',
      interval: INTERVAL,
      where: 'jobs',
      run: (signal) => this.answer(signal),
    });
  }

  async accept(email: string): Promise<void> {
    await this.requests.insert(uuidv7(), email);
    this.task.trigger();
  }

  private async answer(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.answerNext()));
  }

  /** @returns false when there is no request. */
  @Transactional(SHARED)
  private async answerNext(): Promise<boolean> {
    const email = await this.requests.take();
    if (email === undefined) return false;
    const found = await this.users.findActiveByEmail(email);
    // An account that is deleted at this moment has no reset.
    const user = found && (await this.users.lock(found.id));
    const token = user && (await this.tokens.issue('PASSWORD_RESET', user.id));
    // To the address of the account, not to the one that was typed.
    if (token) await this.mailer.send(resetMail(user.email, this.config.publicUrl, token));
    return true;
  }
}
