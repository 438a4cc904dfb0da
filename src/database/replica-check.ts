import type { Client } from 'pg';
import type { Reporter } from '../common/logger.js';
import type { Config } from '../config/config.js';
import { ConfigurationError } from '../config/read-environment.js';
import { openClient, roleOf, sessionConfig, withClient } from './connection.js';
import { isTransientConnectError } from './start-connection.js';

/** How long the start waits for a replica, in milliseconds: it may come later. */
const CONNECT_TIMEOUT = 5000;

/** Where the two servers have to be the same. */
interface ServerIdentity {
  system: string;
  database: string;
}

/**
 * Checks that the URL of the replica leads to a replica of the database. One that can't be reached is only reported.
 * @throws ConfigurationError
 */
export async function checkReplica({ database }: Config, reporter: Reporter): Promise<void> {
  const { replica, direct } = database;
  if (!replica) return;
  const refuse = (what: string): never => {
    throw new ConfigurationError([`DATABASE_REPLICA_URL ${what}`]);
  };
  if (roleOf(replica) !== roleOf(direct)) refuse('must sign in with the role of DATABASE_URL');
  const client = await openClient({
    ...sessionConfig(replica, 'start'),
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: CONNECT_TIMEOUT,
  }).catch((error: Error) => {
    if (/unsupported startup parameter/.test(error.message))
      refuse('leads to a pooler, which refuses the settings of a session: it has to lead past it');
    if (!isTransientConnectError(error)) refuse(`leads to no usable database: ${error.message}`);
    reporter.warn({
      event: 'replica.unreachable',
      msg: 'The replica of DATABASE_REPLICA_URL cannot be reached; until it can be, the primary is read',
      err: error,
    });
  });
  if (!client) return;
  try {
    const { rows } = await client.query<{ recovers: boolean }>('SELECT pg_is_in_recovery() AS recovers');
    if (!rows[0]?.recovers) refuse('must lead to a replica: this server is not in recovery');
    const copied = await identityOf(client);
    const original = await withClient(sessionConfig(direct, 'start'), identityOf);
    if (copied.system !== original.system)
      refuse('leads to a replica of another server than that of DATABASE_URL');
    if (copied.database !== original.database)
      refuse(`must lead to the database ${original.database}, as DATABASE_URL does`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function identityOf(client: Client): Promise<ServerIdentity> {
  const { rows } = await client.query<ServerIdentity>(
    'SELECT system_identifier::text AS system, current_database() AS database FROM pg_control_system()',
  );
  return rows[0] as ServerIdentity;
}
