import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Periodic } from '../../common/periodic.js';
import { Config } from '../../config/config.js';
import { ApiTokensRepository } from './api-tokens/api-tokens.repository.js';
import { SessionsRepository } from './sessions/sessions.repository.js';

/** Between the starts of two runs, in milliseconds. */
const INTERVAL = 60_000;
/** How long its owner still finds an API token in the list after it expired, in days. */
const EXPIRED_TOKENS_STAY = 30;

/** Removes sessions and API tokens that have expired, in processes that run jobs. */
@Injectable()
export class CredentialCleanup implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(CredentialCleanup.name);
  private readonly timer = new Periodic(() => this.runNow(), INTERVAL);

  constructor(
    private readonly config: Config,
    private readonly sessions: SessionsRepository,
    private readonly apiTokens: ApiTokensRepository,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.jobs === 'inline') this.timer.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.timer.stop();
  }

  async runNow(): Promise<void> {
    try {
      await this.sessions.deleteExpired();
      await this.apiTokens.deleteExpired(EXPIRED_TOKENS_STAY);
    } catch (error) {
      this.logger.warn({
        event: 'credential_cleanup.failed',
        msg: 'Expired credentials could not be removed; the next run retries',
        err: error,
      });
    }
  }
}
