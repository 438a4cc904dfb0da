import { Injectable } from '@nestjs/common';
import { IdentityTransaction } from '../database/identity-transaction.js';
import { type SpareTenant, SpareTenants } from './spare-tenants.js';
import { tenantName } from './tenant-name.js';
import { NEWEST_VERSION, schemaCreation } from './tenant-schema.js';

/** How many tasks, projects and bytes of files the plan has room for; null is unlimited. */
export interface Capacity {
  maxTasks: number | null;
  maxProjects: number | null;
  maxStorage: number | null;
}

/** Creates an organization's schema, role and tables, or takes those that are there already. */
@Injectable()
export class Provisioning {
  constructor(
    private readonly identity: IdentityTransaction,
    private readonly spares: SpareTenants,
  ) {}

  /** Begins an organization, in the open owner transaction: its row comes next, under this id. */
  begin(): Promise<SpareTenant> {
    return this.spares.take();
  }

  /**
   * Completes what `begin` began, in the same transaction, as one message: with the organization's row its
   * schema is there whole, or not at all.
   */
  async complete(
    { organizationId, version }: SpareTenant,
    { maxTasks, maxProjects, maxStorage }: Capacity,
  ): Promise<void> {
    await this.identity.manager.query(`
      ${version === NEWEST_VERSION ? '' : schemaCreation(organizationId)}
      INSERT INTO public.tenant_schemas (organization_id, version) VALUES ('${organizationId}', ${NEWEST_VERSION});
      UPDATE ${tenantName(organizationId)}.head
      SET max_tasks = ${maxTasks}, max_projects = ${maxProjects}, max_storage = ${maxStorage};
    `);
  }
}
