import type { Permission } from '../../api/client.ts';
import { GRANTS } from '../../texts/connections.ts';

export const permissionText = (permission: Permission): string =>
  GRANTS.map(({ permissions }) => permissions[permission]).find(Boolean) ?? permission;

/** What a permission of a token needs besides it to count. A test compares this with the document of the API. */
export const REQUIRES: Partial<Record<Permission, Permission[]>> = {
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
  'export:manage': ['task:read'],
  'import:manage': ['task:create'],
  'activity:read': ['task:read', 'project:read'],
  'webhook:manage': ['task:read', 'project:read'],
  'analytics:read': ['task:read', 'project:read'],
  'analytics:people': ['analytics:read', 'member:read'],
  'notification:read': ['task:read'],
  'notification:manage': ['notification:read'],
};

/** A permission with all that it needs. */
const complete = (permission: Permission): Permission[] => [
  permission,
  ...(REQUIRES[permission] ?? []).flatMap(complete),
];

/** The permissions with one more, which counts then. */
export const withPermission = (given: Permission[], permission: Permission): Permission[] => [
  ...new Set([...given, ...complete(permission)]),
];

/** The permissions without one, and without those that don't count without it. */
export const withoutPermission = (given: Permission[], permission: Permission): Permission[] =>
  given.filter((one) => !complete(one).includes(permission));
