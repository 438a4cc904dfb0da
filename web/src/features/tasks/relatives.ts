import type { Task } from '../../api/client.ts';
import type { LiveEvent } from '../../api/live.ts';

/**
 * The tasks that changes of other tasks change, though no event says so: a parent counts its subtasks, and a task knows whether
 * what blocks it is completed. They are gathered by id, and looked for once for many changes.
 */
export class Relatives {
  private parents = new Set<string>();
  private blockers = new Set<string>();
  private blocked = new Set<string>();

  add({ type, data: { subjectId, changes, task } }: Pick<LiveEvent, 'type' | 'data'>): void {
    if (!task) return;
    const { parentId } = changes;
    for (const id of [parentId?.from, parentId?.to]) if (typeof id === 'string') this.parents.add(id);
    if (task.parentId && type !== 'task.updated') this.parents.add(task.parentId);
    // A new task blocks nothing yet.
    if (!['task.updated', 'task.created'].includes(type)) this.blockers.add(subjectId);
    if (task.blockedBy.length > 0 && type !== 'task.deleted') this.blocked.add(subjectId);
  }

  /** Those of the tasks that are shown, and forgets them. */
  take(shown: () => Iterable<Task>): string[] {
    const { parents, blockers, blocked } = this;
    [this.parents, this.blockers, this.blocked] = [new Set(), new Set(), new Set()];
    if (parents.size === 0 && blockers.size === 0) return [...blocked];
    for (const { id, blockedBy } of shown())
      if (parents.has(id) || blockedBy.some((one) => blockers.has(one))) blocked.add(id);
    return [...blocked];
  }
}
