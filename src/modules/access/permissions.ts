import type { Role } from '../../context/principal.js';

const VIEWER = ['account:manage', 'organization:read', 'member:read', 'task:read', 'project:read'] as const;
const MEMBER = [...VIEWER, 'task:create', 'task:update', 'task:delete'] as const;
const ADMIN = [
  ...MEMBER,
  'task:update-any',
  'task:delete-any',
  'project:manage',
  'member:manage',
  'invitation:manage',
  'export:manage',
] as const;

export type Permission = (typeof ADMIN)[number];

/**
 * What each role may do. `task:update` and `task:delete` cover the tasks that somebody created or is
 * assigned to; the `-any` permissions cover all of them. An OWNER may do what an ADMIN may, and stands
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
