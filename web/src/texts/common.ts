import { plural } from './language.ts';
import type {
  ActivityEntry,
  AdminOrganization,
  Plan,
  Role,
  TaskPriority,
  TaskStatus,
} from '../api/client.ts';

/** What buttons do, wherever they stand. */
export const ACTIONS = {
  add: 'Add',
  cancel: 'Cancel',
  close: 'Close',
  create: 'Create',
  delete: 'Delete',
  makePrimary: 'Make primary',
  remove: 'Remove',
  rename: 'Rename',
  revoke: 'Revoke',
  save: 'Save',
  sendAgain: 'Send again',
  showMore: 'Show more',
  showOlder: 'Show older ones',
  undo: 'Undo',
} as const;

/** What is filled in on more than one page. */
export const FIELDS = {
  name: 'Name',
  yourName: 'Your name',
  slug: 'Slug',
  plan: 'Plan',
  domain: 'Domain',
  hostName: 'Host name',
  hostNameExample: 'tasks.example.com',
  organization: 'Organization',
  email: 'E-mail address',
  password: 'Password',
  newPassword: 'New password',
  newPasswordHint: 'At least 8 characters',
  yourPassword: 'Your password',
  code: 'Code',
  anyCode: 'Code of your authenticator, or a recovery code',
  role: 'Role',
  members: 'Members',
  since: 'Since',
  status: 'Status',
  timeZone: 'Time zone',
  description: 'Description',
} as const;

/** Counts that more than one page says. */
export const COUNTS = {
  tasks: (count: number) => plural(count, { one: '# task', other: '# tasks' }),
  rows: (count: number) => plural(count, { one: '# row', other: '# rows' }),
  members: (count: number) => plural(count, { one: 'one member', other: '# members' }),
  found: (count: number) => plural(count, { other: '# found' }),
} as const;

/** What is said of one task. */
export const TASK = {
  label: 'Task',
  trashed: (number: number) => `#${number} is in the trash`,
} as const;

/** What is said in place of a name. */
export const NAMES = {
  system: 'The system',
  formerMember: 'A former member',
  goneProject: 'a project that is gone',
} as const;

/** What is said of an address that members can prove to be theirs. */
export const DOMAINS_STATE = {
  primary: 'primary',
  verified: 'Verified',
  pending: 'Waits to be verified',
  removed: 'The domain is removed',
} as const;

/** What the page itself has to say of a failed call; all else the API says. */
export const PROBLEMS = {
  unreachable: 'The server can’t be reached',
  unreachableDetail: 'The server can’t be reached. Check your connection, then try again.',
  unknown: (status: number) => `The server answered ${status}`,
  unknownDetail: 'It isn’t an answer of TaskFlow. Try again in a moment; if it stays, tell those who run it.',
  sessionEnded: 'Your session has ended. Sign in again.',
} as const;

export const STATUS: Record<TaskStatus, string> = {
  CREATED: 'To do',
  IN_PROGRESS: 'In progress',
  COMPLETED: 'Done',
};

export const PRIORITY: Record<TaskPriority, string> = {
  NONE: 'No priority',
  LOW: 'Low',
  MEDIUM: 'Medium',
  HIGH: 'High',
  URGENT: 'Urgent',
};

export const ROLE: Record<Role, string> = {
  OWNER: 'Owner',
  ADMIN: 'Admin',
  MEMBER: 'Member',
  VIEWER: 'Viewer',
};

export const PLAN: Record<Plan, string> = {
  FREE: 'Free',
  BASIC: 'Basic',
  PREMIUM: 'Premium',
  ENTERPRISE: 'Enterprise',
};

export const ORGANIZATION_STATUS: Record<AdminOrganization['status'], string> = {
  ACTIVE: 'Active',
  SUSPENDED: 'Suspended',
  DELETED: 'Deleted',
  PURGING: 'Being purged',
};

export type ChangeType = ActivityEntry['type'];

/** What changes are called, without what was changed. */
export const CHANGES: Record<ChangeType, string> = {
  'task.created': 'created',
  'task.updated': 'changed',
  'task.status-changed': 'moved',
  'task.deleted': 'deleted',
  'task.restored': 'restored',
  'comment.created': 'wrote',
  'comment.updated': 'edited',
  'comment.deleted': 'deleted',
  'attachment.created': 'attached',
  'attachment.deleted': 'removed',
  'project.created': 'created',
  'project.updated': 'changed',
  'project.deleted': 'deleted',
  'label.updated': 'changed',
  'label.deleted': 'removed',
  'webhook.created': 'created',
  'webhook.updated': 'changed',
  'webhook.secret-rotated': 'rotated the secret of',
  'webhook.deleted': 'deleted',
};

/** What changes are about. */
export const CHANGE_SUBJECTS = {
  tasks: 'Tasks',
  comments: 'Comments',
  files: 'Files',
  projects: 'Projects',
  webhooks: 'Webhooks',
} as const;
export type ChangeSubject = keyof typeof CHANGE_SUBJECTS;
