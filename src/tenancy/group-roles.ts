import { createHash } from 'node:crypto';

/** The database roles that organizations share, by TENANT_ROLES; undefined where each has one of its own. */
export type GroupRoles = readonly string[] | undefined;

/** The last digits of an id, which are random, as many as fit a positive integer of PostgreSQL. */
const DIGITS = 7;

const hashOf = (runtime: string): string => createHash('sha256').update(runtime).digest('hex').slice(0, 8);

/**
 * The names of so many group roles. Roles belong to the whole server: another deployment on it, whose runtime role is
 * another, has others. Another number leads to other names, so that no role of before is taken for one of now.
 */
export const groupRoleNames = (count: number, runtime: string): string[] =>
  Array.from({ length: count }, (_, group) => `tenant_group_${group}_of_${count}_${hashOf(runtime)}`);

/** A regular expression for the names of all roles of organizations and of groups. */
export const ANY_TENANT_ROLE = '^tenant_([0-9a-f]{32}|group_[0-9]+_of_[0-9]+_[0-9a-f]{8})$';

/**
 * The role that an organization's transactions take on. It follows from the id alone, so that it needn't be looked for.
 * @param schema the name of the organization's schema
 */
export const tenantRole = (schema: string, groupRoles: GroupRoles): string =>
  groupRoles
    ? (groupRoles[Number.parseInt(schema.slice(-DIGITS), 16) % groupRoles.length] as string)
    : schema;

/** SQL for `tenantRole`. @param schema SQL for the name of the organization's schema */
export const tenantRoleSql = (schema: string, groupRoles: GroupRoles): string =>
  groupRoles
    ? `('{${groupRoles.join()}}'::text[])[1 + ('x' || right(${schema}, ${DIGITS}))::bit(${4 * DIGITS})::int % ${groupRoles.length}]`
    : schema;
