import { Injectable } from '@nestjs/common';
import { Scheduler } from '../../scheduler/scheduler.js';
import { ApiTokensRepository } from './api-tokens/api-tokens.repository.js';
import { SessionsRepository } from './sessions/sessions.repository.js';

/** Between the starts of two runs, in milliseconds. */
const INTERVAL = 60_000;
/** How long its owner still finds an API token in the list after it expired, in days. */
const EXPIRED_TOKENS_STAY = 30;

/** Removes sessions and API tokens that have expired, in processes that run jobs. */
@Injectable()
export class CredentialCleanup {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly apiTokens: ApiTokensRepository,
    scheduler: Scheduler,
  ) {
    scheduler.add({
      name: 'credentials.cleanup',
      interval: INTERVAL,
      where: 'jobs',
      run: () => this.cleanUp(),
    });
  }

  private async cleanUp(): Promise<void> {
    await this.sessions.deleteExpired();
    await this.apiTokens.deleteExpired(EXPIRED_TOKENS_STAY);
  }
}
