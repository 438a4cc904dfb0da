import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { SharedTransaction } from '../database/shared-transaction.js';
import { type PooledTenant, TenantPool } from './tenant-pool.js';
import { tenantName } from './tenant-name.js';
import { NEWEST_VERSION, schemaCreation } from './tenant-schema.js';

/** Provisions an organization: its schema and tables, and its role where it has one, new or those of a pooled tenant. */
@Injectable()
export class Provisioning {
  constructor(
    private readonly shared: SharedTransaction,
    private readonly tenants: TenantPool,
    private readonly config: Config,
  ) {}

  /** Acquires the id of an organization, with its role, in the open owner transaction: its row comes next. */
  begin(): Promise<PooledTenant> {
    return this.tenants.acquire();
  }

  /**
   * Completes what `begin` began, in the same transaction, as one message: with the organization's row its
   * schema is there whole, or not at all.
   * @param limits of its plan, by their columns in the sequencer row; null is none
   */
  async complete(
    { organizationId, version }: PooledTenant,
    limits: Readonly<Record<string, number | null>>,
  ): Promise<void> {
    const assignments = Object.entries(limits).map(([column, limit]) => `${column} = ${limit}`);
    await this.shared.manager.query(`
      ${version === NEWEST_VERSION ? '' : schemaCreation(organizationId, this.config.database.groupRoles)}
      INSERT INTO public.tenant_schemas (organization_id, version) VALUES ('${organizationId}', ${NEWEST_VERSION});
      UPDATE ${tenantName(organizationId)}.sequencer SET ${assignments.join(', ')};
    `);
  }
}
