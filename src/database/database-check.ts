import { Client } from 'pg';
import type { Config } from '../config/config.js';
import { ConfigurationError } from '../config/read-environment.js';

const MINIMUM_VERSION = 150_000;

/** Connections of a process beside its pools: the queue's, and those of exports and migrations. */
const FURTHER_CONNECTIONS = 30;

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
 * What the server's settings are too small for is only said.
 * @throws ConfigurationError with a line per fault
 */
export async function checkDatabase({ database }: Config, warn: (message: string) => void): Promise<void> {
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
  if (runtime) for (const line of smallSettings(runtime, database.poolSize)) warn(line);
}

function smallSettings({ max_connections, max_locks }: RoleFacts, poolSize: number): string[] {
  const needed = 2 * poolSize + FURTHER_CONNECTIONS;
  const lines: string[] = [];
  if (max_connections < needed) {
    lines.push(
      `PostgreSQL's max_connections is ${max_connections}: one process of this one's size may use ${needed}`,
    );
  }
  if (max_locks < 64)
    lines.push(`PostgreSQL's max_locks_per_transaction is ${max_locks}: 64 is the least that is tested`);
  return lines;
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
