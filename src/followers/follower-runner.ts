import { Injectable } from '@nestjs/common';
import { ActivityLogRepository } from '../activity/activity-log.repository.js';
import { systemIn } from '../context/principal.js';
import { Metrics } from '../metrics/metrics.js';
import { Outbox } from '../queue/outbox.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import type { Follower } from './follower.js';
import { FollowersRepository } from './followers.repository.js';
import { type FollowerJob, Followers } from './followers.js';

/** Entries a transaction. */
const BATCH = 200;

/** In seconds. */
const LAGS = [0.5, 2, 10, 60, 600];

/** Lets a follower follow what is there, batch by batch. */
@Injectable()
export class FollowerRunner {
  private readonly lag;

  constructor(
    private readonly followers: Followers,
    private readonly repository: FollowersRepository,
    private readonly log: ActivityLogRepository,
    private readonly outbox: Outbox,
    private readonly tenant: TenantTransaction,
    metrics: Metrics,
  ) {
    this.lag = metrics.histogram(
      'taskflow_follower_lag_seconds',
      'How much later than it should a follower of the log gets to a change.',
      ['follower'],
      LAGS,
    );
  }

  /** @returns whether the organization may be followed: not while it is suspended or deleted */
  async run({ organizationId, follower: name }: FollowerJob): Promise<boolean> {
    const follower = this.followers.find(name);
    if (!follower || !(await this.outbox.mayRun(organizationId))) return false;
    const followNext = () => this.followNext(follower);
    while (await this.tenant.runInTenant(systemIn(organizationId), followNext));
    return true;
  }

  /** @returns whether there may be more */
  private async followNext(follower: Follower): Promise<boolean> {
    // A worker that was taken for dead may still be at it: the other one waits here.
    const after = await this.repository.lock(follower.name);
    if (after === undefined) return false;
    const until = follower.delay ? new Date(Date.now() - follower.delay * 1000) : undefined;
    const found = await this.log.findPage({ filter: { after, until }, sort: 'sequence', limit: BATCH });
    const entries = found.slice(0, BATCH);
    const last = entries.at(-1);
    if (!last) return false;
    await follower.follow(entries);
    await this.repository.advance(follower.name, last.sequence);
    const { delay = 0, name } = follower;
    this.lag.observe({ follower: name }, Math.max(0, (Date.now() - last.at.getTime()) / 1000 - delay));
    return found.length > entries.length;
  }
}
