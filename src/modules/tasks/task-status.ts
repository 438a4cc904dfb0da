import { TASK_STATUSES, type TaskStatus } from './task.js';

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

/** The legal steps that lead from a status to COMPLETED; none from COMPLETED itself. */
export function stepsToCompletion(from: TaskStatus): TaskStatus[] {
  return TASK_STATUSES.slice(TASK_STATUSES.indexOf(from) + 1);
}
