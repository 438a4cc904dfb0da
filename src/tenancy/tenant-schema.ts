import { readMigrations, readTenantSchema, withVariables } from './migration/migrations.js';
import { tenantName } from './tenant-name.js';

const migrations = readMigrations('tenant');
const written = readTenantSchema();

/** The version of the schemas that `schemaCreation` makes. */
export const NEWEST_VERSION = migrations.length;

/** SQL that makes an organization's role, and lets the role that serves requests become it. */
export const roleCreation = (organizationId: string, runtime: string): string =>
  `CREATE ROLE ${tenantName(organizationId)} NOLOGIN NOINHERIT ROLE "${runtime}"`;

/** SQL that makes an organization's schema with all tables, for a role that is there. @param version of the schema */
export function schemaCreation(organizationId: string, version = NEWEST_VERSION): string {
  if (version < written.version) return schemaReplay(organizationId, version);
  return `
    ${emptySchema(organizationId)}
    ${withVariables(written.sql, variablesOf(organizationId))}
    ${migrationsOf(organizationId, written.version, version)}`;
}

/** As `schemaCreation`, by all migrations one after another: longer, and what it has to be equal to. */
export const schemaReplay = (organizationId: string, version = NEWEST_VERSION): string =>
  `${emptySchema(organizationId)} ${migrationsOf(organizationId, 0, version)}`;

/** SQL that brings a schema of an older version to the newest one. */
export const schemaUpgrade = (organizationId: string, version: number): string =>
  migrationsOf(organizationId, version, NEWEST_VERSION);

function emptySchema(organizationId: string): string {
  const tenant = tenantName(organizationId);
  return `CREATE SCHEMA ${tenant}; GRANT USAGE ON SCHEMA ${tenant} TO ${tenant};`;
}

function migrationsOf(organizationId: string, after: number, until: number): string {
  if (after >= until) return '';
  const sql = migrations.slice(after, until).map((migration) => migration.sql);
  return `
    SET LOCAL search_path TO ${tenantName(organizationId)};
    ${withVariables(sql.join('\n'), variablesOf(organizationId))}
    SET LOCAL search_path TO DEFAULT;`;
}

const variablesOf = (organizationId: string): Record<string, string> => ({
  tenant: tenantName(organizationId),
  organization_id: organizationId,
});
