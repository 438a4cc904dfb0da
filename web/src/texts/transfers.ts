import { plural } from './language.ts';
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

export const TRANSFERS = {
  separator: 'Cells are separated by',
  download: 'Download',
} as const;

/** Which tasks an export has, one part after another. */
export const EXPORT_FILTER = {
  or: ' or ',
  all: 'All tasks',
  assignee: (name: string) => `of ${name}`,
  words: (words: string) => `with “${words}”`,
  due: (period: string) => `due ${period}`,
  created: (period: string) => `created ${period}`,
} as const;

export const EXPORTS = {
  why: 'Owners and admins export the tasks of an organization.',
  past: 'Past exports',
  empty: 'No exports yet',
  emptyDetail: 'Choose what you need above. The file is ready here when it is done.',
} as const;

export const EXPORT_FORM = {
  title: 'New export',
  format: 'Format',
  columns: (chosen: number, all: number) => `${chosen} of ${all} columns`,
  bom: 'Begin with a byte order mark, by which Excel knows the letters',
  compress: 'Compress the file (gzip)',
  export: 'Export',
} as const;

export const EXPORT = {
  name: (format: string, day: string) => `${format} of ${day}`,
  progressOf: (name: string) => `Progress of the export ${name}`,
  keptUntil: 'kept until {day}',
  waitsFor: (count: number) => plural(count, { one: 'Waits for # other', other: 'Waits for # others' }),
  beginsAtOnce: 'Begins at once',
  secondsLeft: (share: string, seconds: string) => `${share}, ${seconds} s left`,
  downloadOf: (name: string) => `Download ${name}`,
  removeOf: (name: string) => `Remove ${name}`,
  removed: 'The export is removed',
} as const;

export const IMPORTS = {
  why: 'Owners and admins import tasks into an organization.',
  past: 'Past imports',
  empty: 'No imports yet',
  emptyDetail:
    'Choose a file above. You see what becomes of it before anything is stored, and can undo it afterwards.',
} as const;

export const IMPORT_FORM = {
  title: 'New import',
  mode: 'Where rows are wrong',
  unknownProjects: 'Projects that don’t exist',
  unknownPeople: 'Assignees who are no members',
  stop: 'Stop',
  check: 'Check all rows',
  import: 'Import',
} as const;

export const FILE_DROP = {
  label: 'File to import',
  hint: 'Drop a file here: CSV, XLSX or JSON of Trello, Asana, Jira, Linear, GitHub or another product, or any table with a line of headings.',
  sending: (name: string) => `Sending ${name}`,
  choose: 'Choose a file',
  chooseAnother: 'Choose another file',
} as const;

export const PREVIEW = {
  label: 'Preview',
  reading: 'Reading the file',
  unknownSource: (encoding: string) => `A table of no known product, in ${encoding}.`,
  source: (source: string, encoding: string) => `A file of ${source}, in ${encoding}.`,
  reset: 'Back to what was proposed',
  firstTasks: 'The first tasks as they will be',
  noTasks: 'No row becomes a task',
  unclear: 'What isn’t clear',
  unclearValue: '{value} in {column} {reason}: {proposal}',
  refused: 'Rows that would be refused',
  titleColumn: 'Column with the title',
  chooseColumn: 'Choose a column',
  columns: 'What the columns are',
  leftOut: 'Left out',
  dates: 'Dates such as 03/04/2026',
  datesByColumn: 'As each column tells',
  values: 'What their values mean',
  notKnown: 'Not known',
  table: 'First tasks',
  line: 'Line',
} as const;

/** Where a value of a file stands. */
export const VALUES = {
  status: {
    label: (value: string) => `Status ${value}`,
    count: (count: number) => plural(count, { one: 'Status of # row', other: 'Status of # rows' }),
  },
  priority: {
    label: (value: string) => `Priority ${value}`,
    count: (count: number) => plural(count, { one: 'Priority of # row', other: 'Priority of # rows' }),
  },
} as const;

export const REFUSALS = {
  title: 'Refused rows',
  line: 'Line',
  column: 'Column',
  value: 'Value',
  reason: 'Reason',
  proposal: (proposal: string) => `Possible: ${proposal}`,
  first: (shown: string, all: string) => `The first ${shown} of ${all}`,
  hint: 'Download these rows, mend them, and import that file.',
  download: 'Download these rows',
} as const;

export const IMPORT = {
  checked: 'Checked',
  imported: 'Imported',
  refused: (count: number) => plural(count, { one: '# row refused', other: '# rows refused' }),
  skipped: (count: number) => plural(count, { other: '# had come before' }),
  allOrNothing: 'all or nothing',
  nothingCreated: 'nothing is created by a check',
  progress: 'Progress of the import',
  undoQuestion: 'Move its untouched tasks to the trash?',
  undoConfirm: 'Move them',
  undone: (count: number) =>
    plural(count, { one: '# task is in the trash', other: '# tasks are in the trash' }),
  undoneButKept: (undone: number, kept: number) =>
    `${IMPORT.undone(undone)}; ${plural(kept, { one: '# that was touched since stays', other: '# that were touched since stay' })}`,
  removed: 'The import is removed from the list; its tasks stay',
} as const;
