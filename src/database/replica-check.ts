import type { Client } from 'pg';
import type { Reporter } from '../common/logger.js';
import type { Config } from '../config/config.js';
import { ConfigurationError } from '../config/read-environment.js';
import { roleOf, sessionConfig, withClient } from './connection.js';
import { isTransientConnectError } from './start-connection.js';

/** How long the start waits for a replica, in milliseconds: it may come later. */
const TIMEOUT = 5000;

interface ServerFacts {
  /** The last position in the primary's log that it has replayed; null for a server that isn't in recovery. */
  replayed: string | null;
  database: string;
  /** What a primary and its replicas have in common. Undefined where the role may not ask for it. */
  system?: string | undefined;
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
  const limits = { connectionTimeoutMillis: TIMEOUT, query_timeout: TIMEOUT };
  const copy = await withClient({ ...sessionConfig(replica, 'start'), ...limits }, factsOf).catch(
    (error: Error) => {
      if (/unsupported startup parameter/.test(error.message))
        refuse('leads to a pooler, which refuses the settings of a session: it has to lead past it');
      if (!isTransientConnectError(error)) refuse(`leads to no usable database: ${error.message}`);
      reporter.warn({
        event: 'replica.unreachable',
        msg: 'The replica of DATABASE_REPLICA_URL cannot be reached; until it can be, the primary is read',
        err: error,
      });
      return undefined;
    },
  );
  if (!copy) return;
  const replayed = copy.replayed ?? refuse('must lead to a replica: this server is not in recovery');
  await withClient(sessionConfig(direct, 'start'), async (client) => {
    const original = await factsOf(client);
    if (copy.system !== original.system)
      refuse('leads to a replica of another server than that of DATABASE_URL');
    if (copy.database !== original.database)
      refuse(`must lead to the database ${original.database}, as DATABASE_URL does`);
    if (await isAhead(replayed, client))
      refuse('leads to a replica that has more than the server of DATABASE_URL: make it anew from that one');
  });
}

async function factsOf(client: Client): Promise<ServerFacts> {
  const { rows } = await client.query<ServerFacts>(
    `SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END AS replayed, current_database() AS database`,
  );
  const system = await client
    .query<{ system: string }>('SELECT system_identifier::text AS system FROM pg_control_system()')
    .then((answer) => answer.rows[0]?.system)
    .catch(() => undefined);
  return { ...(rows[0] as ServerFacts), system };
}

/** Whether a replica has what the primary never had: the primary was restored from a backup since. */
async function isAhead(replayed: string, primary: Client): Promise<boolean> {
  const { rows } = await primary.query<{ ahead: boolean }>(
    'SELECT $1::pg_lsn > pg_current_wal_insert_lsn() AS ahead',
    [replayed],
  );
  return rows[0]?.ahead === true;
}
