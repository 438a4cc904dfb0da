import type { Client } from 'pg';
import { OperatorError } from '../../common/operator-error.js';
import type { Config } from '../../config/config.js';
import { sessionConfig, withClient } from '../../database/connection.js';
import { NEWEST_VERSION } from '../tenant-schema.js';
import { readMigrations } from './migrations.js';

/** The schema of the database isn't one that this build can work with. */
export class IncompatibleSchema extends OperatorError {}

const UNDEFINED_TABLE = '42P01';
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Compares what is in the database with what this build knows.
 * @throws IncompatibleSchema when a newer build has migrated it, or nothing has that this process could not do itself
 */
export async function checkVersions({
  owner,
  direct,
}: Pick<Config['database'], 'owner' | 'direct'>): Promise<void> {
  const known = readMigrations('public').length;
  const [shared, organizations] = await withClient(
    sessionConfig(owner ?? direct, 'start'),
    async (client) => [
      await newest(client, 'public.schema_migrations'),
      await newest(client, 'public.tenant_schemas'),
    ],
  );
  if (shared !== undefined && shared > known) throw newer('public is', shared, known);
  if (!owner && shared !== undefined && shared < known)
    throw new IncompatibleSchema(
      `The database is not migrated (public is at version ${shared}, this build needs ${known}), and without ` +
        'DATABASE_ADMIN_URL this process can\'t do it: run "taskflow migrate" where that is set.',
    );
  if (organizations !== undefined && organizations > NEWEST_VERSION)
    throw newer('an organization is', organizations, NEWEST_VERSION);
}

/** @returns undefined when the role may not read it, as a version before this one has left it */
async function newest(client: Client, table: string): Promise<number | undefined> {
  try {
    const { rows } = await client.query<{ version: number | null }>(
      `SELECT max(version) AS version FROM ${table}`,
    );
    return rows[0]?.version ?? 0;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === UNDEFINED_TABLE) return 0;
    if (code === INSUFFICIENT_PRIVILEGE) return undefined;
    throw error;
  }
}

const newer = (what: string, version: number, known: number): IncompatibleSchema =>
  new IncompatibleSchema(
    `The database belongs to a newer version of TaskFlow: ${what} at version ${version}, this build knows ${known}. ` +
      'Start the newer version. To go back, restore the backup that was made before it.',
  );
