import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../database/shared-transaction.js';
import type { BucketState } from './leaky-bucket.js';

export interface Bucket extends BucketState {
  key: string;
}

/** What was put into a bucket, so that it can be taken out again. */
export interface Taken {
  key: string;
  blockedUntil: Date | null;
}

const STATE = `key, level, extract(epoch FROM clock_timestamp() - changed_at)::float8 AS age,
  coalesce(extract(epoch FROM blocked_until - clock_timestamp()), 0)::float8 AS block`;

/** All times are the database's: the clocks of processes differ. */
@Injectable()
export class BucketsRepository {
  constructor(private readonly shared: SharedTransaction) {}

  /** The buckets as they are, without those that were never used. */
  find(keys: string[]): Promise<Bucket[]> {
    return this.shared.manager.query(`SELECT ${STATE} FROM public.rate_limit_buckets WHERE key = ANY ($1)`, [
      keys,
    ]);
  }

  /** Locks the buckets, made where they are missing, in an order that all callers share. */
  async lock(keys: string[]): Promise<Bucket[]> {
    await this.shared.manager.query(
      `INSERT INTO public.rate_limit_buckets (key)
       SELECT key FROM unnest($1::text[]) AS key ORDER BY key ON CONFLICT DO NOTHING`,
      [keys],
    );
    return this.shared.manager.query(
      `SELECT ${STATE} FROM public.rate_limit_buckets WHERE key = ANY ($1) ORDER BY key FOR UPDATE`,
      [keys],
    );
  }

  /** @param buckets with their new levels, and how many seconds they block; 0 for not at all */
  async fill(buckets: { key: string; level: number; block: number }[]): Promise<Taken[]> {
    const [rows]: [Taken[], number] = await this.shared.manager.query(
      `UPDATE public.rate_limit_buckets f
       SET level = b.level, changed_at = clock_timestamp(),
           blocked_until = CASE WHEN b.block > 0 THEN clock_timestamp() + make_interval(secs => b.block) END
       FROM unnest($1::text[], $2::float8[], $3::float8[]) AS b (key, level, block)
       WHERE f.key = b.key
       RETURNING f.key, f.blocked_until AS "blockedUntil"`,
      [buckets.map(({ key }) => key), buckets.map(({ level }) => level), buckets.map(({ block }) => block)],
    );
    return rows;
  }

  /** Takes one out of each of these locked buckets, and its block, unless another has set one since. */
  async drain(taken: Taken[]): Promise<void> {
    await this.shared.manager.query(
      `UPDATE public.rate_limit_buckets f
       SET level = greatest(0, f.level - 1),
           blocked_until = CASE WHEN f.blocked_until IS DISTINCT FROM b.blocked_until THEN f.blocked_until END
       FROM unnest($1::text[], $2::timestamptz[]) AS b (key, blocked_until)
       WHERE f.key = b.key`,
      [taken.map(({ key }) => key), taken.map(({ blockedUntil }) => blockedUntil)],
    );
  }

  async empty(key: string): Promise<void> {
    await this.shared.manager.query(
      'UPDATE public.rate_limit_buckets SET level = 0, blocked_until = NULL WHERE key = $1',
      [key],
    );
  }

  /** Removes the buckets that nothing was put into for so many seconds. */
  async prune(seconds: number): Promise<void> {
    await this.shared.manager.query(
      `DELETE FROM public.rate_limit_buckets WHERE key IN (
         SELECT key FROM public.rate_limit_buckets
         WHERE changed_at < now() - make_interval(secs => $1::float8) FOR UPDATE SKIP LOCKED)`,
      [seconds],
    );
  }
}
