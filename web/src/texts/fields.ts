import type { TaskStatus } from '../api/client.ts';
import { STATUS } from './common.ts';

/** What the fields of a task are called. */
export const FIELD_NAMES = {
  status: 'Status',
  priority: 'Priority',
  assigneeId: 'Assignee',
  projectId: 'Project',
  labels: 'Labels',
  dueAt: 'Due date',
} as const;

/** What is said of a status that a task can't take. */
export const MOVES = {
  refused: (number: number, from: TaskStatus, to: TaskStatus) =>
    `#${number} can’t go from ${STATUS[from]} to ${STATUS[to]}`,
  refusedHere: (from: TaskStatus, to: TaskStatus) => `It can’t go from ${STATUS[from]} to ${STATUS[to]}.`,
  /** What a task can become instead. */
  next: (legal: readonly TaskStatus[]) =>
    legal.length > 0 ? `Its next step is ${legal.map((one) => STATUS[one]).join(' or ')}.` : 'It is done.',
};
