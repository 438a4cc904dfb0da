import { TASK_STATUSES, type TaskStatus } from './task.js';

/** What is still to be done. */
export const OPEN: TaskStatus[] = ['CREATED', 'IN_PROGRESS'];

/** Where a task may go from each status: forward, one step at a time. */
const LEGAL_MOVES: Record<TaskStatus, readonly TaskStatus[]> = {
  CREATED: ['IN_PROGRESS'],
  IN_PROGRESS: ['COMPLETED'],
  COMPLETED: [],
};

/** @param allowReopen the organization's setting */
export function legalStatusChanges(from: TaskStatus, allowReopen: boolean): readonly TaskStatus[] {
  return from === 'COMPLETED' && allowReopen ? ['IN_PROGRESS'] : LEGAL_MOVES[from];
}

/** The legal steps forward from one status to another; none where there is no way. */
export function stepsTo(from: TaskStatus, to: TaskStatus = 'COMPLETED'): TaskStatus[] {
  return TASK_STATUSES.slice(TASK_STATUSES.indexOf(from) + 1, TASK_STATUSES.indexOf(to) + 1);
}
