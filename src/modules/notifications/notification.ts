/** What people are told of. */
export const NOTIFICATION_KINDS = ['task-created', 'task-assigned', 'task-mentioned', 'task-due'] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** The name of the consumer of the change log that makes notifications. */
export const CONSUMER = 'notifications';

/** Something that one person is to be told. */
export interface NewNotification {
  userId: string;
  kind: NotificationKind;
  /** Null when it stands for many. */
  taskId: string | null;
  /** What is told of a task once: the number of the change, the comment, or the day that it falls due on. */
  cause: string | null;
  /** How many it stands for. */
  count: number;
  /** Whose doing it is, where that is one person. */
  actorId: string | null;
  /** The change that caused it, or the last change that was handled: with the id, the order of the inbox. */
  sequence: number;
}
