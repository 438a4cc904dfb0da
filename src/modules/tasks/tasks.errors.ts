import { defineProblem, type ProblemMembers } from '../../common/problem.js';
import { TASK_STATUSES, type TaskStatus } from './task.js';

export class TaskNotFound extends defineProblem(404, 'task-not-found', 'There is no such task') {}

export class ProjectArchived extends defineProblem(
  409,
  'project-archived',
  'The project is archived',
  'It takes no tasks until it is brought back: `PATCH /projects/{id}` with `{"archived": false}`.',
) {
  static override readonly members: ProblemMembers = {
    projectId: { type: 'string', format: 'uuid', example: '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b' },
  };
}

export class NestedSubtask extends defineProblem(
  409,
  'nested-subtask',
  'Subtasks are one level deep',
  'Choose a parent that is no subtask, for a task that has no subtasks.',
) {}

export class TooManySubtasks extends defineProblem(
  409,
  'too-many-subtasks',
  'The task has as many subtasks as it may have',
) {
  static override readonly members: ProblemMembers = { limit: { type: 'integer', example: 100 } };
}

export class BlockerCircle extends defineProblem(
  409,
  'blocker-circle',
  'The tasks would wait for each other',
  'A task can be blocked neither by itself nor by one that is blocked by it, directly or through others.',
) {}

export class TooManyBlockers extends defineProblem(
  409,
  'too-many-blockers',
  'A task is blocked by, or blocks, as many tasks as it may',
) {
  static override readonly members: ProblemMembers = { limit: { type: 'integer', example: 100 } };
}

export class BlockerNotFound extends defineProblem(
  404,
  'blocker-not-found',
  'The task is not blocked by that one',
) {}

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

  static between(from: TaskStatus, to: TaskStatus, legal: readonly TaskStatus[]): IllegalStatusChange {
    const hint = legal.length > 0 ? `it can become ${legal.join(' or ')}` : 'it is finished';
    return new IllegalStatusChange({
      detail: `The task is ${from} and can't become ${to}: ${hint}.`,
      from,
      to,
      legal,
    });
  }
}
