/** What the change log tells: the type of each of its entries. */
export const EVENT_TYPES = [
  'task.created',
  'task.updated',
  'task.status-changed',
  'task.deleted',
  'task.restored',
  'label.updated',
  'label.deleted',
  'project.created',
  'project.updated',
  'project.deleted',
  'comment.created',
  'comment.updated',
  'comment.deleted',
  'attachment.created',
  'attachment.deleted',
  'webhook.created',
  'webhook.updated',
  'webhook.secret-rotated',
  'webhook.deleted',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** What the changes happen to. */
export const SUBJECT_TYPES = [...new Set(EVENT_TYPES.map((type) => type.split('.')[0] as string))];

/** What a filter of events admits beside the types: all with the same subject. */
export const EVENT_TYPE_FILTERS: readonly string[] = [
  ...EVENT_TYPES,
  ...SUBJECT_TYPES.map((subject) => `${subject}.*`),
];
