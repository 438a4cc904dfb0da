import type { Organization, Permission } from '../../api/client.ts';

export const TASK_WRITES: Record<Organization['settings']['taskWrites'], string> = {
  MEMBERS: 'Members, admins and owners',
  ADMIN: 'Admins and owners only',
};

/** What a token can be limited to, by what it is about. */
export const GRANTS: { subject: string; permissions: Partial<Record<Permission, string>> }[] = [
  {
    subject: 'Tasks',
    permissions: {
      'task:read': 'Read tasks',
      'task:create': 'Create tasks',
      'task:update': 'Change own tasks',
      'task:update-any': 'Change all tasks',
      'task:delete': 'Delete own tasks',
      'task:delete-any': 'Delete all tasks',
    },
  },
  {
    subject: 'Comments and files',
    permissions: {
      'comment:write': 'Comment',
      'comment:delete-any': 'Delete all comments',
      'attachment:write': 'Attach files',
      'attachment:delete-any': 'Delete all files',
    },
  },
  {
    subject: 'Projects and figures',
    permissions: {
      'project:read': 'Read projects',
      'project:manage': 'Manage projects',
      'analytics:read': 'Read analytics',
      'analytics:people': 'Read figures of people',
      'activity:read': 'Read the activity log',
      'event:read': 'Follow changes',
    },
  },
  {
    subject: 'Organization',
    permissions: {
      'organization:read': 'Read its settings',
      'organization:manage': 'Change its settings',
      'member:read': 'Read members',
      'member:manage': 'Manage members',
      'invitation:manage': 'Invite people',
      'webhook:manage': 'Manage webhooks',
      'export:manage': 'Export',
      'import:manage': 'Import',
    },
  },
  {
    subject: 'Own inbox',
    permissions: {
      'notification:read': 'Read notifications',
      'notification:manage': 'Mark notifications as read',
    },
  },
];

/** What a permission needs to count, as the API says in `CreateApiTokenDto`: they are ticked with it. */
export const REQUIRED_WITH: Partial<Record<Permission, Permission[]>> = {
  'organization:manage': ['organization:read'],
  'member:manage': ['member:read'],
  'project:manage': ['project:read'],
  'task:update': ['task:read'],
  'task:delete': ['task:read'],
  'comment:write': ['task:read'],
  'attachment:write': ['task:read'],
  'task:update-any': ['task:update', 'task:read'],
  'task:delete-any': ['task:delete', 'task:read'],
  'comment:delete-any': ['comment:write', 'task:read'],
  'attachment:delete-any': ['attachment:write', 'task:read'],
  'export:manage': ['task:read'],
  'import:manage': ['task:create'],
  'activity:read': ['task:read', 'project:read'],
  'webhook:manage': ['task:read', 'project:read'],
  'analytics:read': ['task:read', 'project:read'],
  'analytics:people': ['analytics:read', 'member:read', 'task:read', 'project:read'],
  'notification:read': ['task:read'],
  'notification:manage': ['notification:read', 'task:read'],
};

export const permissionText = (permission: Permission): string =>
  GRANTS.map(({ permissions }) => permissions[permission]).find(Boolean) ?? permission;

export const NOTIFICATION_KINDS = {
  'task-assigned': 'A task is assigned to me',
  'task-mentioned': 'A comment mentions me',
  'task-due': 'A task of mine is due tomorrow',
  'task-created': 'A task is created that nobody has',
} as const;

/** What a webhook can be told, by what changed. */
export const WEBHOOK_EVENTS: { subject: string; types: string[] }[] = [
  {
    subject: 'Tasks',
    types: ['task.created', 'task.updated', 'task.status-changed', 'task.deleted', 'task.restored'],
  },
  { subject: 'Projects', types: ['project.created', 'project.updated', 'project.deleted'] },
  { subject: 'Comments', types: ['comment.created', 'comment.updated', 'comment.deleted'] },
  { subject: 'Files', types: ['attachment.created', 'attachment.deleted'] },
  {
    subject: 'Webhooks',
    types: ['webhook.created', 'webhook.updated', 'webhook.secret-rotated', 'webhook.deleted'],
  },
];

export const DELIVERY_STATUS = { DELIVERED: 'Delivered', FAILED: 'Failed', PENDING: 'Waiting' } as const;
