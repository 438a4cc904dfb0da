import { Injectable } from '@nestjs/common';
import { RateLimited } from './rate-limiter.errors.js';
import type { Problem } from '../common/problem.js';
import { SharedTransaction } from '../database/shared-transaction.js';
import { Scheduler } from '../scheduler/scheduler.js';
import { BucketsRepository, type Taken } from './buckets.repository.js';
import { addTo, type Limit, waitFor } from './leaky-bucket.js';

/** Between two cleanups of the buckets, in milliseconds. */
const CLEANUP_INTERVAL = 600_000;
/** By then every bucket has leaked empty, in seconds: no rate is counted over more than a day. */
const RETENTION = 25 * 3600;

/**
 * Counts against leaky buckets, for all processes together: they are in the database, so that they
 * survive what restarts. What is in several buckets is counted in all of them, or in none.
 */
@Injectable()
export class RateLimiter {
  constructor(
    private readonly buckets: BucketsRepository,
    private readonly shared: SharedTransaction,
    scheduler: Scheduler,
  ) {
    scheduler.add({
      name: 'rate_limits.cleanup',
      interval: CLEANUP_INTERVAL,
      where: 'jobs',
      run: () => this.buckets.prune(RETENTION),
    });
  }

  /**
   * Counts one against each limit. Within a transaction that rolls back, nothing was counted.
   * @param limits by the keys of their buckets
   * @throws what `refuse` makes of the seconds to wait, with nothing counted, when one is reached
   */
  async take(
    limits: ReadonlyMap<string, Limit>,
    refuse: (seconds: number) => Problem = (seconds) => RateLimited.until(Math.ceil(seconds)),
  ): Promise<Taken[]> {
    const keys = [...limits.keys()];
    if (keys.length === 0) return [];
    const limitOf = (key: string): Limit => limits.get(key) as Limit;
    const requireQuota = (buckets: Awaited<ReturnType<BucketsRepository['lock']>>): void => {
      const wait = Math.max(0, ...buckets.map((bucket) => waitFor(limitOf(bucket.key), bucket)));
      if (wait > 0) throw refuse(wait);
    };
    // A flood of what is refused anyway costs one read each, and no lock.
    requireQuota(await this.buckets.find(keys));
    return this.shared.run(async () => {
      const locked = await this.buckets.lock(keys);
      requireQuota(locked);
      return this.buckets.fill(
        locked.map((bucket) => ({ key: bucket.key, ...addTo(limitOf(bucket.key), bucket) })),
      );
    });
  }

  /** Takes back what was counted, and does what follows from it under the same lock. */
  async giveBack(taken: Taken[], andThen?: () => Promise<void>): Promise<void> {
    if (taken.length === 0) return andThen?.();
    await this.shared.run(async () => {
      await this.buckets.lock(taken.map(({ key }) => key));
      await this.buckets.drain(taken);
      await andThen?.();
    });
  }

  /** Resets a bucket. */
  empty(key: string): Promise<void> {
    return this.buckets.empty(key);
  }
}
