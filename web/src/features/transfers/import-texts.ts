import type { components } from '@taskflow/client';

export type Preview = components['schemas']['PreviewDto'];
export type Mapping = components['schemas']['ImportMappingDto'];
export type ColumnField = NonNullable<Mapping['columns'][string]>;

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
const SOURCES: Record<string, string> = {
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

export const sourceName = (source: string): string =>
  SOURCES[source] ?? source.charAt(0).toUpperCase() + source.slice(1);

export const DELIMITERS = { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Bar' } as const;
export type Delimiter = keyof typeof DELIMITERS;

export const DATE_ORDERS = { DMY: 'Day, month, year', MDY: 'Month, day, year' } as const;
export type DateOrder = keyof typeof DATE_ORDERS;

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

/** What the API does where nothing is chosen: files of other products may name what doesn't exist here. */
export const defaultsFor = (source: string | undefined) =>
  source === undefined || source === 'taskflow'
    ? ({ unknownProjects: 'refuse', unknownPeople: 'refuse' } as const)
    : ({ unknownProjects: 'create', unknownPeople: 'skip' } as const);
