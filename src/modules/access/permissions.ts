import { type Principal, type Role, ROLES } from '../../context/principal.js';

const TASK_WRITES = ['task:create', 'task:update', 'task:delete'] as const;
const VIEWER = [
  'account:read',
  'account:manage',
  'organization:read',
  'member:read',
  'task:read',
  'project:read',
  'event:read',
  'notification:read',
  'notification:manage',
  'analytics:read',
] as const;
const MEMBER = [...VIEWER, ...TASK_WRITES, 'comment:write', 'attachment:write'] as const;
const ADMIN = [
  ...MEMBER,
  'task:update-any',
  'task:delete-any',
  'comment:delete-any',
  'attachment:delete-any',
  'project:manage',
  'member:manage',
  'invitation:manage',
  'organization:manage',
  'export:manage',
  'import:manage',
  'token:manage',
  'webhook:manage',
  'activity:read',
  'analytics:people',
] as const;
const OWNER = [...ADMIN, 'organization:transfer', 'organization:delete'] as const;

export type Permission = (typeof OWNER)[number];

/**
 * What each role may do. `task:update` and `task:delete` cover the tasks that somebody created or is
 * assigned to; the `-any` permissions cover all of them. Who reads tasks reads their comments and
 * attachments; `comment:write` and `attachment:write` cover adding to any task, and one's own.
 * `analytics:read` tells no more than the tasks do; `analytics:people`, how each person does, is not for
 * colleagues. Without `activity:read` somebody sees only the log of tasks that are there.
 * `event:read` opens the stream of changes, and shows in it what the other permissions let somebody read.
 * `webhook:manage` sends every change to any place, so it is as much as reading them all.
 * `notification:read` and `notification:manage` are about one's own inbox, and show the titles in it.
 * `account:manage` is about one's own account and memberships, so everybody has it. Nobody gives or
 * takes a role above their own.
 */
const MATRIX: Record<Role, readonly Permission[]> = { OWNER, ADMIN, MEMBER, VIEWER };

const granted = new Map(
  Object.entries(MATRIX).map(([role, permissions]) => [role, new Set<Permission>(permissions)]),
);

/** What only somebody signed in may do: a token that leaked can't make itself last, or take over. */
const SESSION_ONLY: ReadonlySet<Permission> = new Set([
  'account:manage',
  'token:manage',
  'organization:transfer',
  'organization:delete',
]);

/** Every API token has it, asked or not: it tells whom and what the token stands for. */
export const IMPLICIT: Permission = 'account:read';

/** What an API token can be limited to. */
export const GRANTABLE: readonly Permission[] = OWNER.filter(
  (permission) => permission !== IMPLICIT && !SESSION_ONLY.has(permission),
);

export const needsSession = (permission: Permission): boolean => SESSION_ONLY.has(permission);

/** Whether the role has the permission and, where an API token acts, the token has it, too. */
export function may({ role, scopes }: Principal, permission: Permission): boolean {
  return (granted.get(role)?.has(permission) ?? false) && (scopes?.has(permission) ?? true);
}

export function isAbove(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) < ROLES.indexOf(other);
}

/**
 * All that the principal may do.
 * @param taskWrites who may write tasks in the organization: its setting
 */
export function permissionsOf(principal: Principal, taskWrites: 'MEMBERS' | 'ADMIN'): Permission[] {
  const withdrawn: readonly Permission[] =
    taskWrites === 'ADMIN' && isAbove('ADMIN', principal.role) ? TASK_WRITES : [];
  return MATRIX[principal.role].filter(
    (permission) => may(principal, permission) && !withdrawn.includes(permission),
  );
}
