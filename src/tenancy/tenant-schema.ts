import { readMigrations, withVariables } from './migration/migrations.js';
import { tenantName } from './tenant-name.js';

const migrations = readMigrations('tenant');

/** The version of the schemas that `schemaCreation` makes. */
export const NEWEST_VERSION = migrations.length;

/** SQL that makes an organization's role, and lets the role that serves requests become it. */
export const roleCreation = (organizationId: string, runtime: string): string =>
  `CREATE ROLE ${tenantName(organizationId)} NOLOGIN NOINHERIT ROLE "${runtime}"`;

/** SQL that makes an organization's schema with all tables, for a role that is there. @param version of the schema */
export function schemaCreation(organizationId: string, version = NEWEST_VERSION): string {
  const tenant = tenantName(organizationId);
  return `
    CREATE SCHEMA ${tenant};
    GRANT USAGE ON SCHEMA ${tenant} TO ${tenant};
    ${migrationsOf(organizationId, 0, version)}`;
}

/** SQL that brings a schema of an older version to the newest one. */
export const schemaUpgrade = (organizationId: string, version: number): string =>
  migrationsOf(organizationId, version, NEWEST_VERSION);

function migrationsOf(organizationId: string, after: number, until: number): string {
  const tenant = tenantName(organizationId);
  const variables = { tenant, organization_id: organizationId };
  return `
    SET LOCAL search_path TO ${tenant};
    ${migrations
      .slice(after, until)
      .map(({ sql }) => withVariables(sql, variables))
      .join('\n')}
    SET LOCAL search_path TO DEFAULT;`;
}
