import { plural } from './language.ts';

/** How lists are sorted. */
export const SORTS = {
  '-createdAt': 'Newest first',
  createdAt: 'Oldest first',
  dueAt: 'Due first',
  '-dueAt': 'Due last',
  '-priority': 'Most urgent first',
  priority: 'Least urgent first',
  '-updatedAt': 'Changed last',
  updatedAt: 'Not changed for longest',
  title: 'By title',
  '-title': 'By title, Z to A',
  number: 'By number',
  '-number': 'By number, highest first',
  status: 'By status, to do first',
  '-status': 'By status, done first',
  relevance: 'Best match first',
} as const;

export const GROUPINGS = {
  status: 'By status',
  priority: 'By priority',
  assignee: 'By assignee',
  project: 'By project',
  due: 'By due date',
} as const;

export const DUE = {
  overdue: 'Overdue',
  today: 'Due today',
  week: 'Due within 7 days',
  none: 'No due date',
} as const;

/** The parts of a list by due date. */
export const DUE_GROUPS = {
  overdue: 'Overdue',
  today: 'Today',
  tomorrow: 'Tomorrow',
  week: 'Within 7 days',
  later: 'Later',
} as const;

/** What lists are filtered by. */
export const FILTERS = {
  status: 'Status',
  assignee: 'Assignee',
  creator: 'Creator',
  priority: 'Priority',
  project: 'Project',
  archived: 'Archived projects',
  label: 'Label',
  parent: 'Subtask of',
  blockedBy: 'Blocked by',
  due: 'Due date',
  created: 'Created',
  completed: 'Done at',
} as const;

/** How the values of a filter are meant, by the part of the address that has them. */
export const OPERATORS = {
  status: 'is',
  notStatus: 'is not',
  label: 'one of',
  allLabels: 'all of',
  notLabel: 'none of',
} as const;

/** What a value is called that isn't there. */
export const NOTHING = {
  assignee: 'Nobody',
  project: 'No project',
  label: 'No label',
  parent: 'No task',
} as const;

export const ARCHIVED = { true: 'Only these', false: 'Left out' } as const;

/** The names of the pages. */
export const PAGES = {
  tasks: 'Tasks',
  board: 'Board',
  myWork: 'My work',
  trash: 'Trash',
} as const;

/** The list, and what can be done with it. */
export const LIST = {
  label: 'Tasks',
  select: (number: number) => `Select #${number}`,
  loading: 'Loading the tasks',
  notYours: 'This isn’t yours to change',
  ownOnly: 'Members change tasks that they created or are assigned to; owners and admins change all.',
  readOnly: 'Your role reads tasks and doesn’t change them.',
  search: 'Search these tasks',
  change: (field: string) => `Change the ${field.toLowerCase()}`,
} as const;

/** Lists without tasks. */
export const EMPTY = {
  filtered: 'No task is like that',
  filteredHint: 'Take a filter away, or search for other words.',
  clear: 'Clear the filters',
  mine: 'Nothing waits for you',
  mineHint: 'Tasks that are assigned to you and not done are listed here.',
  all: 'No tasks yet',
  create: 'Press C to create the first one.',
  created: 'Tasks that other members create are listed here.',
  column: 'No task is here.',
} as const;

/** The bar of filters. */
export const FILTER_BAR = {
  words: 'Words in the task',
  search: 'Search',
  clearWords: 'Clear the words',
  clearAll: 'Clear all',
  noGroups: 'No groups',
  filter: 'Filter',
  filterBy: 'Filter by',
  remove: (filter: string, value: string) => `Remove the filter ${filter}: ${value}`,
  me: 'Me',
  toMe: 'Assigned to me',
  formerProject: 'A former project',
  archivedProject: (name: string) => `${name} (archived)`,
  aTask: 'a task',
  between: 'Between two days …',
  from: 'From',
  to: 'To',
  showDays: 'Show these days',
  today: 'Today',
  lastWeek: 'Last 7 days',
  lastMonth: 'Last 30 days',
  wordsAre: (words: string) => `Words: ${words}`,
  everything: 'All tasks',
} as const;

/** What a row says of the tasks around it. */
export const FACTS = {
  subtask: 'Subtask',
  subtasks: (completed: number, total: number) => `${completed} of ${total} subtasks done`,
  blocked: 'Blocked',
  repeats: 'Repeats',
} as const;

export const SELECTION = {
  label: 'Selected tasks',
  count: (count: number) => plural(count, { other: '# selected' }),
} as const;

/** Changes of many tasks. */
export const BULK = {
  done: (count: number, change: string) =>
    plural(count, { one: `# task: ${change}`, other: `# tasks: ${change}` }),
  undone: (change: string) => `${change}, taken back`,
  deleted: 'in the trash',
} as const;

/** What a change of many tasks left undone. */
export const REFUSALS = {
  title: (refused: string, asked: string, change: string) => `${refused} of ${asked} were refused: ${change}`,
  label: 'Refused changes',
  select: 'Select these',
  reasons: 'Reasons',
  task: 'Task',
  why: 'Why it stays as it was',
} as const;

/** Saved views. */
export const VIEWS = {
  save: 'Save view',
  saveCommand: 'Save these tasks as a view',
  saveChanges: 'Save changes',
  saveAsNew: 'Save as new',
  discard: 'Discard changes',
  more: (name: string) => `More about the view ${name}`,
  share: 'Share with all members',
  unshare: 'Make private',
  copyLink: 'Copy the link',
  linkCopied: 'The link is copied',
  filtersCopied: 'The link is copied. It has the filters of this private view, not its name',
  calendar: 'Calendar link',
  asBoard: 'Show as a board',
  asList: 'Show as a list',
  delete: 'Delete the view',
  open: (name: string) => `View: ${name}`,
  private: 'private',
  name: 'Name',
  nameHint: 'Open and urgent',
  shareHint: 'All members see it. Otherwise it is yours alone.',
  meHint: '“Assigned to me” is for each member their own tasks.',
  saved: (name: string) => `The view ${name} is saved`,
  renamed: (name: string) => `The view is called ${name} now`,
  shared: (name: string) => `All members see ${name} now`,
  unshared: (name: string) => `${name} is yours alone now`,
  deleted: (name: string) => `The view ${name} is deleted`,
  sure: (name: string) => `Delete the view ${name}?`,
  sureShared: 'All members lose it. Its tasks stay.',
  surePrivate: 'Its tasks stay.',
  missing: 'There is no such view',
  missingHint: 'It was deleted, or another member keeps it private.',
  toAll: 'Show all tasks',
  others: (count: number) => plural(count, { one: '# more view', other: '# more views' }),
  fewer: 'Fewer views',
} as const;
