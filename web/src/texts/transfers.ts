import type { components } from '@taskflow/client';

type Schemas = components['schemas'];
type Export = Schemas['ExportDto'];
type Column = Export['columns'][number];
type ColumnField = NonNullable<Schemas['ImportMappingDto']['columns'][string]>;

/** How the state of background work is called. */
export const WORK: Record<Export['status'], string> = {
  QUEUED: 'Waits',
  RUNNING: 'Runs',
  COMPLETED: 'Ready',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Expired',
};

export const FORMATS: Record<Export['format'], string> = {
  CSV: 'CSV',
  XLSX: 'Excel (XLSX)',
  JSON: 'JSON',
  NDJSON: 'JSON lines (NDJSON)',
};

/** In the order that they have in the file. */
export const COLUMNS: Record<Column, string> = {
  number: 'Number',
  title: 'Title',
  description: 'Description',
  status: 'Status',
  priority: 'Priority',
  project: 'Project',
  assignee: 'Assignee',
  creator: 'Creator',
  labels: 'Labels',
  dueAt: 'Due',
  createdAt: 'Created',
  updatedAt: 'Changed',
  completedAt: 'Completed',
  id: 'Id',
  projectId: 'Id of the project',
  assigneeId: 'Id of the assignee',
  creatorId: 'Id of the creator',
  parentId: 'Id of the parent',
  recurrence: 'Recurrence',
  version: 'Version',
};

/** What a column of a file can become, in the order in which it is offered. */
export const COLUMN_FIELDS: Record<ColumnField, string> = {
  title: 'Title',
  description: 'Description',
  status: 'Status',
  section: 'List or section',
  completed: 'Whether it is done',
  archived: 'Whether it was archived',
  priority: 'Priority',
  project: 'Project',
  assignee: 'Assignee',
  labels: 'Labels',
  dueAt: 'Due date',
  createdAt: 'Created',
  completedAt: 'Completed',
  sourceId: 'Id in its source',
  comment: 'Comment',
  note: 'In the description',
};

/** The products whose files the API recognises, where their name isn't that of the API with a capital. */
export const SOURCES: Record<string, string> = {
  taskflow: 'TaskFlow',
  unknown: 'No known product',
  'nextcloud-deck': 'Nextcloud Deck',
  github: 'GitHub',
  gitlab: 'GitLab',
  openproject: 'OpenProject',
  'azure-devops': 'Azure DevOps',
  clickup: 'ClickUp',
  ticktick: 'TickTick',
  'google-tasks': 'Google Tasks',
};

export const DELIMITERS = { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Bar' } as const;

export const DATE_ORDERS = { DMY: 'Day, month, year', MDY: 'Month, day, year' } as const;

export const MODES = {
  'best-effort': 'Import the others',
  'all-or-nothing': 'Import nothing (up to 10,000 rows)',
} as const;

export const UNKNOWN_PROJECTS = {
  refuse: 'Refuse the row',
  create: 'Create them',
  skip: 'Leave them out',
} as const;

export const UNKNOWN_PEOPLE = { refuse: 'Refuse the row', skip: 'Name them in the description' } as const;
