import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ClientConfig } from 'pg';
import { sessionConfig, withClient } from '../database/connection.js';
import { ReplicaBehind } from '../database/replica-faults.js';
import { hasReplayed, PROOF_TIMEOUT } from './replica-entry.js';

/** How long a snapshot waits for a replica that is behind, and between two looks at it, in milliseconds. */
const REPLAY_WAIT = 3000;
const REPLAY_POLL = 50;

/** Where a snapshot is read. */
export interface SnapshotServer {
  /** Of the database, as the runtime role, past any pooler. */
  url: string;
  /** Of a replica: the position in the primary's log that it has to have replayed. */
  position?: string;
}

/**
 * Runs `read` in one moment of an organization, for reading more than memory holds: a read-only transaction on a
 * connection of its own, which sees the data as it was when it began. The caller has been in the organization
 * by a tenant transaction before, which looks whether its schema can be read. Threads call this, too, so nothing
 * of the application belongs here.
 * @param switchToTenant SQL that switches to the organization
 * @param signal closes the connection, and `read` fails
 * @throws ReplicaBehind where a replica hasn't replayed the position within some seconds
 */
export async function inTenantSnapshot<T>(
  { url, position }: SnapshotServer,
  switchToTenant: string,
  signal: AbortSignal,
  read: (client: Client) => Promise<T>,
): Promise<T> {
  const config: ClientConfig = sessionConfig(url, 'snapshot');
  // A replica that doesn't answer isn't waited for: there is another server.
  if (position !== undefined) config.connectionTimeoutMillis = PROOF_TIMEOUT;
  return withClient(config, async (client) => {
    const close = (): void => void client.end().catch(() => undefined);
    signal.throwIfAborted();
    signal.addEventListener('abort', close);
    try {
      if (position !== undefined) await requirePosition(client, position);
      await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${switchToTenant}`);
      const result = await read(client);
      await client.query('COMMIT');
      return result;
    } finally {
      signal.removeEventListener('abort', close);
    }
  });
}

/**
 * Waits for a replica: what reads a snapshot has often written a moment ago. By statements of their own, so that the snapshot
 * is made after what was replayed is known.
 */
async function requirePosition(client: Client, position: string): Promise<void> {
  const proof = { text: hasReplayed(position), query_timeout: PROOF_TIMEOUT };
  const deadline = Date.now() + REPLAY_WAIT;
  for (;;) {
    const { rows } = await client.query<{ replayed: boolean | null }>(proof);
    if (rows[0]?.replayed) return;
    if (Date.now() >= deadline) throw new ReplicaBehind();
    await sleep(REPLAY_POLL);
  }
}
