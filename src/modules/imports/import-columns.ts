/** The columns that an import reads; others, such as `number` in an export, are ignored. */
export const IMPORT_COLUMNS = [
  'title',
  'description',
  'status',
  'priority',
  'project',
  'assignee',
  'labels',
  'dueAt',
  'createdAt',
  'completedAt',
] as const;
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];
