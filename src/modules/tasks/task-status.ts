import { TASK_STATUSES, type TaskStatus } from './task.js';

/** Where a task may go from each status: forward, one step at a time. */
export const LEGAL_MOVES: Record<TaskStatus, readonly TaskStatus[]> = {
  CREATED: ['IN_PROGRESS'],
  IN_PROGRESS: ['COMPLETED'],
  COMPLETED: [],
};

export function isLegalMove(from: TaskStatus, to: TaskStatus): boolean {
  return LEGAL_MOVES[from].includes(to);
}

/** The legal steps that lead from a status to COMPLETED; none from COMPLETED itself. */
export function stepsToCompletion(from: TaskStatus): TaskStatus[] {
  return TASK_STATUSES.slice(TASK_STATUSES.indexOf(from) + 1);
}
