import { Client } from 'pg';
import type { Reporter } from '../common/logger.js';
import type { Config } from '../config/config.js';
import { ConfigurationError } from '../config/read-environment.js';
import {
  connectionConfig,
  keepSettingsOfRole,
  POOLED_SESSION,
  sessionConfig,
  settingsThatDiffer,
} from './connection.js';
import { connectAtStart } from './start-connection.js';

const MINIMUM_VERSION = 150_000;

/** Connections of a process beside its pools: the queue's, and those of exports and migrations. */
const FURTHER_CONNECTIONS = 30;
/** The least `max_locks_per_transaction` that is tested, which is PostgreSQL's default. */
const TESTED_LOCKS = 64;

interface RoleFacts {
  version: number;
  max_connections: number;
  role_connections: number;
  database_connections: number;
  max_locks: number;
  rolsuper: boolean;
  rolinherit: boolean;
  rolcreaterole: boolean;
  can_create: boolean;
}

/**
 * Checks what the isolation of tenants rests on: a runtime role that can do nothing by itself, and
 * an owner role that can provision. A database that isn't up yet is waited for.
 * Server settings that are too small are only reported.
 * @throws ConfigurationError with a line per fault
 */
export async function checkDatabase({ database }: Config, reporter: Reporter): Promise<void> {
  const problems: string[] = [];
  const isPooled = database.direct !== database.runtime;
  const direct = { key: 'DATABASE_DIRECT_URL', url: database.direct, problems, reporter };
  if (isPooled) await onConnection(direct, (client) => keepSettings(client, reporter));
  const runtime = await factsOf({ ...direct, key: 'DATABASE_URL', url: database.runtime, isPooled });
  if (runtime) {
    if (runtime.version < MINIMUM_VERSION) problems.push('DATABASE_URL must lead to PostgreSQL 15 or newer');
    const role = 'DATABASE_URL must sign in with a role that';
    if (runtime.rolsuper) problems.push(`${role} is no superuser: RESET ROLE would open every organization`);
    if (runtime.rolinherit)
      problems.push(`${role} is NOINHERIT: it would see every organization without asking`);
    if (runtime.rolcreaterole) problems.push(`${role} is NOCREATEROLE: it could grant itself any role`);
    if (runtime.can_create) problems.push(`${role} can't create in the database: it has to own nothing`);
  }
  const owner =
    database.owner && (await factsOf({ ...direct, key: 'DATABASE_ADMIN_URL', url: database.owner }));
  if (owner && !owner.rolsuper) {
    const role = 'DATABASE_ADMIN_URL must sign in with a role that';
    if (!owner.rolcreaterole) problems.push(`${role} has CREATEROLE: every organization gets a role`);
    if (!owner.can_create)
      problems.push(`${role} may create in the database: every organization gets a schema`);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  if (runtime) reportSmallSettings(runtime, database.poolSize, isPooled, reporter);
}

function reportSmallSettings(
  { max_connections, role_connections, database_connections, max_locks }: RoleFacts,
  poolSize: number,
  isPooled: boolean,
  reporter: Reporter,
): void {
  // Behind a pooler the pool's connections are the pooler's.
  const own = FURTHER_CONNECTIONS + (isPooled ? 0 : poolSize);
  const needed = 2 * poolSize + FURTHER_CONNECTIONS;
  const limits = [
    { setting: 'max_connections', value: max_connections, needed },
    { setting: 'CONNECTION LIMIT of the role', value: role_connections, needed: own },
    { setting: 'CONNECTION LIMIT of the database', value: database_connections, needed },
  ];
  for (const limit of limits)
    // -1 is no limit.
    if (limit.value >= 0 && limit.value < limit.needed)
      reporter.warn({
        event: 'database.setting_too_small',
        msg: 'PostgreSQL allows fewer connections than one process of this size may use',
        ...limit,
      });
  if (max_locks < TESTED_LOCKS)
    reporter.warn({
      event: 'database.setting_too_small',
      msg: 'PostgreSQL allows fewer locks per transaction than is tested',
      setting: 'max_locks_per_transaction',
      value: max_locks,
      needed: TESTED_LOCKS,
    });
}

interface Access {
  /** The variable that has the URL. */
  key: string;
  url: string;
  /** Whether the URL leads through a transaction pooler. */
  isPooled?: boolean;
  /** Gets a line for each fault. */
  problems: string[];
  reporter: Reporter;
}

const factsOf = (access: Access): Promise<RoleFacts | undefined> =>
  onConnection(access, async (client) => {
    const { key, isPooled, problems, reporter } = access;
    if (isPooled) await client.query(POOLED_SESSION);
    const different = await settingsThatDiffer(client);
    if (different.length > 0 && isPooled)
      reporter.warn({
        event: 'database.pooler_outdated',
        msg: 'The pooler has connections with settings of before: RECONNECT in its console, or restart it',
        settings: different,
      });
    else if (different.length > 0)
      problems.push(
        `${key} leads to sessions without the settings they are opened with (${different.join(', ')}): ${POOLER}`,
      );
    const { rows } = await client.query<RoleFacts>(`
      SELECT current_setting('server_version_num')::int AS version,
             current_setting('max_connections')::int AS max_connections,
             rolconnlimit AS role_connections, datconnlimit AS database_connections,
             current_setting('max_locks_per_transaction')::int AS max_locks, rolsuper, rolinherit, rolcreaterole,
             has_database_privilege(current_database(), 'CREATE') AS can_create
      FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()`);
    return rows[0];
  });

const POOLER = 'a pooler in between needs DATABASE_DIRECT_URL, which leads past it';

/** @returns undefined where there is no connection, which is among the problems then */
async function onConnection<T>(
  { key, url, isPooled = false, problems, reporter }: Access,
  use: (client: Client) => Promise<T>,
): Promise<T | undefined> {
  let client: Client | undefined;
  try {
    client = await connectAtStart((isPooled ? connectionConfig : sessionConfig)(url, 'start'), key, reporter);
    return await use(client);
  } catch (error) {
    const { message, code } = error as { message?: string; code?: string };
    problems.push(
      /unsupported startup parameter/.test(message ?? '')
        ? `${key} leads to a pooler, which refuses the settings of a session: ${POOLER}`
        : `${key} leads to no usable database: ${message || code}`,
    );
    return undefined;
  } finally {
    await client?.end().catch(() => undefined);
  }
}

async function keepSettings(client: Client, reporter: Reporter): Promise<void> {
  await keepSettingsOfRole(client).catch((error: Error) =>
    reporter.warn({
      event: 'database.settings_not_kept',
      msg: 'The settings that sessions behind the pooler need could not be made defaults of the runtime role',
      err: error,
    }),
  );
}
