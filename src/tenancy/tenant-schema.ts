import { readMigrations, readTenantSchema, withVariables } from './migration/migrations.js';
import { type GroupRoles, tenantRole } from './group-roles.js';
import { tenantName } from './tenant-name.js';

const migrations = readMigrations('tenant');
const written = readTenantSchema();

/** The version of the schemas that `schemaCreation` makes. */
export const NEWEST_VERSION = migrations.length;

/** SQL that makes a role of organizations, and lets the role that serves requests become it. */
export const roleCreation = (role: string, runtime: string): string =>
  `CREATE ROLE ${role} NOLOGIN NOINHERIT ROLE "${runtime}"`;

/** SQL that makes an organization's schema with all tables, for a role that is there. @param version of the schema */
export function schemaCreation(
  organizationId: string,
  groupRoles: GroupRoles,
  version = NEWEST_VERSION,
): string {
  const names = variablesOf(organizationId, groupRoles);
  if (version < written.version) return schemaReplay(organizationId, groupRoles, version);
  return `
    ${emptySchema(names)}
    ${withVariables(written.sql, names)}
    ${migrationsOf(names, written.version, version)}`;
}

/** As `schemaCreation`, by all migrations one after another: longer, and what it has to be equal to. */
export function schemaReplay(
  organizationId: string,
  groupRoles: GroupRoles,
  version = NEWEST_VERSION,
): string {
  const names = variablesOf(organizationId, groupRoles);
  return `${emptySchema(names)} ${migrationsOf(names, 0, version)}`;
}

/** SQL that brings a schema of an older version to the newest one. */
export const schemaUpgrade = (organizationId: string, groupRoles: GroupRoles, version: number): string =>
  migrationsOf(variablesOf(organizationId, groupRoles), version, NEWEST_VERSION);

const emptySchema = ({ tenant, role }: Names): string =>
  `CREATE SCHEMA ${tenant}; GRANT USAGE ON SCHEMA ${tenant} TO ${role};`;

function migrationsOf(names: Names, after: number, until: number): string {
  if (after >= until) return '';
  const sql = migrations.slice(after, until).map((migration) => migration.sql);
  return `
    SET LOCAL search_path TO ${names.tenant};
    ${withVariables(sql.join('\n'), names)}
    SET LOCAL search_path TO DEFAULT;`;
}

/** The variables of tenant migrations: the schema, and the role that may use it. */
type Names = Record<'tenant' | 'role' | 'organization_id', string>;

export function variablesOf(organizationId: string, groupRoles: GroupRoles): Names {
  const tenant = tenantName(organizationId);
  return { tenant, role: tenantRole(tenant, groupRoles), organization_id: organizationId };
}
