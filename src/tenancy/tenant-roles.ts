import type { Reporter } from '../common/logger.js';
import { OperatorError } from '../common/operator-error.js';
import type { Config } from '../config/config.js';
import { roleOf } from '../database/connection.js';
import { type GroupRoles, tenantRoleSql } from './group-roles.js';
import { tenantNameSql } from './tenant-name.js';
import { roleCreation } from './tenant-schema.js';

/** A connection or a pool. */
export interface Database {
  query(sql: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** The runtime role, and how organizations have roles. */
export type TenantRoles = Pick<Config['database'], 'runtime' | 'groupRoles'>;

/** The roles that $1 may become. */
export const GRANTED = `
  SELECT DISTINCT roleid FROM pg_auth_members m
  WHERE member = (SELECT oid FROM pg_roles WHERE rolname = $1)
    -- Before PostgreSQL 16 every member may SET ROLE.
    AND coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)`;

export interface RoleCount {
  organizations: number;
  unusable: number;
}

/**
 * How many organizations have a role that doesn't exist, isn't granted to the runtime role, or lacks their schema. One
 * statement that joins three catalogs, whatever the number of organizations.
 */
export async function countUnusableRoles(
  database: Database,
  { runtime, groupRoles }: TenantRoles,
): Promise<RoleCount> {
  const { rows } = await database.query(
    `SELECT (SELECT count(*)::int FROM public.tenant_schemas) AS organizations,
            (SELECT count(*)::int
             FROM public.tenant_schemas s
             JOIN pg_namespace n ON n.nspname = ${tenantNameSql('s.organization_id')}
             LEFT JOIN pg_roles r ON r.rolname = ${tenantRoleSql('n.nspname', groupRoles)}
             LEFT JOIN (${GRANTED}) granted ON granted.roleid = r.oid
             WHERE granted.roleid IS NULL OR NOT has_schema_privilege(r.oid, n.oid, 'USAGE')) AS unusable`,
    [roleOf(runtime)],
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
        'roles or with another value of TENANT_ROLES: run "taskflow repair-roles" with DATABASE_ADMIN_URL.',
    );
  reporter.warn({
    event: 'tenancy.roles_unusable',
    msg: 'Organizations whose database role is missing or not granted are not served: taskflow repair-roles',
    organizations: unusable,
  });
}

/** SQL that makes the group roles that are missing, and lets the runtime role become each. */
export async function groupRoleCreations(
  database: Database,
  runtime: string,
  groupRoles: GroupRoles,
): Promise<string[]> {
  if (!groupRoles) return [];
  const { rows } = await database.query(
    `SELECT name, to_regrole(name) IS NOT NULL AS exists FROM unnest($2::text[]) AS name
     WHERE to_regrole(name) IS NULL OR to_regrole(name) NOT IN (${GRANTED})`,
    [runtime, groupRoles],
  );
  return (rows as { name: string; exists: boolean }[]).map(({ name, exists }) =>
    exists ? `GRANT ${name} TO "${runtime}";` : `${roleCreation(name, runtime)};`,
  );
}

/**
 * Makes the group roles that are missing, as the owner. They stay when organizations go.
 * @throws Error where another role has made one, which only that role and superusers may grant
 */
export async function makeGroupRoles(
  database: Database,
  runtime: string,
  groupRoles: GroupRoles,
): Promise<void> {
  const creations = await groupRoleCreations(database, runtime, groupRoles);
  if (creations.length > 0) await database.query(creations.join('\n'));
}
