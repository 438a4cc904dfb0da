import { roleOf } from '../database/connection.js';
import { ANY_TENANT_ROLE, tenantRoleSql } from './group-roles.js';
import { type Migration, readMigrations, withVariables } from './migration/migrations.js';
import { tenantNameSql } from './tenant-name.js';
import { type Database, GRANTED, type TenantRoles } from './tenant-roles.js';
import { variablesOf } from './tenant-schema.js';

/** A tenant whose rights aren't what TENANT_ROLES makes of them. */
export interface WrongRole {
  organizationId: string;
  /** Of its schema; 0 where there is none. */
  version: number;
  /** Whether its role does. */
  exists: boolean;
  /** Whether the runtime role can become its role, which may use its schema. */
  isUsable: boolean;
  /** Roles of other tenants or groups, or of another value of TENANT_ROLES, that may use its schema. */
  others: string[];
}

/** Organizations, and the pool of those to come. */
const TENANTS = `
  SELECT organization_id, version, ${tenantNameSql('organization_id')} AS schema FROM (
    SELECT organization_id, version FROM public.tenant_schemas
    UNION ALL SELECT organization_id, version FROM public.tenant_pool
  ) tenants`;

export async function findWrongRoles(
  database: Database,
  { runtime, groupRoles }: TenantRoles,
): Promise<WrongRole[]> {
  const role = tenantRoleSql('s.schema', groupRoles);
  const { rows } = await database.query(
    `SELECT * FROM (
       SELECT s.organization_id AS "organizationId", s.version, r.oid IS NOT NULL AS exists,
              granted.roleid IS NOT NULL
                AND (n.oid IS NULL OR has_schema_privilege(r.oid, n.oid, 'USAGE')) AS "isUsable",
              ARRAY(SELECT DISTINCT other.rolname::text
                    FROM aclexplode(n.nspacl) JOIN pg_roles other ON other.oid = grantee
                    WHERE other.rolname ~ '${ANY_TENANT_ROLE}' AND other.rolname <> ${role} ORDER BY 1) AS others
       FROM (${TENANTS}) s
       LEFT JOIN pg_namespace n ON n.nspname = s.schema
       LEFT JOIN pg_roles r ON r.rolname = ${role}
       LEFT JOIN (${GRANTED}) granted ON granted.roleid = r.oid
     ) found WHERE NOT "isUsable" OR others <> '{}' ORDER BY 1`,
    [roleOf(runtime)],
  );
  return rows as WrongRole[];
}

/**
 * SQL that makes a tenant's role where it is missing, unless that is a group's, grants it what its migrations granted,
 * and takes that from other roles.
 */
export function roleRepair(
  { organizationId, version, exists, isUsable, others }: WrongRole,
  { runtime: url, groupRoles }: TenantRoles,
): string[] {
  const runtime = roleOf(url);
  const variables = variablesOf(organizationId, groupRoles);
  const { tenant, role } = variables;
  const own = [
    ...(exists || groupRoles ? [] : [`CREATE ROLE ${role} NOLOGIN NOINHERIT;`]),
    ...(groupRoles ? [] : [`GRANT ${role} TO "${runtime}";`]),
  ];
  const granted = [
    `GRANT USAGE ON SCHEMA ${tenant} TO ${role};`,
    `SET LOCAL search_path TO ${tenant};`,
    ...grantsIn(readMigrations('tenant').slice(0, version), variables),
    'SET LOCAL search_path TO DEFAULT;',
  ];
  return [
    ...(isUsable ? [] : own),
    ...(isUsable || version <= 0 ? [] : granted),
    ...others.flatMap((other) => [
      `REVOKE ALL ON ALL TABLES IN SCHEMA ${tenant} FROM ${other};`,
      `REVOKE ALL ON SCHEMA ${tenant} FROM ${other};`,
    ]),
  ];
}

/**
 * The roles that no tenant has any more once the wrong ones are repaired: tenants' own where groups have one, and those
 * of groups that rights were taken from.
 */
export async function findSupersededRoles(
  database: Database,
  { groupRoles }: TenantRoles,
  wrong: WrongRole[],
): Promise<string[]> {
  const groups = new Set(wrong.flatMap(({ others }) => others).filter((name) => name.startsWith(GROUP)));
  const superseded = [...groups].filter((name) => !groupRoles?.includes(name));
  if (!groupRoles) return superseded;
  const { rows } = await database.query(
    `SELECT rolname AS name FROM pg_roles JOIN (${TENANTS}) s ON rolname = s.schema ORDER BY 1`,
  );
  return [...(rows as { name: string }[]).map(({ name }) => name), ...superseded];
}

const GROUP = 'tenant_group_';

/** SQL that grants the runtime role what the migrations of `public` granted, and takes from PUBLIC what they took. */
export const sharedGrants = (runtime: string): string[] => grantsIn(readMigrations('public'), { runtime });

function grantsIn(migrations: Migration[], variables: Record<string, string>): string[] {
  return migrations.flatMap(({ sql }) =>
    [...sql.matchAll(/^(?:GRANT|REVOKE)\b[^;]*;/gm)].map(([grant]) => withVariables(grant, variables)),
  );
}
