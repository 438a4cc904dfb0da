import type { TaskStatus, Watcher } from '../api/client.ts';
import { STATUS } from './common.ts';
import { plural } from './language.ts';

/** As it stands within a sentence. */
const inSentence = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** What a field shows that has no value. */
export const NO_VALUE = {
  assigneeId: 'Nobody',
  projectId: 'No project',
  labels: 'No labels',
  dueAt: 'No due date',
} as const;

/** What a change of a field did, after the number of the task: `#42: assigned to Mia`. */
export const DONE = {
  assigned: (name: string | undefined) => (name ? `assigned to ${name}` : 'assigned to nobody'),
  project: (name: string | undefined) => name ?? 'no project',
  labelled: (label: string) => `labelled ${label}`,
  notLabelled: (label: string) => `not labelled ${label}`,
  due: (date: string | null) => (date ? `due ${date}` : 'never due'),
  repeats: (words: string | undefined) => (words ? inSentence(words) : 'doesn’t repeat any more'),
};

export const DUE_DATE = {
  label: 'Due on',
  today: 'Today',
  tomorrow: 'Tomorrow',
  inAWeek: 'In a week',
  never: 'Never',
};

export const PANEL = {
  name: (number: number) => `Task #${number}`,
  loading: 'Loading the task',
  close: 'Close the task',
  missing: 'There is no such task',
  missingReason: 'It may have been deleted: the trash keeps it for 30 days.',
  trash: 'Look into the trash',
  created: '{name} created this {created}',
  completed: '{name} created this {created}, done {completed}',
  more: 'More',
  copyLink: 'Copy the link',
  copied: 'The link is copied',
};

/** Beside the status of a task that waits for others. */
export const BLOCKED = 'Blocked';
/** The field of the status as it is read out. */
export const blockedStatus = (status: TaskStatus): string => `${STATUS[status]}, blocked`;

export const TEXTS = {
  title: 'Title',
  description: 'Description',
  saved: (number: number) => `#${number} is saved`,
  addDescription: 'Add a description …',
  editDescription: 'Edit the description',
  discard: 'Discard',
  discardMine: 'Discard mine',
  conflict: 'Conflict',
  conflictQuestion: 'Another user has changed this meanwhile. Which version shall stay?',
  mine: 'Yours',
  theirs: 'Theirs',
  empty: '(empty)',
};

export const NEW_TASK = {
  heading: 'New task',
  created: (number: number) => `#${number} is created`,
};

export const FILES = {
  heading: 'Files',
  addFiles: 'Add files',
  none: 'None.',
  noneYet: 'None. Drop or paste them here.',
  removed: 'The file is removed',
  download: (name: string) => `Download ${name}`,
  remove: (name: string) => `Remove ${name}`,
  progress: (name: string) => `Upload of ${name}`,
  cancel: (name: string) => `Cancel ${name}`,
  forget: (name: string) => `Forget ${name}`,
};

export const COMMENTS = {
  edited: 'edited',
  more: (name: string) => `More about the comment of ${name}`,
  edit: 'Edit',
  deleted: 'The comment is deleted',
  field: 'Comment',
  members: 'Members',
  newField: 'New comment',
  placeholder: 'Leave a comment, mention with @ …',
  send: 'Comment',
};

export const TIMELINE = {
  name: 'Comments and changes',
  heading: 'Activity',
  none: 'Nothing has happened since.',
};

/** What a user did to a task, after their name. */
export const DID = {
  deleted: 'deleted this',
  restored: 'restored this',
  changed: 'changed this',
  status: (status: string) => `set the status to ${status}`,
  priority: (priority: string) => `set the priority to ${priority}`,
  assigned: (name: string) => `assigned this to ${name}`,
  unassigned: 'took the assignee away',
  moved: (project: string | undefined) => `moved this to ${project ?? 'a project'}`,
  leftProject: 'took this out of its project',
  labels: (labels: string[]) =>
    labels.length > 0 ? `set the labels to ${labels.join(', ')}` : 'took the labels away',
  due: (date: string) => `set the due date to ${date}`,
  neverDue: 'took the due date away',
  renamed: (title: string) => `renamed this to “${title}”`,
  described: 'changed the description',
  parent: (number: number | undefined) =>
    `made this a subtask of ${number === undefined ? 'another task' : `#${number}`}`,
  noParent: 'took this out of its parent',
  blockers: (count: number) =>
    plural(count, {
      one: 'added a task that this is blocked by',
      other: 'added # tasks that this is blocked by',
    }),
  noBlockers: (count: number) =>
    plural(count, {
      one: 'removed a task that this was blocked by',
      other: 'removed # tasks that this was blocked by',
    }),
  repeats: (words: string) => `made this repeat: ${inSentence(words)}`,
  doesntRepeat: 'ended the repetition',
  passedOn: 'passed the repetition on to the next task',
};

/** Tasks that belong to a task. */
export const RELATED = {
  add: 'Add',
  subtasks: 'Subtasks',
  blockers: 'Blocked by',
  blocked: 'Blocks',
  addSubtask: 'Subtask',
  addParent: 'Parent',
  progress: (completed: number, total: number) => `${completed} of ${total} done`,
  partOf: 'Part of',
  leaveParent: (number: number) => `Take this out of #${number}`,
  leftParent: (number: number, parent: number) => `#${number} is no subtask of #${parent} any more`,
  newSubtask: 'New subtask',
  newSubtaskHint: 'What is to be done? Enter adds it',
  complete: (number: number) => `Complete #${number}`,
  reopen: (number: number) => `Reopen #${number}`,
  completed: (number: number) => `#${number} is done`,
  reopened: (number: number) => `#${number} is in progress again`,
  removeBlocker: (number: number) => `Not blocked by #${number}`,
  removeBlocked: (number: number) => `Doesn’t block #${number}`,
  unlinked: (blocked: number, blocker: number) => `#${blocked} is not blocked by #${blocker} any more`,
};

export const TASK_PICKER = {
  blockers: 'Blocked by which task',
  blocked: 'Blocks which task',
  parent: 'Part of which task',
  hint: 'Number or title …',
  none: 'No other task is called like that',
};

export const WATCHERS = {
  field: 'Watchers',
  none: 'Nobody',
  list: (count: number) => plural(count, { one: 'One member watches this', other: '# members watch this' }),
  watch: 'Watch',
  unwatch: 'Unwatch',
  watching: 'You hear of its status, its due date and its comments',
  notWatching: 'You don’t watch this any more',
};

export const WATCH_REASON: Record<Watcher['reason'], string> = {
  watcher: 'by choice',
  assignee: 'assignee',
  creator: 'creator',
  commenter: 'has commented',
  mentioned: 'is mentioned',
};

export const REMINDERS = {
  field: 'Remind me',
  none: 'No reminder',
  more: (count: number) => `+${count}`,
  at: 'At',
  remove: (moment: string) => `Don’t remind me ${moment}`,
  added: (moment: string) => `You are reminded ${moment}`,
  inAnHour: 'In an hour',
  tomorrow: 'Tomorrow at 9',
  inAWeek: 'In a week',
  /** A day and a time of it. */
  moment: (day: string, time: string) => `${day}, ${time}`,
};
