import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';

/**
 * Advisory locks: arbitrary numbers that nothing else in the database uses. There are two, because a process
 * that starts has to wait for `public`, and must not wait for all organizations.
 */
export const LOCKS = { public: 7_236_530_001, tenants: 7_236_530_002 } as const;

const POLL_INTERVAL = 250;

export interface LockOptions {
  /** Called once when another process holds the lock. @returns whether to wait for it */
  onBusy: () => boolean;
  /** Ends the waiting. */
  signal?: AbortSignal;
}

/**
 * Takes the lock for the rest of the connection's life, or until `unlock`.
 * @returns false when another process has it
 */
export async function lock(client: Client, key: number, { onBusy, signal }: LockOptions): Promise<boolean> {
  if (await tryLock(client, key)) return true;
  if (!onBusy()) return false;
  // Asking again and again, where a waiting query could not be interrupted.
  while (!signal?.aborted) {
    await sleep(POLL_INTERVAL);
    if (await tryLock(client, key)) return true;
  }
  return false;
}

export async function unlock(client: Client, key: number): Promise<void> {
  await client.query('SELECT pg_advisory_unlock($1)', [key]);
}

async function tryLock(client: Client, key: number): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
    key,
  ]);
  return rows[0]?.locked ?? false;
}
