import { plural } from './language.ts';
import type { ActivityEntry } from '../api/client.ts';

export const ACTIVITY_LOG = {
  why: 'Owners and admins read the log of the organization.',
  verify: 'Verify',
  follow: 'Follow live',
  emptyFiltered: 'No change is like that',
  clearFilters: 'Clear the filters',
  empty: 'Nothing has happened yet',
  emptyDetail: 'Every change of a task, comment, file or project is listed here.',
  list: 'Changes',
  sentence: '{actor} {verb} {subject}',
  /** A comment or a file. */
  ofTask: '{thing} · {task}',
  change: '{field}: {from} {arrow} {to}',
  value: '{field}: {to}',
} as const;

export const ACTIVITY_FILTER = {
  label: 'Filter of the log',
  what: 'What',
  allChanges: 'All changes',
  deletions: 'What was deleted',
  who: 'Who',
  allMembers: 'By all members',
  from: 'First day',
  to: 'Last day',
} as const;

export const VERIFICATION = {
  whole: (count: number) =>
    plural(count, {
      one: 'The log is whole: its only entry is as it was written.',
      other: 'The log is whole: all # entries are as they were written.',
    }),
  broken: (entry: string) => `The log is broken at entry ${entry}: it is missing or altered.`,
  hash: 'Kept elsewhere, this hash proves it later: {hash}',
} as const;

/** What something is called whose name isn't known. */
export const THINGS: Record<ActivityEntry['subjectType'], string> = {
  task: 'a task',
  comment: 'a comment',
  attachment: 'a file',
  project: 'a project',
  webhook: 'a webhook',
  label: 'a label',
};

/** What is said of a field without a value. */
export const NO_VALUE = 'nothing';

/** The fields of what changes. One that is newer than this page is called as the API calls it. */
export const CHANGED_FIELDS: Record<string, string> = {
  title: 'Title',
  description: 'Description',
  status: 'Status',
  priority: 'Priority',
  assigneeId: 'Assignee',
  projectId: 'Project',
  labels: 'Labels',
  dueAt: 'Due date',
  parentId: 'Parent',
  blockedBy: 'Blocked by',
  recurrence: 'Repeats',
  archived: 'Archived',
  color: 'Colour',
  completedAt: 'Completed',
  name: 'Name',
  url: 'Address',
  body: 'Text',
  mentions: 'Mentions',
  fileName: 'Name',
  byteSize: 'Size',
  contentType: 'Kind',
};
