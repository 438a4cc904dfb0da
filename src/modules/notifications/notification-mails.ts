import type { Mail } from '../../mail/mail.js';
import { untrusted } from '../../mail/untrusted-text.js';
import type { NotificationKind } from './notification.js';
import type { PendingNotification } from './notification-mails.repository.js';

export interface MailContext {
  organization: string;
  publicUrl: string;
}

type Message = Omit<Mail, 'to'>;

/** How many notifications a digest mail lists. */
const MAX_LISTED = 50;
/** In characters; titles may be much longer than a subject should be. */
const TITLE_LENGTH = 100;

const SUBJECTS: Record<NotificationKind, string> = {
  'task-created': 'New task',
  'task-assigned': 'Assigned to you',
  'task-mentioned': 'You were mentioned',
  'task-due': 'Due tomorrow',
  'task-changed': 'Changed',
  'task-commented': 'New comment',
  'task-reminder': 'Reminder',
};

const WHAT: Record<NotificationKind, { one: string; many: string }> = {
  'task-created': {
    one: 'was created, and has no assignee',
    many: 'tasks were created, and have no assignee',
  },
  'task-assigned': { one: 'was assigned to you', many: 'tasks were assigned to you' },
  'task-mentioned': { one: 'has a comment that mentions you', many: 'comments mention you' },
  'task-due': {
    one: 'is assigned to you and due tomorrow',
    many: 'tasks are assigned to you and due tomorrow',
  },
  'task-changed': {
    one: 'has another status or due date',
    many: 'changes of the status or due date of tasks that you watch',
  },
  'task-commented': { one: 'has a new comment', many: 'new comments on tasks that you watch' },
  'task-reminder': { one: 'is what you wanted to be reminded of', many: 'of your reminders are due' },
};

export function notificationMail(notification: PendingNotification, context: MailContext): Message {
  const { kind, count, number } = notification;
  const isOne = number !== null;
  return {
    subject: isOne ? `${SUBJECTS[kind]}: ${nameOf(notification)}` : `${count} ${WHAT[kind].many}`,
    text: `${sentenceOf(notification)}.\n\n${footerOf(context)}`,
    link: linkTo(context, isOne ? `tasks/${number}` : 'tasks'),
  };
}

/** One mail about many notifications. */
export function digestMail(notifications: PendingNotification[], context: MailContext): Message {
  const more = notifications.length - MAX_LISTED;
  const lines = notifications.slice(0, MAX_LISTED).map((one) => `- ${sentenceOf(one)}.`);
  if (more > 0) lines.push(`And ${more} more.`);
  return {
    subject: `${notifications.length} notifications from ${untrusted(context.organization)}`,
    text: `${lines.join('\n')}\n\n${footerOf(context)}`,
    link: linkTo(context, 'tasks'),
  };
}

function sentenceOf(notification: PendingNotification): string {
  const { kind, count, number, actor } = notification;
  const { one, many } = WHAT[kind];
  const by = actor === null ? '' : ` (${untrusted(actor)})`;
  return number === null ? `${count} ${many}${by}` : `${nameOf(notification)} ${one}${by}`;
}

const nameOf = ({ number, title }: PendingNotification): string =>
  `#${number} ${untrusted(title ?? '', TITLE_LENGTH)}`;

const footerOf = ({ organization }: MailContext): string =>
  `You get this as a member of ${untrusted(organization)} on TaskFlow. Your preferences there say what you get.`;

const linkTo = ({ publicUrl }: MailContext, page: string): string => `${publicUrl}/app/#/${page}`;
