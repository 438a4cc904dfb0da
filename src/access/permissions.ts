import { type Principal, type Role, ROLES } from '../context/principal.js';

/** The permissions to write tasks, which members have unless the organization's setting withdraws them. */
export const TASK_WRITE_PERMISSIONS = ['task:create', 'task:update', 'task:delete'] as const;
const VIEWER = [
  'account:read',
  'account:manage',
  'organization:read',
  'member:read',
  'task:read',
  'view:write',
  'project:read',
  'event:read',
  'notification:read',
  'notification:manage',
  'analytics:read',
] as const;
const MEMBER = [
  ...VIEWER,
  ...TASK_WRITE_PERMISSIONS,
  'comment:write',
  'attachment:write',
  'view:share',
] as const;
const ADMIN = [
  ...MEMBER,
  'task:update-any',
  'task:delete-any',
  'comment:delete-any',
  'attachment:delete-any',
  'view:manage-any',
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
 * What each role may do. `task:update` and `task:delete` cover the tasks that a user created or is
 * assigned to; the `-any` permissions cover all of them. A reader of tasks reads their comments and
 * attachments; `comment:write` and `attachment:write` cover adding to any task, and one's own.
 * `view:write` covers saved views of one's own, `view:share` sharing them with all members, and `view:manage-any` the shared
 * ones of others.
 * `analytics:read` reveals no more than the tasks do; `analytics:people` has figures of each user, and is not for
 * members and viewers. Without `activity:read` a user sees only the log of tasks that are there.
 * `event:read` opens the stream of changes, and shows in it what the other permissions let a user read.
 * `webhook:manage` sends every change to any place, so it is as much as reading them all. What else an API
 * token needs for a permission to count is in `REQUIRES`.
 * `notification:read` and `notification:manage` are about one's own inbox, and show the titles in it.
 * `account:manage` is about one's own account and memberships, so every role has it. No user gives or
 * takes a role above their own.
 */
const MATRIX: Record<Role, readonly Permission[]> = { OWNER, ADMIN, MEMBER, VIEWER };

const granted = new Map(
  Object.entries(MATRIX).map(([role, permissions]) => [role, new Set<Permission>(permissions)]),
);

/** The permissions of sessions only: a leaked token can't extend itself or take the account over. */
const SESSION_ONLY: ReadonlySet<Permission> = new Set([
  'account:manage',
  'token:manage',
  'organization:transfer',
  'organization:delete',
]);

/** Every API token has it implicitly: it reveals the user and the permissions of the token. */
export const IMPLICIT: Permission = 'account:read';

/** What an API token can be limited to. */
export const GRANTABLE: readonly Permission[] = OWNER.filter(
  (permission) => permission !== IMPLICIT && !SESSION_ONLY.has(permission),
);

export const needsSession = (permission: Permission): boolean => SESSION_ONLY.has(permission);

/**
 * What an API token needs besides a permission for it to count: the permissions that guard what can be
 * read, made or removed through it. Data, not code: `test/contract/token-permissions.e2e-spec.ts` calls
 * every route with each permission alone and with what it requires.
 */
export const REQUIRES: Partial<Record<Permission, readonly Permission[]>> = {
  // Answers show what was changed or removed.
  'organization:manage': ['organization:read'],
  'member:manage': ['member:read'],
  'project:manage': ['project:read'],
  'task:update': ['task:read'],
  'task:delete': ['task:read'],
  'comment:write': ['task:read'],
  'attachment:write': ['task:read'],
  'view:write': ['task:read'],
  'view:share': ['view:write'],
  'view:manage-any': ['view:share'],
  'task:update-any': ['task:update'],
  'task:delete-any': ['task:delete'],
  'comment:delete-any': ['comment:write'],
  'attachment:delete-any': ['attachment:write'],
  // They read, or create, tasks by another way.
  'export:manage': ['task:read'],
  'import:manage': ['task:create'],
  'activity:read': ['task:read', 'project:read'],
  'webhook:manage': ['task:read', 'project:read'],
  'analytics:read': ['task:read', 'project:read'],
  'analytics:people': ['analytics:read', 'member:read'],
  // The inbox shows titles of tasks.
  'notification:read': ['task:read'],
  'notification:manage': ['notification:read'],
};

/** Those of a token's permissions that count: what each requires is among them, too. */
export function effectiveScopes(permissions: readonly Permission[]): ReadonlySet<Permission> {
  const given = new Set(permissions);
  const counts = (permission: Permission): boolean =>
    given.has(permission) && (REQUIRES[permission] ?? []).every(counts);
  return new Set(permissions.filter(counts));
}

/** Whether the role has the permission and, where an API token acts, the token has it, too. */
export function may({ role, scopes }: Principal, permission: Permission): boolean {
  return (granted.get(role)?.has(permission) ?? false) && (scopes?.has(permission) ?? true);
}

/**
 * Whether the principal may give a user a role: none above its own. An API token gives neither OWNER nor
 * ADMIN, and no role that may do more than the token.
 */
export function mayGive({ role: ownRole, scopes }: Principal, role: Role): boolean {
  if (isAbove(role, ownRole)) return false;
  if (!scopes) return true;
  const exceeds = (permission: Permission): boolean =>
    GRANTABLE.includes(permission) && !scopes.has(permission);
  return !givesRights(role) && !MATRIX[role].some(exceeds);
}

/** Whether a role gives rights over other members: giving or taking it needs a fresh sign-in. */
export const givesRights = (role: Role): boolean => !isAbove('ADMIN', role);

/** The roles whose members may invite to a role. */
export const invitersTo = (role: Role): Role[] =>
  ROLES.filter((inviter) => granted.get(inviter)?.has('invitation:manage') && !isAbove(role, inviter));

export function isAbove(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) < ROLES.indexOf(other);
}

/**
 * All that the principal may do.
 * @param taskWrites who may write tasks in the organization: its setting
 */
export function permissionsOf(principal: Principal, taskWrites: 'MEMBERS' | 'ADMIN'): Permission[] {
  const withdrawn: readonly Permission[] =
    taskWrites === 'ADMIN' && isAbove('ADMIN', principal.role) ? TASK_WRITE_PERMISSIONS : [];
  return MATRIX[principal.role].filter(
    (permission) => may(principal, permission) && !withdrawn.includes(permission),
  );
}
