import { defineProblem, type ProblemMembers } from '../../common/problem.js';
import { LEGAL_MOVES } from './task-status.js';
import { TASK_STATUSES, type TaskStatus } from './task.js';

export class TaskNotFound extends defineProblem(404, 'task-not-found', 'There is no such task') {}

export class FailedDependency extends defineProblem(
  424,
  'failed-dependency',
  'Another operation failed',
  'The operations were to be done all or none. See which of the others failed, and why.',
) {}

export class IllegalStatusChange extends defineProblem(
  409,
  'illegal-status-change',
  'A task cannot change its status like that',
) {
  static override readonly members: ProblemMembers = {
    from: { type: 'string', enum: [...TASK_STATUSES], example: 'COMPLETED' },
    to: { type: 'string', enum: [...TASK_STATUSES], example: 'CREATED' },
    legal: { type: 'array', items: { type: 'string', enum: [...TASK_STATUSES] }, example: [] },
  };

  static between(from: TaskStatus, to: TaskStatus): IllegalStatusChange {
    const legal = LEGAL_MOVES[from];
    const hint = legal.length > 0 ? `it can become ${legal.join(' or ')}` : 'it is finished';
    return new IllegalStatusChange({
      detail: `The task is ${from} and can't become ${to}: ${hint}.`,
      from,
      to,
      legal,
    });
  }
}
