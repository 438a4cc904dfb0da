import { api, read, type Task, type TaskChanges } from '../../api/client.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { queries } from '../../api/queries.ts';
import { formatNumber } from '../../ui/format.ts';
import { ApiError, type Problem } from '../../api/problem.ts';
import { hideTask, readSearchesAgain, showTask } from './queries.ts';

/** Operations a request, at most. */
const MOST = 500;
/** Refusals that are said in full. */
const SHOWN = 3;

type Operation = { op: 'update' | 'delete'; id: string; task?: object };

async function run(tasks: Task[], operationOf: (task: Task) => Operation, done: string): Promise<void> {
  const reasons: string[] = [];
  let succeeded = 0;
  for (let from = 0; from < tasks.length; from += MOST) {
    const part = tasks.slice(from, from + MOST);
    try {
      const { results } = await read(
        api.POST('/tasks/bulk', { body: { operations: part.map(operationOf) } }),
      );
      for (const [index, { task, problem }] of results.entries()) {
        const before = part[index] as Task;
        if (problem) {
          const { title, detail } = problem as unknown as Problem;
          reasons.push(`#${before.number}: ${detail ?? title}`);
          showTask(before);
        } else {
          succeeded += 1;
          if (task) showTask(task);
        }
      }
    } catch (error) {
      notifyError(error);
      for (const task of part) showTask(task);
    }
  }
  void readSearchesAgain();
  void queries.invalidateQueries({ queryKey: ['tasks', 'one'] });
  if (succeeded > 0) notifyDone(`${formatNumber(succeeded)} ${succeeded === 1 ? 'task' : 'tasks'}: ${done}`);
  if (reasons.length === 0) return;
  const more = reasons.length > SHOWN ? ` And ${formatNumber(reasons.length - SHOWN)} more.` : '';
  notifyError(
    new ApiError({
      status: 409,
      code: 'bulk-refused',
      title: `${formatNumber(reasons.length)} of ${formatNumber(tasks.length)} were refused`,
      detail: reasons.slice(0, SHOWN).join(' ') + more,
    }),
  );
}

/** Changes many tasks, each with a result of its own. @param changesOf what of each */
export async function changeMany(
  tasks: Task[],
  changesOf: (task: Task) => TaskChanges,
  done: string,
): Promise<void> {
  for (const task of tasks) showTask({ ...task, ...(changesOf(task) as Partial<Task>) });
  await run(tasks, (task) => ({ op: 'update', id: task.id, task: changesOf(task) }), done);
}

export async function deleteMany(tasks: Task[]): Promise<void> {
  for (const { id } of tasks) hideTask(id);
  await run(tasks, ({ id }) => ({ op: 'delete', id }), 'in the trash');
}
