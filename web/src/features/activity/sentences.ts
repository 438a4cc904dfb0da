import type { ActivityEntry, TaskPriority, TaskStatus } from '../../api/client.ts';
import type { Names } from '../../api/organization.ts';
import { CHANGED_FIELDS, NO_VALUE } from '../../texts/activity.ts';
import { CHANGES, NAMES, PRIORITY, STATUS } from '../../texts/common.ts';
import { withMentions } from '../../ui/mentions.ts';
import { formatBytes, formatDay } from '../../ui/format.ts';
import { ruleInWords } from '../../ui/rule-in-words.ts';

/** A type that is newer than this page is said as it is called. */
export const verbOf = (type: string): string => (CHANGES as Record<string, string | undefined>)[type] ?? type;

/** For machines: which task a comment is about, and the checksum of a file. */
const HIDDEN = new Set(['taskId', 'sha256']);

/** What ids are called in the log. */
interface LogNames extends Names {
  task: (id: string) => string;
}

/** The fields of a change that hold tasks. */
const TASK_FIELDS = ['parentId', 'blockedBy'];

/** The ids of the tasks that a change is about besides its own. */
export const tasksIn = (changes: ActivityEntry['changes']): string[] => [
  ...new Set(
    TASK_FIELDS.flatMap((field) => [changes[field]?.from, changes[field]?.to])
      .flat()
      .filter((id) => typeof id === 'string'),
  ),
];

/** The task that a comment or a file belongs to. */
export function taskOf(changes: ActivityEntry['changes']): string | undefined {
  const id = changes['taskId']?.to ?? changes['taskId']?.from;
  return typeof id === 'string' ? id : undefined;
}

/** The fields of a change that say something to readers, with their values after it, and those before it if there were any. */
export function readableChanges(
  changes: ActivityEntry['changes'],
  names: LogNames,
): { field: string; from?: string; to: string }[] {
  return Object.entries(changes)
    .filter(([field]) => !HIDDEN.has(field))
    .map(([field, { from, to }]) => ({
      field: fieldOf(field),
      from: sayValue(field, from, names),
      to: sayValue(field, to, names),
    }))
    .filter(({ from, to }) => from !== to)
    .map(({ field, from, to }) => ({ field, ...(from !== undefined && { from }), to: to ?? NO_VALUE }));
}

const fieldOf = (field: string): string => CHANGED_FIELDS[field] ?? field;

/** A value of a field, for readers; undefined where there is none. */
function sayValue(field: string, value: unknown, names: LogNames): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (Array.isArray(value) && value.length === 0) return undefined;
  if (field === 'mentions') return (value as string[]).map(names.member).join(', ');
  if (field === 'blockedBy') return (value as string[]).map(names.task).join(', ');
  if (Array.isArray(value)) return value.join(', ');
  if (field === 'byteSize') return formatBytes(Number(value));
  if (typeof value !== 'string') return JSON.stringify(value);
  switch (field) {
    case 'status':
      return STATUS[value as TaskStatus] ?? value;
    case 'priority':
      return PRIORITY[value as TaskPriority] ?? value;
    case 'assigneeId':
      return names.member(value);
    case 'projectId':
      return names.project(value) ?? NAMES.goneProject;
    case 'dueAt':
    case 'completedAt':
      return formatDay(value);
    case 'parentId':
      return names.task(value);
    case 'recurrence':
      return ruleInWords(value, null);
    case 'body':
      return shortened(withMentions(value, (id) => `@${names.member(id)}`));
    default:
      return shortened(value);
  }
}

const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)} …` : text);
