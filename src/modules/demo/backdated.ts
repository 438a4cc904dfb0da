import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../../context/principal.js';
import type { BackdatedTask } from '../tasks/tasks.service.js';
import type { DemoTask } from './demo-task.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The roles whose members create tasks, in turn, and how many each creates in a row. */
const CREATORS = ['OWNER', 'MEMBER', 'ADMIN', 'MEMBER'] as const;
const IN_A_ROW = 4;

/**
 * The tasks of the demo with their times before `now`, oldest first.
 * @param userIds the id of the member with each role
 * @param projectIds by name
 */
export function backdated(
  tasks: DemoTask[],
  now: Date,
  userIds: Record<Role, string>,
  projectIds: Map<string, string>,
): BackdatedTask[] {
  return tasks
    .toSorted(([, , , , a], [, , , , b]) => b - a)
    .map(([title, project, priority, labels, age, state, assignee, due], index) => {
      const createdAt = new Date(now.getTime() - age * DAY);
      const after = (time: number): Date => new Date(createdAt.getTime() + time);
      return {
        id: uuidv7(),
        title,
        description: null,
        priority,
        labels,
        status: statusOf(state),
        creatorId: userIds[CREATORS[Math.floor(index / IN_A_ROW) % CREATORS.length] as Role],
        assigneeId: assignee ? userIds[assignee] : null,
        projectId: project === null ? null : idOf(project, projectIds),
        createdAt,
        completedAt: typeof state === 'number' ? after(state * HOUR) : null,
        dueAt: due === undefined ? null : after(due * DAY),
      };
    });
}

function statusOf(state: DemoTask[5]): BackdatedTask['status'] {
  if (typeof state === 'number') return 'COMPLETED';
  return state === 'STARTED' ? 'IN_PROGRESS' : 'CREATED';
}

function idOf(project: string, ids: Map<string, string>): string {
  const id = ids.get(project);
  if (id === undefined) throw new Error(`The demo has no project "${project}".`);
  return id;
}
