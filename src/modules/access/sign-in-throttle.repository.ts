import { Injectable } from '@nestjs/common';
import { IdentityTransaction } from '../../database/identity-transaction.js';

export interface Bucket {
  key: string;
  level: number;
  /** Seconds since it changed. */
  age: number;
  /** Seconds for which it lets nobody through; 0 or less: it does. */
  wait: number;
}

/** What an attempt did to a bucket, so that it can be undone. */
export interface Taken {
  key: string;
  blockedUntil: Date | null;
}

/** All times are the database's: the clocks of processes differ. */
@Injectable()
export class SignInThrottleRepository {
  constructor(private readonly identity: IdentityTransaction) {}

  /** @returns how many seconds the longest block of these buckets still lasts; 0 without one */
  async longestWait(keys: string[]): Promise<number> {
    const [row]: { wait: number }[] = await this.identity.manager.query(
      `SELECT coalesce(extract(epoch FROM max(blocked_until) - clock_timestamp()), 0)::float8 AS wait
       FROM public.sign_in_failures WHERE key = ANY ($1)`,
      [keys],
    );
    return Math.max(0, row?.wait ?? 0);
  }

  /** Locks the buckets, made where they are missing, in an order that all callers share. */
  async lock(keys: string[]): Promise<Bucket[]> {
    await this.identity.manager.query(
      `INSERT INTO public.sign_in_failures (key)
       SELECT key FROM unnest($1::text[]) AS key ORDER BY key ON CONFLICT DO NOTHING`,
      [keys],
    );
    return this.identity.manager.query(
      `SELECT key, level, extract(epoch FROM clock_timestamp() - changed_at)::float8 AS age,
              coalesce(extract(epoch FROM blocked_until - clock_timestamp()), 0)::float8 AS wait
       FROM public.sign_in_failures WHERE key = ANY ($1) ORDER BY key FOR UPDATE`,
      [keys],
    );
  }

  /** @param block in seconds; 0 for none */
  async fill(buckets: { key: string; level: number; block: number }[]): Promise<Taken[]> {
    const [rows]: [Taken[], number] = await this.identity.manager.query(
      `UPDATE public.sign_in_failures f
       SET level = b.level, changed_at = clock_timestamp(),
           blocked_until = CASE WHEN b.block > 0 THEN clock_timestamp() + make_interval(secs => b.block) END
       FROM unnest($1::text[], $2::float8[], $3::float8[]) AS b (key, level, block)
       WHERE f.key = b.key
       RETURNING f.key, f.blocked_until AS "blockedUntil"`,
      [buckets.map(({ key }) => key), buckets.map(({ level }) => level), buckets.map(({ block }) => block)],
    );
    return rows;
  }

  /** Takes one failure out of locked buckets, and its block, unless another attempt has set one since. */
  async drain(taken: Taken[]): Promise<void> {
    await this.identity.manager.query(
      `UPDATE public.sign_in_failures f
       SET level = greatest(0, f.level - 1),
           blocked_until = CASE WHEN f.blocked_until IS DISTINCT FROM b.blocked_until THEN f.blocked_until END
       FROM unnest($1::text[], $2::timestamptz[]) AS b (key, blocked_until)
       WHERE f.key = b.key`,
      [taken.map(({ key }) => key), taken.map(({ blockedUntil }) => blockedUntil)],
    );
  }

  async empty(key: string): Promise<void> {
    await this.identity.manager.query(
      'UPDATE public.sign_in_failures SET level = 0, blocked_until = NULL WHERE key = $1',
      [key],
    );
  }

  async isKnown(userId: string | null, network: string): Promise<boolean> {
    const rows: unknown[] = await this.identity.manager.query(
      'SELECT FROM public.sign_in_addresses WHERE user_id = $1 AND network = $2',
      [userId, network],
    );
    return rows.length > 0;
  }

  async remember(userId: string, network: string): Promise<void> {
    await this.identity.manager.query(
      `INSERT INTO public.sign_in_addresses (user_id, network) VALUES ($1, $2)
       ON CONFLICT (user_id, network) DO UPDATE SET last_sign_in_at = now()`,
      [userId, network],
    );
  }

  /** @param failures in seconds; @param addresses in days */
  async prune(failures: number, addresses: number): Promise<void> {
    await this.identity.manager.query(
      `DELETE FROM public.sign_in_failures WHERE key IN (
         SELECT key FROM public.sign_in_failures
         WHERE changed_at < now() - make_interval(secs => $1::float8) FOR UPDATE SKIP LOCKED)`,
      [failures],
    );
    await this.identity.manager.query(
      `DELETE FROM public.sign_in_addresses WHERE last_sign_in_at < now() - make_interval(days => $1)`,
      [addresses],
    );
  }
}
