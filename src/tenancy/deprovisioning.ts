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
   * its grant to the runtime role goes with it. The role of a group stays: other organizations have it, or will.
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
    await this.dropRole(organizationId).catch((error: Error) => {
      this.logger.warn({
        event: 'deprovisioning.role_left',
        msg: 'The database role of a deleted organization could not be dropped; that is tried again every hour',
        organizationId,
        role: tenant,
        err: error,
      });
      return this.shared.manager.query('ROLLBACK TO SAVEPOINT before_role');
    });
  }

  /**
   * Drops an organization's own role, if it has one, in the open owner transaction.
   * @throws Error where it can't be dropped: roles belong to the whole server, so another database on it, such as a
   *   copy, may hold this one, and from PostgreSQL 16 on only those may drop it whom its creator has let
   */
  async dropRole(organizationId: string): Promise<void> {
    await this.shared.manager.query(`DROP ROLE IF EXISTS ${tenantName(organizationId)}`);
  }

  async hasSchema(organizationId: string): Promise<boolean> {
    const rows: unknown[] = await this.shared.manager.query('SELECT FROM pg_namespace WHERE nspname = $1', [
      tenantName(organizationId),
    ]);
    return rows.length > 0;
  }

  /** @returns the name of the organization's own role, where there is one */
  async findRole(organizationId: string): Promise<string | undefined> {
    const rows: { name: string }[] = await this.shared.manager.query(
      'SELECT rolname AS name FROM pg_roles WHERE rolname = $1',
      [tenantName(organizationId)],
    );
    return rows[0]?.name;
  }
}
