import { Client } from 'pg';
import type { Reporter } from '../common/logger.js';
import type { Config } from '../config/config.js';
import { ConfigurationError } from '../config/read-environment.js';

const MINIMUM_VERSION = 150_000;

/** Connections of a process beside its pools: the queue's, and those of exports and migrations. */
const FURTHER_CONNECTIONS = 30;
/** The least `max_locks_per_transaction` that is tested, which is PostgreSQL's default. */
const TESTED_LOCKS = 64;

interface RoleFacts {
  version: number;
  max_connections: number;
  max_locks: number;
  rolsuper: boolean;
  rolinherit: boolean;
  rolcreaterole: boolean;
  can_create: boolean;
}

/**
 * Checks what the isolation of tenants rests on: a runtime role that can do nothing by itself, and
 * an owner role that can provision.
 * Server settings that are too small are only reported.
 * @throws ConfigurationError with a line per fault
 */
export async function checkDatabase({ database }: Config, reporter: Reporter): Promise<void> {
  const problems: string[] = [];
  const runtime = await factsOf('DATABASE_URL', database.runtime, problems);
  if (runtime) {
    if (runtime.version < MINIMUM_VERSION) problems.push('DATABASE_URL must lead to PostgreSQL 15 or newer');
    const role = 'DATABASE_URL must sign in with a role that';
    if (runtime.rolsuper) problems.push(`${role} is no superuser: RESET ROLE would open every organization`);
    if (runtime.rolinherit)
      problems.push(`${role} is NOINHERIT: it would see every organization without asking`);
    if (runtime.rolcreaterole) problems.push(`${role} is NOCREATEROLE: it could grant itself any role`);
    if (runtime.can_create) problems.push(`${role} can't create in the database: it has to own nothing`);
  }
  const owner = database.owner && (await factsOf('DATABASE_ADMIN_URL', database.owner, problems));
  if (owner && !owner.rolsuper) {
    const role = 'DATABASE_ADMIN_URL must sign in with a role that';
    if (!owner.rolcreaterole) problems.push(`${role} has CREATEROLE: every organization gets a role`);
    if (!owner.can_create)
      problems.push(`${role} may create in the database: every organization gets a schema`);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  if (runtime) reportSmallSettings(runtime, database.poolSize, reporter);
}

function reportSmallSettings(
  { max_connections, max_locks }: RoleFacts,
  poolSize: number,
  reporter: Reporter,
): void {
  const needed = 2 * poolSize + FURTHER_CONNECTIONS;
  if (max_connections < needed)
    reporter.warn({
      event: 'database.setting_too_small',
      msg: 'PostgreSQL allows fewer connections than one process of this size may use',
      setting: 'max_connections',
      value: max_connections,
      needed,
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

async function factsOf(key: string, url: string, problems: string[]): Promise<RoleFacts | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<RoleFacts>(`
      SELECT current_setting('server_version_num')::int AS version,
             current_setting('max_connections')::int AS max_connections,
             current_setting('max_locks_per_transaction')::int AS max_locks, rolsuper, rolinherit, rolcreaterole,
             has_database_privilege(current_database(), 'CREATE') AS can_create
      FROM pg_roles WHERE rolname = current_user`);
    return rows[0];
  } catch (error) {
    problems.push(
      `${key} leads to no usable database: ${(error as Error).message || (error as { code?: string }).code}`,
    );
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}
