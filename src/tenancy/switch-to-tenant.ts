import { type GroupRoles, tenantRole } from './group-roles.js';
import { tenantName } from './tenant-name.js';

/**
 * SQL that switches a transaction to the schema and role of an organization, until it ends.
 * @param isKnown whether the connection has served the organization before
 */
export const switchToTenantSql = (
  organizationId: string,
  groupRoles: GroupRoles,
  isKnown = false,
): string => {
  const tenant = tenantName(organizationId);
  const role = tenantRole(tenant, groupRoles);
  const entry = `SET LOCAL search_path TO ${tenant}; SET LOCAL ROLE ${role}`;
  return isKnown ? entry : `${findRole(role)}; ${entry}`;
};

/**
 * Has PostgreSQL look again for a role that the login role doesn't seem to be a member of. A backend remembers
 * the roles that one role may become until a role is granted anywhere; but where that happens while it is still
 * reading them, it goes on to remember a list without the new one, and refuses SET ROLE (seen with 15 and 18).
 * Asking what another role may become takes the place of that list.
 */
const findRole = (role: string): string => {
  const right = `CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END`;
  return `SELECT CASE WHEN NOT pg_has_role(session_user, '${role}', ${right})
    THEN pg_has_role('${role}', session_user, ${right}) END`;
};
