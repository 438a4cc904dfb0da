import { setTimeout as sleep } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { Periodic } from '../common/periodic.js';
import { OpenOrganizations } from '../tenancy/open-organizations.js';
import { Followers } from './followers.js';

/** Between the beginnings of two rounds, in milliseconds; longer when there are many organizations. */
const INTERVAL = 30_000;
const PAGE = 500;
/** Between two organizations, in milliseconds: 50 of them a second. */
const PACE = 20;

/**
 * Goes from organization to organization and adds the jobs of followers that are behind and have none:
 * the process died before it could announce a change or add the job, or the queue lost it.
 */
@Injectable()
export class FollowerSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(FollowerSweep.name);
  private readonly rounds = new Periodic(() => this.sweep(), INTERVAL);
  private readonly stopping = new AbortController();

  constructor(
    private readonly followers: Followers,
    private readonly organizations: OpenOrganizations,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
    this.rounds.hurry();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.rounds.stop();
  }

  /** Looks at every organization once. */
  async sweep(): Promise<void> {
    if (this.followers.isEmpty) return;
    const { signal } = this.stopping;
    try {
      for await (const id of this.organizations.walk(PAGE)) {
        await this.followers
          .catchUp(id)
          .catch((error: Error) => this.logger.warn({ msg: error.message, organizationId: id }));
        await sleep(PACE, undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted) this.logger.warn(`Followers can't be looked through: ${(error as Error).message}`);
    }
  }
}
