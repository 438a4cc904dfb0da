import { readMigrations, withVariables } from './migration/migrations.js';
import { tenantName } from './tenant-name.js';

const migrations = readMigrations('tenant');

/** The version of the schemas that `schemaCreation` makes. */
export const NEWEST_VERSION = migrations.length;

/** SQL that makes an organization's schema with all tables, for a role that is there. */
export function schemaCreation(organizationId: string): string {
  const tenant = tenantName(organizationId);
  const variables = { tenant, organization_id: organizationId };
  return `
    CREATE SCHEMA ${tenant};
    GRANT USAGE ON SCHEMA ${tenant} TO ${tenant};
    SET LOCAL search_path TO ${tenant};
    ${migrations.map(({ sql }) => withVariables(sql, variables)).join('\n')}
    SET LOCAL search_path TO DEFAULT;`;
}
