import type { Task } from '../../api/client.ts';
import type { LiveEvent } from '../../api/live.ts';

/** Whether a change is one of the task, or of a task that is or was related to it. */
export function isAbout({ data }: LiveEvent, task: Pick<Task, 'id' | 'parentId' | 'blockedBy'>): boolean {
  const { subjectType, subjectId, task: other, changes } = data;
  if (subjectType !== 'task') return false;
  const { parentId, blockedBy } = changes;
  return (
    [task.id, task.parentId, ...task.blockedBy].includes(subjectId) ||
    [other?.parentId, parentId?.from].includes(task.id) ||
    [...(other?.blockedBy ?? []), ...((blockedBy?.from ?? []) as string[])].includes(task.id)
  );
}
