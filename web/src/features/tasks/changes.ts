import type { Task, TaskChanges, TaskStatus } from '../../api/client.ts';

/** Fields as they are after a change: labels that are added and taken off leave the others as they are. */
export function withChanges<T extends object>(fields: T, changes: TaskChanges): T {
  const { addLabels = [], removeLabels = [], ...others } = changes;
  const changed = { ...fields, ...others };
  if (addLabels.length === 0 && removeLabels.length === 0) return changed;
  const { labels = [] } = changed as { labels?: string[] };
  const next = [...new Set([...labels, ...addLabels])].filter((label) => !removeLabels.includes(label));
  return { ...changed, labels: next };
}

/**
 * What takes a change of a task back; undefined where nothing can. The next task of a series, which completing one makes,
 * stays whatever becomes of that.
 * @param legalMoves what a status can become; left out, none is taken back
 */
export function reverseOf(
  task: Task,
  changes: TaskChanges,
  legalMoves: (from: TaskStatus) => readonly TaskStatus[] = () => [],
): TaskChanges | undefined {
  const { addLabels, removeLabels, ...others } = changes;
  const { status } = changes;
  if (status !== undefined && (task.recurrence !== null || !legalMoves(status).includes(task.status)))
    return undefined;
  const back = Object.fromEntries(Object.keys(others).map((field) => [field, task[field as keyof Task]]));
  const added = addLabels?.filter((label) => !task.labels.includes(label)) ?? [];
  const removed = removeLabels?.filter((label) => task.labels.includes(label)) ?? [];
  return {
    ...back,
    // An empty list says that nothing is to be changed; without one, the empty change would complete the task.
    ...(addLabels && { removeLabels: added }),
    ...(removeLabels && { addLabels: removed }),
  };
}
