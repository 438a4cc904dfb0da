import { plural } from './language.ts';
import type { Permission } from '../api/client.ts';

export const API_TOKENS = {
  list: 'API tokens',
  lead: 'With a token a script acts as you, in this organization, within the permissions you give it.',
  issued: (name: string) => `The token “${name}”, shown this once. Send it as “Authorization: Bearer …”.`,
  new: 'New token',
  yours: 'Your tokens',
  empty: 'No tokens yet',
  emptyDetail: 'Create one for a script that is to act as you.',
  revokeQuestion: (name: string) => `Revoke ${name}?`,
  revoked: 'The token is revoked',
  used: 'used {time}',
  neverUsed: 'never used',
  ends: 'ends {time}',
} as const;

export const ALL_API_TOKENS = {
  why: 'The tokens of all members are shown to owners and admins.',
  lead: 'Tokens by which members’ scripts act here. A revoked one ends within a second.',
  empty: 'No tokens',
  emptyDetail: 'No member has created an API token. They do so under My account.',
} as const;

export const NEW_API_TOKEN = {
  purpose: 'What it is for',
  purposeExample: 'Nightly report',
  endsIn: 'Ends in',
  lives: { 7: '7 days', 30: '30 days', 90: '90 days', 365: 'A year' },
} as const;

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
      'view:write': 'Save own views',
      'view:share': 'Share views',
      'view:manage-any': 'Change all shared views',
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

export const WEBHOOKS = {
  why: 'Webhooks are managed by owners and admins.',
  lead: 'A webhook sends each change to an address of yours, signed, in order, and again until it arrives.',
  secret: 'The secret that its deliveries are signed with, shown this once:',
  new: 'New webhook',
  empty: 'No webhooks yet',
  emptyDetail: 'Create one to tell another program of each change.',
  enabled: 'Enabled',
  disabled: 'Disabled',
  failsSince: 'Fails since {time}',
} as const;

export const WEBHOOK_FORM = {
  url: 'Address',
  urlHint: 'An https: URL that answers with 2xx',
  urlExample: 'https://hooks.example.com/taskflow',
  purpose: 'Purpose',
  purposeHint: 'May be left empty',
  events: 'Events',
  all: 'All',
} as const;

/** All events of one kind. */
export const ALL_EVENTS = {
  tasks: 'All of tasks',
  comments: 'All of comments',
  files: 'All of files',
  projects: 'All of projects',
  webhooks: 'All of webhooks',
} as const;

export const WEBHOOK = {
  title: 'Webhook',
  all: 'All webhooks',
  state: 'State',
  replaying: (upTo: number) => `Sends changes again, up to number ${upTo}`,
  test: 'Send a test',
  tested: 'A test is on its way',
  enable: 'Enable',
  enabled: 'The webhook is enabled',
  disable: 'Disable',
  disabled: 'The webhook is disabled',
  rotate: 'Rotate the secret',
  rotateQuestion: 'Make a new secret? For 24 hours deliveries are signed with both.',
  rotateConfirm: 'Rotate',
  newSecret: 'The new secret, shown this once:',
  change: 'Address and events',
  changed: 'The webhook is changed',
  deleteHint: 'What waits in line isn’t sent, and the log of its deliveries is gone.',
  deleted: 'The webhook is deleted',
} as const;

export const REPLAY = {
  title: 'Replay',
  hint: 'Sends every change from a number on once more, in order: for a receiver that has lost some.',
  since: 'Number of the first change',
  done: 'The changes are sent again',
} as const;

export const DELIVERY_STATUS = { DELIVERED: 'Delivered', FAILED: 'Failed', PENDING: 'Waiting' } as const;

export const DELIVERIES = {
  title: 'Deliveries',
  hint: 'They are kept for 30 days.',
  empty: 'None yet. Send a test, or change a task.',
  attempts: (count: number) => plural(count, { one: 'one attempt', other: '# attempts' }),
  answered: (status: number) => `answered ${status}`,
  again: 'again {time}',
  sentAgain: 'It is sent once more',
  payload: 'Payload',
  attempt: 'Attempt {number}, {time}, {milliseconds} ms',
  requestOf: (attempt: number) => `Request of attempt ${attempt}`,
  answerTo: (attempt: number) => `Answer to attempt ${attempt}`,
} as const;
