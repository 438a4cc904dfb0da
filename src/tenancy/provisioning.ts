import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { IdentityTransaction } from '../database/identity-transaction.js';
import { readMigrations, withVariables } from './migration/migrations.js';
import { tenantName } from './tenant-name.js';

/** How many tasks and projects the plan has room for; null is unlimited. */
export interface Capacity {
  maxTasks: number | null;
  maxProjects: number | null;
}

/** Creates an organization's schema, role and tables. */
@Injectable()
export class Provisioning {
  private readonly migrations = readMigrations('tenant');
  private readonly runtimeRole: string;

  constructor(
    private readonly identity: IdentityTransaction,
    config: Config,
  ) {
    this.runtimeRole = roleOf(config.database.runtime);
  }

  /**
   * Makes the schema in the open owner transaction, as one message: with the organization's row it
   * is there whole, or not at all.
   */
  async createSchema(organizationId: string, { maxTasks, maxProjects }: Capacity): Promise<void> {
    const tenant = tenantName(organizationId);
    const version = this.migrations.length;
    await this.identity.manager.query(`
      CREATE ROLE ${tenant} NOLOGIN NOINHERIT;
      GRANT ${tenant} TO "${this.runtimeRole}";
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

/** The role a connection URL signs in with. */
export function roleOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}
