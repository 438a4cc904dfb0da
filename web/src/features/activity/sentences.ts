import type { ActivityEntry, TaskPriority, TaskStatus } from '../../api/client.ts';
import type { Names } from '../../api/organization.ts';
import { CHANGES, PRIORITY, STATUS } from '../../texts.ts';
import { formatDay } from '../../ui/format.ts';

type Subject = ActivityEntry['subjectType'];

export const THINGS: Record<Subject, string> = {
  task: 'a task',
  comment: 'a comment',
  attachment: 'a file',
  project: 'a project',
  webhook: 'a webhook',
};

/** A type that is newer than this page is said as it is called. */
export const verbOf = (type: string): string => (CHANGES as Record<string, string | undefined>)[type] ?? type;

const FIELDS: Record<string, string> = {
  title: 'Title',
  description: 'Description',
  status: 'Status',
  priority: 'Priority',
  assigneeId: 'Assignee',
  projectId: 'Project',
  labels: 'Labels',
  dueAt: 'Due date',
  completedAt: 'Completed',
  name: 'Name',
  url: 'Address',
  body: 'Text',
};

export const fieldOf = (field: string): string => FIELDS[field] ?? field;

/** A value of a field, for readers. */
export function sayValue(field: string, value: unknown, names: Names): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : 'nothing';
  if (typeof value !== 'string') return JSON.stringify(value);
  switch (field) {
    case 'status':
      return STATUS[value as TaskStatus] ?? value;
    case 'priority':
      return PRIORITY[value as TaskPriority] ?? value;
    case 'assigneeId':
      return names.member(value);
    case 'projectId':
      return names.project(value) ?? 'a project that is gone';
    case 'dueAt':
    case 'completedAt':
      return formatDay(value);
    default:
      return value.length > 120 ? `${value.slice(0, 120)} …` : value;
  }
}
