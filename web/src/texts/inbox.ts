import { plural } from './language.ts';

/** Why a user is told of a task, behind its title; or of several, behind their number. */
export const REASONS: Record<string, { one: string; many: (count: number) => string }> = {
  'task-created': {
    one: 'was created, and is assigned to nobody',
    many: (count) => plural(count, { other: '# tasks were created, and are assigned to nobody' }),
  },
  'task-assigned': {
    one: 'was assigned to you',
    many: (count) => plural(count, { other: '# tasks were assigned to you' }),
  },
  'task-mentioned': {
    one: 'has a comment that mentions you',
    many: (count) => plural(count, { other: '# comments mention you' }),
  },
  'task-due': {
    one: 'is due tomorrow',
    many: (count) => plural(count, { other: '# tasks of yours are due tomorrow' }),
  },
  'task-changed': {
    one: 'has another status or due date',
    many: (count) => plural(count, { other: '# changes of tasks that you watch' }),
  },
  'task-commented': {
    one: 'has a new comment',
    many: (count) => plural(count, { other: '# new comments on tasks that you watch' }),
  },
  'task-reminder': {
    one: 'is what you wanted to be reminded of',
    many: (count) => plural(count, { other: '# reminders of yours' }),
  },
};

export const INBOX_PAGE = {
  empty: 'Nothing new',
  emptyDetail: 'Assignments, mentions and due dates of yours come here.',
  markAll: 'Mark all as read',
  mark: 'Mark as read',
  list: 'Notifications',
  isUnread: 'unread',
  isRead: 'read',
  task: '{task} {reason}',
} as const;
