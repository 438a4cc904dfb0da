import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';

/** What a key belongs to: the same key of another user or API token, or on another route, is another one. */
export interface KeyOwner {
  callerId: string;
  /** Method and path pattern, such as `POST /tasks`. */
  route: string;
  key: string;
}

/** An answer as it went out. */
export interface StoredAnswer {
  /** SHA-256 of the request. */
  fingerprint: Buffer;
  status: number;
  headers: Record<string, string>;
  /** The JSON text; null where there was no body. */
  body: string | null;
}

type Querying = Pick<Transaction, 'query'>;

/** How long an answer is kept for its key. */
const RETENTION = `interval '24 hours'`;

@Injectable()
export class IdempotencyRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /**
   * Claims a key until the transaction ends, without waiting.
   * @param lock the number that stands for the key in the whole database
   * @returns whether it was free
   */
  async claim(transaction: Querying, lock: bigint): Promise<boolean> {
    const sql = 'SELECT pg_try_advisory_xact_lock($1) AS free';
    const rows = await transaction.query<{ free: boolean }>(sql, [String(lock)]);
    return rows[0]?.free === true;
  }

  async find({ callerId, route, key }: KeyOwner): Promise<StoredAnswer | undefined> {
    const rows = await this.tenant.query<StoredAnswer>(
      `SELECT fingerprint, status, headers, body FROM idempotency_keys
       WHERE caller_id = $1 AND route = $2 AND key = $3 AND created_at > now() - ${RETENTION}`,
      [callerId, route, key],
    );
    return rows[0];
  }

  /** Removes the answers that a user got. */
  async deleteOf(callerId: string): Promise<void> {
    await this.tenant.query('DELETE FROM idempotency_keys WHERE caller_id = $1', [callerId]);
  }

  /** Stores an answer, in place of one that has expired. */
  async store({ callerId, route, key }: KeyOwner, answer: StoredAnswer): Promise<void> {
    await this.tenant.query(
      `INSERT INTO idempotency_keys (caller_id, route, key, fingerprint, status, headers, body, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now())
       ON CONFLICT (caller_id, route, key) DO UPDATE
       SET fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers,
           body = excluded.body, created_at = excluded.created_at`,
      [callerId, route, key, answer.fingerprint, answer.status, JSON.stringify(answer.headers), answer.body],
    );
  }

  /** Deletes up to `limit` answers that have expired. */
  async deleteExpired(limit: number): Promise<void> {
    await this.tenant.query(
      `DELETE FROM idempotency_keys WHERE (caller_id, route, key) IN (
         SELECT caller_id, route, key FROM idempotency_keys
         WHERE created_at <= now() - ${RETENTION} ORDER BY created_at LIMIT $1)`,
      [limit],
    );
  }
}
