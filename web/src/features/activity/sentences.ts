import type { ActivityEntry, TaskPriority, TaskStatus } from '../../api/client.ts';
import type { Names } from '../../api/organization.ts';
import { CHANGED_FIELDS, NO_VALUE } from '../../texts/activity.ts';
import { CHANGES, NAMES, PRIORITY, STATUS } from '../../texts/common.ts';
import { formatBytes, formatDay } from '../../ui/format.ts';

/** A type that is newer than this page is said as it is called. */
export const verbOf = (type: string): string => (CHANGES as Record<string, string | undefined>)[type] ?? type;

/** For machines: which task a comment is about, and the checksum of a file. */
const HIDDEN = new Set(['taskId', 'sha256']);

/** The fields of a change that say something to readers, with their values after it, and those before it if there were any. */
export function readableChanges(
  changes: ActivityEntry['changes'],
  names: Names,
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
function sayValue(field: string, value: unknown, names: Names): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (Array.isArray(value) && value.length === 0) return undefined;
  if (field === 'mentions') return (value as string[]).map(names.member).join(', ');
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
    default:
      return value.length > 120 ? `${value.slice(0, 120)} …` : value;
  }
}
