import type { Task, TaskStatus } from '../../api/client.ts';
import type { Problem } from '../../api/problem.ts';
import { STATUS } from '../../texts/common.ts';
import { NEXT_STATUS } from './task-cache.ts';

/** Why a task can't take a status, and which one it can. */
export function refusalOf(
  { number, status }: Pick<Task, 'number' | 'status'>,
  to: TaskStatus,
  legal = NEXT_STATUS[status],
): Problem & { detail: string } {
  const next = legal.map((one) => STATUS[one]).join(' or ');
  return {
    status: 409,
    code: 'illegal-status-change',
    title: `#${number} can’t go from ${STATUS[status]} to ${STATUS[to]}`,
    detail: next ? `Its next step is ${next}.` : 'It is done.',
  };
}

interface RefusedMove {
  from: TaskStatus;
  to: TaskStatus;
  legal: TaskStatus[];
}

/** Why the API refused a change of a task, in the words of the page where it has them. */
export function reasonOf({ number }: Task, problem: Problem & Partial<RefusedMove>): string {
  const { code, title, detail, from, to, legal } = problem;
  if (code !== 'illegal-status-change' || !from || !to) return detail ?? title;
  const refusal = refusalOf({ number, status: from }, to, legal);
  return `It can’t go from ${STATUS[from]} to ${STATUS[to]}. ${refusal.detail}`;
}
