import { Injectable } from '@nestjs/common';
import { IdentityTransaction } from '../database/identity-transaction.js';
import { readMigrations, withVariables } from './migration/migrations.js';
import { tenantName } from './tenant-name.js';
import { TenantRoles } from './tenant-roles.js';

/** How many tasks and projects the plan has room for; null is unlimited. */
export interface Capacity {
  maxTasks: number | null;
  maxProjects: number | null;
}

/** Creates an organization's schema, role and tables. */
@Injectable()
export class Provisioning {
  private readonly migrations = readMigrations('tenant');

  constructor(
    private readonly identity: IdentityTransaction,
    private readonly roles: TenantRoles,
  ) {}

  /** Chooses the id of an organization to be created, for which there is a role then. */
  obtainId(): Promise<string> {
    return this.roles.obtain();
  }

  /**
   * Makes the schema in the open owner transaction, as one message: with the organization's row it
   * is there whole, or not at all.
   */
  async createSchema(organizationId: string, { maxTasks, maxProjects }: Capacity): Promise<void> {
    const tenant = tenantName(organizationId);
    const version = this.migrations.length;
    await this.identity.manager.query(`
      CREATE SCHEMA ${tenant};
      GRANT USAGE ON SCHEMA ${tenant} TO ${tenant};
      INSERT INTO public.tenant_schemas (organization_id, version) VALUES ('${organizationId}', ${version});
      SET LOCAL search_path TO ${tenant};
      ${this.migrations.map(({ sql }) => withVariables(sql, { tenant, organization_id: organizationId })).join('\n')}
      UPDATE head SET max_tasks = ${maxTasks}, max_projects = ${maxProjects};
      SET LOCAL search_path TO DEFAULT;
    `);
  }
}
