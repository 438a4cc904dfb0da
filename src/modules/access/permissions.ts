import { type Role, ROLES } from '../../context/principal.js';

const TASK_WRITES = ['task:create', 'task:update', 'task:delete'] as const;
const VIEWER = ['account:manage', 'organization:read', 'member:read', 'task:read'] as const;
const MEMBER = [...VIEWER, ...TASK_WRITES] as const;
const ADMIN = [
  ...MEMBER,
  'task:update-any',
  'task:delete-any',
  'member:manage',
  'invitation:manage',
  'organization:manage',
  'export:manage',
] as const;
const OWNER = [...ADMIN, 'organization:delete'] as const;

export type Permission = (typeof OWNER)[number];

/**
 * What each role may do. `task:update` and `task:delete` cover the tasks that somebody created or is
 * assigned to; the `-any` permissions cover all of them. Nobody gives or takes a role above their own.
 */
const MATRIX: Record<Role, readonly Permission[]> = { OWNER, ADMIN, MEMBER, VIEWER };

const granted = new Map(
  Object.entries(MATRIX).map(([role, permissions]) => [role, new Set<Permission>(permissions)]),
);

export function isAllowed(role: Role, permission: Permission): boolean {
  return granted.get(role)?.has(permission) ?? false;
}

export function isAbove(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) < ROLES.indexOf(other);
}

/** @param taskWrites who may write tasks in the organization: its setting */
export function permissionsOf(role: Role, taskWrites: 'MEMBERS' | 'ADMIN'): Permission[] {
  const withdrawn: readonly Permission[] =
    taskWrites === 'ADMIN' && isAbove('ADMIN', role) ? TASK_WRITES : [];
  return MATRIX[role].filter((permission) => !withdrawn.includes(permission));
}
