import type { Client } from 'pg';
import { runMigrations as migrateQueue } from 'bullmq';
import type { Reporter } from '../../common/logger.js';
import { type Migration, readMigrations, withVariables } from './migrations.js';

/** The migrations of `public` that haven't run yet. Changes nothing, also on an empty database. */
export async function pendingPublic(
  client: Client,
  migrations = readMigrations('public'),
): Promise<Migration[]> {
  const { rows } = await client.query<{ found: string | null }>(
    `SELECT to_regclass('public.schema_migrations') AS found`,
  );
  if (!rows[0]?.found) return migrations;
  const done = await client.query<{ version: number }>('SELECT version FROM public.schema_migrations');
  const versions = new Set(done.rows.map((row) => row.version));
  return migrations.filter(({ version }) => !versions.has(version));
}

/**
 * Brings `public` up to this version of the code, each migration in a transaction that records it.
 * @param runtime the role that serves requests
 * @param onApplied called after each
 */
export async function migratePublic(
  client: Client,
  runtime: string,
  onApplied: () => void,
  reporter?: Reporter,
  migrations?: Migration[],
): Promise<void> {
  await client.query(`
    CREATE TABLE IF NOT EXISTS public.schema_migrations (
      version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()
    )`);
  const pending = await pendingPublic(client, migrations);
  for (const { version, name, sql } of pending) {
    await inTransaction(client, async () => {
      await client.query(withVariables(sql, { runtime }));
      await client.query('INSERT INTO public.schema_migrations (version, name) VALUES ($1, $2)', [
        version,
        name,
      ]);
    });
    onApplied();
    reporter?.info({
      event: 'migration.completed',
      msg: 'The shared schema has a new version',
      version,
      name,
    });
  }
}

/** Brings the queue's tables up to the version of the library, and lets the runtime role use them. */
export async function migrateQueueSchema(client: Client, runtime: string): Promise<void> {
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

/**
 * Lets the owner read the sequences that BullMQ makes as the runtime role, now and later: a dump reads them.
 * @param client of the runtime role
 */
export async function letOwnerDumpQueue(client: Client): Promise<void> {
  const { rows } = await client.query<{ owner: string; known: boolean }>(
    `SELECT nspowner::regrole::text AS owner, EXISTS (
       SELECT FROM pg_default_acl
       WHERE defaclrole = current_user::regrole AND defaclnamespace = n.oid AND defaclobjtype = 'S'
     ) AS known
     FROM pg_namespace n WHERE nspname = 'bullmq' AND nspowner <> current_user::regrole`,
  );
  const [found] = rows;
  if (!found) return;
  const { owner, known } = found;
  const unreadable = await client.query<{ name: string }>(
    `SELECT oid::regclass AS name FROM pg_class
     WHERE relnamespace = 'bullmq'::regnamespace AND relkind = 'S' AND relowner = current_user::regrole
       AND NOT has_table_privilege($1::regrole, oid, 'SELECT')`,
    [owner],
  );
  if (!known)
    await client.query(`ALTER DEFAULT PRIVILEGES IN SCHEMA bullmq GRANT SELECT ON SEQUENCES TO ${owner}`);
  for (const { name } of unreadable.rows) await client.query(`GRANT SELECT ON SEQUENCE ${name} TO ${owner}`);
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
