import type { Organization } from '../api/client.ts';

export const TASK_WRITES: Record<Organization['settings']['taskWrites'], string> = {
  MEMBERS: 'Members, admins and owners',
  ADMIN: 'Admins and owners only',
};

export const NOTIFICATION_KINDS = {
  'task-assigned': 'A task is assigned to me',
  'task-mentioned': 'A comment mentions me',
  'task-due': 'A task of mine is due tomorrow',
  'task-created': 'A task is created that has no assignee',
  'task-changed': 'A task that I watch has another status or due date',
  'task-commented': 'A task that I watch has a new comment',
  'task-reminder': 'A reminder of mine',
} as const;

export const DELIVERY_STATUS = { DELIVERED: 'Delivered', FAILED: 'Failed', PENDING: 'Waiting' } as const;
