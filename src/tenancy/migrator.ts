import { Client } from 'pg';
import { runMigrations as migrateQueue } from 'bullmq';
import type { Config } from '../config/config.js';
import { readMigrations, withVariables, type Migration } from './migrations.js';
import { roleOf } from './provisioning.js';
import { tenantName } from './tenant-name.js';

/** Any number, as long as nobody else uses it: held by the process that migrates. */
const MIGRATION_LOCK = 7_236_530_001;

export interface MigrationSummary {
  publicVersion: number;
  applied: number;
  organizations: number;
  migrated: number;
  failed: { organizationId: string; error: string }[];
}

/**
 * Brings `public`, the queue's tables and every organization up to the version of this code, on a
 * connection of the owner role. Each organization migrates in its own transaction, in which its
 * version is recorded: what failed or was interrupted is exactly what is left to do.
 */
export async function migrate(
  config: Config,
  report: (line: string) => void = () => undefined,
): Promise<MigrationSummary> {
  const { owner } = config.database;
  if (!owner)
    throw new Error('DATABASE_ADMIN_URL is not set: migrating needs the role that owns the schemas.');
  const client = new Client({ connectionString: owner, application_name: 'taskflow-migrate' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const runtime = roleOf(config.database.runtime);
    const applied = await migratePublic(client, runtime, report);
    await migrateQueueSchema(client, runtime);
    return { ...(await migrateTenants(client, report)), ...applied };
  } finally {
    await client.end();
  }
}

async function migratePublic(client: Client, runtime: string, report: (line: string) => void) {
  await client.query(`
    CREATE TABLE IF NOT EXISTS public.schema_migrations (
      version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()
    )`);
  const done = await client.query<{ version: number }>('SELECT version FROM public.schema_migrations');
  const versions = new Set(done.rows.map((row) => row.version));
  const migrations = readMigrations('public');
  const pending = migrations.filter(({ version }) => !versions.has(version));
  for (const { version, name, sql } of pending) {
    await inTransaction(client, async () => {
      await client.query(withVariables(sql, { runtime }));
      await client.query('INSERT INTO public.schema_migrations (version, name) VALUES ($1, $2)', [
        version,
        name,
      ]);
    });
    report(`public is at ${version} (${name})`);
  }
  return { publicVersion: migrations.length, applied: pending.length };
}

async function migrateQueueSchema(client: Client, runtime: string): Promise<void> {
  await migrateQueue(client, 'bullmq');
  // BullMQ makes a sequence for each queue when it first sees it, hence CREATE: in this schema only.
  await client.query(`
    GRANT USAGE, CREATE ON SCHEMA bullmq TO "${runtime}";
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA bullmq TO "${runtime}"`);
  // Not ALL SEQUENCES: granting those that the runtime role has made is not the owner's right.
  const own = await client.query<{ name: string }>(
    `SELECT oid::regclass AS name FROM pg_class
     WHERE relnamespace = 'bullmq'::regnamespace AND relkind = 'S' AND relowner = current_user::regrole`,
  );
  for (const { name } of own.rows) await client.query(`GRANT USAGE ON SEQUENCE ${name} TO "${runtime}"`);
}

async function migrateTenants(client: Client, report: (line: string) => void) {
  const migrations = readMigrations('tenant');
  const count = await client.query<{ count: string }>('SELECT count(*) FROM public.tenant_schemas');
  const behind = await client.query<{ organization_id: string; version: number }>(
    'SELECT organization_id, version FROM public.tenant_schemas WHERE version < $1 ORDER BY organization_id',
    [migrations.length],
  );
  const failed: MigrationSummary['failed'] = [];
  for (const { organization_id: organizationId, version } of behind.rows) {
    try {
      await migrateTenant(client, organizationId, migrations.slice(version));
      report(`${organizationId} is at ${migrations.length}`);
    } catch (error) {
      failed.push({ organizationId, error: (error as Error).message });
      report(`${organizationId} failed and stays at ${version}: ${(error as Error).message}`);
    }
  }
  return {
    organizations: Number(count.rows[0]?.count),
    migrated: behind.rows.length - failed.length,
    failed,
  };
}

async function migrateTenant(client: Client, organizationId: string, migrations: Migration[]): Promise<void> {
  const tenant = tenantName(organizationId);
  await inTransaction(client, async () => {
    await client.query(`SET LOCAL search_path TO ${tenant}`);
    for (const { sql } of migrations) {
      await client.query(withVariables(sql, { tenant, organization_id: organizationId }));
    }
    await client.query(
      'UPDATE public.tenant_schemas SET version = $1, migrated_at = now() WHERE organization_id = $2',
      [migrations.at(-1)?.version, organizationId],
    );
  });
}

async function inTransaction(client: Client, fn: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await fn();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
