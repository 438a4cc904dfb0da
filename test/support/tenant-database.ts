import { createHash } from 'node:crypto';
import type pg from 'pg';
import { tenantName } from '#app/tenancy/tenant-name.js';

export interface ActivityRow {
  sequence: number;
  type: string;
  subject_id: string;
  actor_id: string | null;
  request_id: string | null;
  changes: Record<string, { from: unknown; to: unknown }>;
}

/** What an organization's schema holds, as its superuser sees it. */
export class TenantDatabase {
  readonly schema: string;

  constructor(
    private readonly superuser: pg.Pool,
    organizationId: string,
  ) {
    this.schema = tenantName(organizationId);
  }

  async activity(): Promise<ActivityRow[]> {
    const { rows } = await this.superuser.query<ActivityRow>(
      `SELECT sequence::int, type, subject_id, actor_id, request_id, changes FROM ${this.schema}.activity ORDER BY 1`,
    );
    return rows;
  }

  async sequencer(): Promise<{ sequence: number; number: number }> {
    const { rows } = await this.superuser.query(`SELECT sequence::int, number FROM ${this.schema}.sequencer`);
    return rows[0];
  }

  async taskTitles(): Promise<string[]> {
    const { rows } = await this.superuser.query(`SELECT title FROM ${this.schema}.tasks ORDER BY number`);
    return rows.map(({ title }) => title);
  }

  /** The ids of all mails that are on their way. */
  async mails(): Promise<string[]> {
    const { rows } = await this.superuser.query<{ id: string }>('SELECT id FROM public.mails');
    return rows.map(({ id }) => id);
  }

  /**
   * A digest of each table, of this organization and shared: equal as long as nothing was written. What
   * scheduled work writes meanwhile isn't part of it: mail, and the day of which reminders were stored.
   */
  async fingerprint(): Promise<Record<string, string | null>> {
    const tables = await this.superuser.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', $1) AND tablename <> 'mails'`,
      [this.schema],
    );
    const digests = tables.rows.map(
      ({ name }) =>
        `SELECT '${name}' AS name, count(*) || ' rows ' || md5(string_agg(content, ' ' ORDER BY content)) AS digest
         FROM (SELECT (to_jsonb(t) - 'reminded_of')::text AS content FROM ${name} t)`,
    );
    const text = `${digests.join(' UNION ALL ')} ORDER BY name`;
    // Planned once a connection: that takes longer than reading tables with a few rows.
    const name = createHash('md5').update(text).digest('hex');
    const { rows } = await this.superuser.query({ name, text });
    return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
  }
}
