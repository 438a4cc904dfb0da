import type { ActivityEntry, TaskPriority, TaskStatus } from '../../api/client.ts';
import type { Names } from '../../api/organization.ts';
import { PRIORITY, STATUS } from '../../texts.ts';
import { formatDay } from '../../ui/format.ts';

type Subject = ActivityEntry['subjectType'];

/** What happened, without to what. */
const VERBS: Record<ActivityEntry['type'], string> = {
  'task.created': 'created',
  'task.updated': 'changed',
  'task.status-changed': 'moved',
  'task.deleted': 'deleted',
  'task.restored': 'restored',
  'comment.created': 'wrote',
  'comment.updated': 'edited',
  'comment.deleted': 'deleted',
  'attachment.created': 'attached',
  'attachment.deleted': 'removed',
  'project.created': 'created',
  'project.updated': 'changed',
  'project.deleted': 'deleted',
  'webhook.created': 'created',
  'webhook.updated': 'changed',
  'webhook.secret-rotated': 'rotated the secret of',
  'webhook.deleted': 'deleted',
};

export const THINGS: Record<Subject, string> = {
  task: 'a task',
  comment: 'a comment',
  attachment: 'a file',
  project: 'a project',
  webhook: 'a webhook',
};

/** A type that is newer than this page is said as it is called. */
export const verbOf = (type: string): string => (VERBS as Record<string, string | undefined>)[type] ?? type;

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
