import type { Reporter } from '../common/logger.js';
import { OperatorError } from '../common/operator-error.js';
import { type Migration, readMigrations, withVariables } from './migration/migrations.js';
import { tenantName } from './tenant-name.js';

/** An organization whose role the runtime role can't use. */
export interface UnusableRole {
  organizationId: string;
  /** Of its schema. */
  version: number;
  exists: boolean;
}

/** A connection or a pool. */
interface Database {
  query(sql: string, values: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Where an organization's role doesn't exist, isn't granted to the runtime role ($1), or lacks its schema. */
const UNUSABLE = `
  FROM public.tenant_schemas s
  JOIN pg_namespace n ON n.nspname = 'tenant_' || replace(s.organization_id::text, '-', '')
  LEFT JOIN pg_roles r ON r.rolname = n.nspname
  LEFT JOIN (
    SELECT DISTINCT roleid FROM pg_auth_members m
    WHERE member = (SELECT oid FROM pg_roles WHERE rolname = $1)
      -- Before PostgreSQL 16 every member may SET ROLE.
      AND coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
  ) granted ON granted.roleid = r.oid
  WHERE granted.roleid IS NULL OR NOT has_schema_privilege(r.oid, n.oid, 'USAGE')`;

export async function findUnusableRoles(database: Database, runtime: string): Promise<UnusableRole[]> {
  const { rows } = await database.query(
    `SELECT s.organization_id AS "organizationId", s.version, r.oid IS NOT NULL AS exists ${UNUSABLE} ORDER BY 1`,
    [runtime],
  );
  return rows as UnusableRole[];
}

export interface RoleCount {
  organizations: number;
  unusable: number;
}

/** One statement that joins three catalogs, whatever the number of organizations. */
export async function countUnusableRoles(database: Database, runtime: string): Promise<RoleCount> {
  const { rows } = await database.query(
    `SELECT (SELECT count(*)::int FROM public.tenant_schemas) AS organizations,
            (SELECT count(*)::int ${UNUSABLE}) AS unusable`,
    [runtime],
  );
  return rows[0] as RoleCount;
}

/** The runtime role can't become the role of any organization: every request of every organization would fail. */
export class RolesUnusable extends OperatorError {}

/** @throws RolesUnusable when no organization can be served; fewer are only reported */
export function reportUnusableRoles({ organizations, unusable }: RoleCount, reporter: Reporter): void {
  if (unusable === 0) return;
  if (unusable >= organizations)
    throw new RolesUnusable(
      `The database roles of all ${organizations} organizations are missing or not granted, as after a dump without ` +
        'roles: run "taskflow repair-roles" with DATABASE_ADMIN_URL.',
    );
  reporter.warn({
    event: 'tenancy.roles_unusable',
    msg: 'Organizations whose database role is missing or not granted are not served: taskflow repair-roles',
    organizations: unusable,
  });
}

/** SQL that makes the role of an organization where it is missing, and grants what its migrations granted. */
export function roleRepair({ organizationId, version, exists }: UnusableRole, runtime: string): string[] {
  const tenant = tenantName(organizationId);
  const variables = { tenant, organization_id: organizationId };
  return [
    ...(exists ? [] : [`CREATE ROLE ${tenant} NOLOGIN NOINHERIT;`]),
    `GRANT ${tenant} TO "${runtime}";`,
    `GRANT USAGE ON SCHEMA ${tenant} TO ${tenant};`,
    `SET LOCAL search_path TO ${tenant};`,
    ...grantsIn(readMigrations('tenant').slice(0, version), variables),
    'SET LOCAL search_path TO DEFAULT;',
  ];
}

/** SQL that grants the runtime role what the migrations of `public` granted, and takes from PUBLIC what they took. */
export const sharedGrants = (runtime: string): string[] => grantsIn(readMigrations('public'), { runtime });

function grantsIn(migrations: Migration[], variables: Record<string, string>): string[] {
  return migrations.flatMap(({ sql }) =>
    [...sql.matchAll(/^(?:GRANT|REVOKE)\b[^;]*;/gm)].map(([grant]) => withVariables(grant, variables)),
  );
}
