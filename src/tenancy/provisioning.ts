import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../database/shared-transaction.js';
import { type PooledTenant, TenantPool } from './tenant-pool.js';
import { tenantName } from './tenant-name.js';
import { NEWEST_VERSION, schemaCreation } from './tenant-schema.js';

/** Provisions an organization: its role, schema and tables, new ones or those of a pooled tenant. */
@Injectable()
export class Provisioning {
  constructor(
    private readonly shared: SharedTransaction,
    private readonly tenants: TenantPool,
  ) {}

  /** Acquires the id and role of an organization, in the open owner transaction: its row comes next. */
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
      ${version === NEWEST_VERSION ? '' : schemaCreation(organizationId)}
      INSERT INTO public.tenant_schemas (organization_id, version) VALUES ('${organizationId}', ${NEWEST_VERSION});
      UPDATE ${tenantName(organizationId)}.sequencer SET ${assignments.join(', ')};
    `);
  }
}
