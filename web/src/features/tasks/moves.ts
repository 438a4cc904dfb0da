import type { Task, TaskStatus } from '../../api/client.ts';
import type { Problem } from '../../api/problem.ts';
import { MOVES } from '../../texts/fields.ts';

/** Where a task may go from each status: forward, one step at a time. */
const FORWARD: Record<TaskStatus, readonly TaskStatus[]> = {
  CREATED: ['IN_PROGRESS'],
  IN_PROGRESS: ['COMPLETED'],
  COMPLETED: [],
};

/** What a status can become. @param allowReopen the organization's setting */
export const legalMoves = (from: TaskStatus, allowReopen: boolean): readonly TaskStatus[] =>
  from === 'COMPLETED' && allowReopen ? ['IN_PROGRESS'] : FORWARD[from];

/** Why a task can't take a status, and which one it can. */
export const refusalOf = (
  { number, status }: Pick<Task, 'number' | 'status'>,
  to: TaskStatus,
  legal: readonly TaskStatus[],
): Problem => ({
  status: 409,
  code: 'illegal-status-change',
  title: MOVES.refused(number, status, to),
  detail: MOVES.next(legal),
});

interface RefusedMove {
  from: TaskStatus;
  to: TaskStatus;
  legal: TaskStatus[];
}

/** Why the API refused a change of a task, in the words of the page where it has them. */
export function reasonOf(problem: Problem & Partial<RefusedMove>): string {
  const { code, title, detail, from, to, legal } = problem;
  if (code !== 'illegal-status-change' || !from || !to || !legal) return detail ?? title;
  return `${MOVES.refusedHere(from, to)} ${MOVES.next(legal)}`;
}
