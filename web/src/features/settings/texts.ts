import type { Organization } from '../../api/client.ts';

export const TASK_WRITES: Record<Organization['settings']['taskWrites'], string> = {
  MEMBERS: 'Members, admins and owners',
  ADMIN: 'Admins and owners only',
};

export const NOTIFICATION_KINDS = {
  'task-assigned': 'A task is assigned to me',
  'task-mentioned': 'A comment mentions me',
  'task-due': 'A task of mine is due tomorrow',
  'task-created': 'A task is created that has no assignee',
} as const;

export const DELIVERY_STATUS = { DELIVERED: 'Delivered', FAILED: 'Failed', PENDING: 'Waiting' } as const;
