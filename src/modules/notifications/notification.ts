/** The kinds of notifications. */
export const NOTIFICATION_KINDS = [
  'task-created',
  'task-assigned',
  'task-mentioned',
  'task-due',
  'task-changed',
  'task-commented',
  'task-reminder',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** The kinds that are mailed only to users who ask for it: what happens to tasks that they watch. */
export const MAILED_ON_REQUEST: readonly NotificationKind[] = ['task-changed', 'task-commented'];

/** The name of the consumer of the change log that stores notifications. */
export const CONSUMER = 'notifications';

/** A notification for one user, before it is stored. */
export interface NewNotification {
  userId: string;
  kind: NotificationKind;
  /** Null for a digest. */
  taskId: string | null;
  /** With the task and kind it makes the notification unique: the sequence of the change, the comment, the due day, or the reminder. */
  cause: string | null;
  /** How many notifications a digest stands for; 1 otherwise. */
  count: number;
  /** The user who caused it; null for the system or several users. */
  actorId: string | null;
  /** The sequence of the change that caused it, or that was consumed last: with the id, the order of the inbox. */
  sequence: number;
}
