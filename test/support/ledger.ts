import type pg from 'pg';
import { type Migration, readMigrations } from '#app/tenancy/migration/migrations.js';
import { tenantName } from '#app/tenancy/tenant-name.js';

export interface LedgerEntry {
  version: number;
  state: string;
  attempts: number;
  duration_ms: number | null;
  error: string | null;
}

const newest = readMigrations('tenant').at(-1) as Migration;

/** The version that the newest tenant migration leads to. */
export const NEWEST = newest.version;

const columnsOf = (change: RegExp): { table: string; column: string }[] =>
  [...newest.sql.matchAll(/ALTER TABLE (\w+)([^;]*)/g)].flatMap(([, table, changes]) =>
    [...(changes as string).matchAll(change)].map(([, column]) => ({
      table: table as string,
      column: column as string,
    })),
  );

/** What the newest migration makes: tables, and columns of tables that were there before; and columns that it drops. */
const ITS_TABLES = [...newest.sql.matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name as string);
const ITS_VIEWS = [...newest.sql.matchAll(/CREATE VIEW (\w+)/g)].map(([, name]) => name as string);
const ITS_COLUMNS = columnsOf(/ADD COLUMN (\w+)/g);
const DROPPED_COLUMNS = columnsOf(/DROP COLUMN (\w+)/g);
const [FIRST_TABLE, FIRST_COLUMN] = [ITS_TABLES[0], ITS_COLUMNS[0]];
const makesTableFirst = /CREATE TABLE|ADD COLUMN/.exec(newest.sql)?.[0] === 'CREATE TABLE';
const [CODE, DUPLICATE] = makesTableFirst
  ? ['42P07', `relation "${FIRST_TABLE}"`]
  : ['42701', `column "${FIRST_COLUMN?.column}" of relation "${FIRST_COLUMN?.table}"`];
/** Why the newest migration fails where it has been before. */
export const ITS_FAILURE = `${String(NEWEST).padStart(4, '0')}_${newest.name}: ${DUPLICATE} already exists (${CODE})`;

/** The migration ledger as its superuser sees it, and schemas that are put back by a version. */
export class TestLedger {
  constructor(private readonly superuser: pg.Pool) {}

  async entry(organizationId: string): Promise<LedgerEntry> {
    const { rows } = await this.superuser.query<LedgerEntry>(
      `SELECT version, state, attempts, duration_ms, error FROM public.tenant_schemas WHERE organization_id = $1`,
      [organizationId],
    );
    return rows[0] as LedgerEntry;
  }

  async versions(organizationIds: string[]): Promise<number[]> {
    const entries = await Promise.all(organizationIds.map((id) => this.entry(id)));
    return entries.map(({ version }) => version);
  }

  /** Whether the schema has what the newest migration makes. */
  async isMigrated(organizationId: string): Promise<boolean> {
    const { rowCount } = await this.superuser.query(
      `SELECT FROM information_schema.columns
       WHERE table_schema = $1 AND table_name = $2 AND column_name = coalesce($3, column_name) LIMIT 1`,
      [
        tenantName(organizationId),
        FIRST_TABLE ?? FIRST_COLUMN?.table,
        FIRST_TABLE ? null : FIRST_COLUMN?.column,
      ],
    );
    return rowCount === 1;
  }

  /** Puts an organization back by one version: the next migration of it works. */
  async setBack(organizationId: string): Promise<void> {
    await this.repair(organizationId);
    await this.say(organizationId, NEWEST - 1);
  }

  /** Puts only the record back: the next migration finds what it wants to make, and fails. */
  async setUpToFail(organizationId: string): Promise<void> {
    await this.say(organizationId, NEWEST - 1);
  }

  /** Takes away what makes `setUpToFail` fail. */
  async repair(organizationId: string): Promise<void> {
    const schema = tenantName(organizationId);
    const changes = [
      ...ITS_VIEWS.map((view) => `DROP VIEW IF EXISTS ${schema}.${view}`),
      ...ITS_TABLES.map((table) => `DROP TABLE IF EXISTS ${schema}.${table} CASCADE`),
      ...ITS_COLUMNS.map(
        ({ table, column }) => `ALTER TABLE ${schema}.${table} DROP COLUMN IF EXISTS ${column}`,
      ),
      // Nothing reads them before they are dropped again.
      ...DROPPED_COLUMNS.map(
        ({ table, column }) => `ALTER TABLE ${schema}.${table} ADD COLUMN IF NOT EXISTS ${column} text`,
      ),
    ];
    await this.superuser.query(changes.join(';'));
  }

  /** Holds the organization's row, which a migration of it needs. @returns lets it go */
  async hold(organizationIds: string[]): Promise<() => Promise<void>> {
    const client = await this.superuser.connect();
    await client.query('BEGIN');
    await client.query('SELECT FROM public.tenant_schemas WHERE organization_id = ANY($1) FOR UPDATE', [
      organizationIds,
    ]);
    return async () => {
      await client.query('ROLLBACK');
      client.release();
    };
  }

  private async say(organizationId: string, version: number): Promise<void> {
    await this.superuser.query('UPDATE public.tenant_schemas SET version = $2 WHERE organization_id = $1', [
      organizationId,
      version,
    ]);
  }
}
