import { Injectable, Logger } from '@nestjs/common';
import { SharedTransaction } from '../database/shared-transaction.js';
import { tenantName } from './tenant-name.js';

/** Removes what `Provisioning` has made. May be repeated, also where a part is missing. */
@Injectable()
export class Deprovisioning {
  private readonly logger = new Logger(Deprovisioning.name);

  constructor(private readonly shared: SharedTransaction) {}

  /**
   * Drops an organization's schema with its entry in the ledger, and its role, in the open owner
   * transaction. With the schema go all privileges that the role had, so nothing holds it any more;
   * its grant to the runtime role goes with it.
   * @param lockTimeout how long to wait for transactions that use the schema, in milliseconds
   */
  async dropSchema(organizationId: string, lockTimeout: number): Promise<void> {
    const tenant = tenantName(organizationId);
    await this.shared.manager.query(`
      SET LOCAL lock_timeout = ${lockTimeout};
      DROP SCHEMA IF EXISTS ${tenant} CASCADE;
      DELETE FROM public.tenant_schemas WHERE organization_id = '${organizationId}';
      SAVEPOINT before_role;
    `);
    try {
      await this.shared.manager.query(`DROP ROLE IF EXISTS ${tenant}`);
    } catch (error) {
      // Roles belong to the whole server: another database on it, such as a copy, may hold this one,
      // and from PostgreSQL 16 on only its creator may drop it. The data goes all the same.
      this.logger.warn({
        event: 'deprovisioning.role_left',
        msg: 'The database role of a deleted organization could not be dropped and stays',
        organizationId,
        role: tenant,
        err: error,
      });
      await this.shared.manager.query('ROLLBACK TO SAVEPOINT before_role');
    }
  }

  /** @returns which of schema and role are there */
  async remaining(organizationId: string): Promise<string[]> {
    const rows: { what: string }[] = await this.shared.manager.query(
      `SELECT 'schema' AS what FROM pg_namespace WHERE nspname = $1
       UNION ALL SELECT 'role' FROM pg_roles WHERE rolname = $1`,
      [tenantName(organizationId)],
    );
    return rows.map(({ what }) => what);
  }
}
