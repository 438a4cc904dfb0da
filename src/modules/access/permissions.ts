import type { Role } from '../../context/principal.js';

const VIEWER = ['account:manage', 'organization:read', 'member:read', 'task:read'] as const;
const MEMBER = [
  ...VIEWER,
  'task:create',
  'task:update',
  'task:delete',
  'comment:write',
  'attachment:write',
] as const;
const ADMIN = [
  ...MEMBER,
  'task:update-any',
  'task:delete-any',
  'comment:delete-any',
  'attachment:delete-any',
  'member:manage',
  'invitation:manage',
  'export:manage',
] as const;

export type Permission = (typeof ADMIN)[number];

/**
 * What each role may do. `task:update` and `task:delete` cover the tasks that somebody created or is
 * assigned to; the `-any` permissions cover all of them. Who reads tasks reads their comments and attachments;
 * `comment:write` and `attachment:write` cover adding to any task, and one's own. An OWNER may do what an ADMIN may, and stands
 * above: nobody gives or takes a role above their own.
 */
const MATRIX: Record<Role, readonly Permission[]> = { OWNER: ADMIN, ADMIN, MEMBER, VIEWER };

const granted = new Map(
  Object.entries(MATRIX).map(([role, permissions]) => [role, new Set<Permission>(permissions)]),
);

export function isAllowed(role: Role, permission: Permission): boolean {
  return granted.get(role)?.has(permission) ?? false;
}

export function permissionsOf(role: Role): Permission[] {
  return [...MATRIX[role]];
}
