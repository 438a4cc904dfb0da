import type { Client } from 'pg';

/** An organization whose schema is older than the newest migration. */
export interface Outdated {
  organizationId: string;
  version: number;
}

export interface LedgerCount {
  version: number;
  /** Whether the last migration didn't end, or ended badly. */
  unfinished: boolean;
  organizations: number;
}

/** The migration ledger, `public.tenant_schemas`, as a migrator reads and writes it. */
export class Ledger {
  constructor(private readonly client: Client) {}

  /** How many organizations are at which version: one read, which is all when none is outdated. */
  async counts(): Promise<LedgerCount[]> {
    const { rows } = await this.client.query<LedgerCount>(
      `SELECT version, state <> 'CURRENT' AS unfinished, count(*)::int AS organizations
       FROM public.tenant_schemas GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    return rows;
  }

  /** @param onlyFailed leaves out those whose last migration ended well */
  async outdated(newest: number, onlyFailed: boolean): Promise<Outdated[]> {
    const { rows } = await this.client.query<Outdated>(
      `SELECT organization_id AS "organizationId", version FROM public.tenant_schemas
       WHERE version < $1 AND (state <> 'CURRENT' OR NOT $2) ORDER BY organization_id`,
      [newest, onlyFailed],
    );
    return rows;
  }

  /**
   * Notes that a try begins, before it does: it shows also when the try takes the process down.
   * @returns false when the organization is gone, or another process has migrated it
   */
  async begin({ organizationId, version }: Outdated): Promise<boolean> {
    const { rowCount } = await this.client.query(
      `UPDATE public.tenant_schemas
       SET state = 'MIGRATING', attempts = CASE state WHEN 'CURRENT' THEN 1 ELSE attempts + 1 END
       WHERE organization_id = $1 AND version = $2`,
      [organizationId, version],
    );
    return rowCount === 1;
  }

  /** Records the version in the transaction that has run the steps. @returns as `begin` */
  async complete({ organizationId, version }: Outdated, reached: number): Promise<boolean> {
    const { rowCount } = await this.client.query(
      `UPDATE public.tenant_schemas
       SET version = $3, state = 'CURRENT', error = NULL, migrated_at = now(),
           duration_ms = extract(epoch FROM clock_timestamp() - now()) * 1000
       WHERE organization_id = $1 AND version = $2`,
      [organizationId, version, reached],
    );
    return rowCount === 1;
  }

  /** Waits until everything that was committed so far is on the disk. Belongs on a connection that commits synchronously. */
  async flush(): Promise<void> {
    // A transaction with an id has a commit record, which is written behind all others.
    await this.client.query('SELECT pg_current_xact_id()');
  }

  /** Records why a migration was given up. @returns as `begin` */
  async fail({ organizationId, version }: Outdated, error: string, milliseconds: number): Promise<boolean> {
    const { rowCount } = await this.client.query(
      `UPDATE public.tenant_schemas SET state = 'FAILED', error = $3, duration_ms = $4
       WHERE organization_id = $1 AND version = $2`,
      [organizationId, version, error, Math.round(milliseconds)],
    );
    return rowCount === 1;
  }
}
