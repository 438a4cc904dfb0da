import type { Task, TaskChanges } from '../../api/client.ts';

/** What a choice for many means for one of them: its labels keep what the others don't share. */
export function changesOfOne(task: Task, tasks: Task[], changes: TaskChanges): TaskChanges {
  if (!changes.labels) return changes;
  const chosen = changes.labels;
  const shared = tasks[0]?.labels.filter((label) => tasks.every(({ labels }) => labels.includes(label)));
  const removed = (shared ?? []).filter((label) => !chosen.includes(label));
  return {
    labels: [...new Set([...task.labels, ...chosen])].filter((label) => !removed.includes(label)),
  };
}
