import { api, read, type Task, type TaskChanges } from '../../api/client.ts';
import { type Problem, toApiError } from '../../api/problem.ts';
import { queries } from '../../api/queries.ts';
import { BULK } from '../../texts/tasks.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { reverseOf, withChanges } from './changes.ts';
import { reasonOf } from './moves.ts';
import { hideTask, readSearchesAgain, showTask } from './queries.ts';

/** Operations a request, at most. */
const MOST = 500;
/** Deleted tasks that one press brings back, at most: each is a request. */
const MOST_RESTORED = 100;

type Operation = { op: 'update'; id: string; task: TaskChanges } | { op: 'delete'; id: string };

/** A task whose change was refused, and why. */
export interface BulkRefusal {
  task: Task;
  reason: string;
}

export interface BulkOutcome {
  /** What was to be done: `In progress`. */
  action: string;
  asked: number;
  refusals: BulkRefusal[];
}

interface Result {
  succeeded: Task[];
  refusals: BulkRefusal[];
}

async function run(tasks: Task[], operationOf: (task: Task) => Operation): Promise<Result> {
  const result: Result = { succeeded: [], refusals: [] };
  for (let from = 0; from < tasks.length; from += MOST) {
    const part = tasks.slice(from, from + MOST);
    try {
      const { results } = await read(
        api.POST('/tasks/bulk', { body: { operations: part.map(operationOf) } }),
      );
      for (const [index, { task, problem }] of results.entries()) {
        const before = part[index] as Task;
        if (problem) {
          result.refusals.push({ task: before, reason: reasonOf(problem as unknown as Problem) });
          showTask(before);
        } else {
          result.succeeded.push(before);
          if (task) showTask(task);
        }
      }
    } catch (error) {
      const reason = toApiError(error).message;
      result.refusals.push(...part.map((task) => ({ task, reason })));
      for (const task of part) showTask(task);
    }
  }
  void readSearchesAgain();
  void queries.invalidateQueries({ queryKey: ['tasks', 'one'] });
  return result;
}

function report(succeeded: Task[], done: string, undo?: () => void): void {
  if (succeeded.length === 0) return;
  notifyDone(BULK.done(succeeded.length, done), undo);
}

/**
 * Changes many tasks, each with a result of its own.
 * @param show gets what came of it, and again where the user takes it back
 */
export async function changeMany(
  tasks: Task[],
  changes: TaskChanges,
  done: string,
  show: (outcome: BulkOutcome) => void,
): Promise<void> {
  const { succeeded, refusals } = await apply(tasks, () => changes);
  show({ action: done, asked: tasks.length, refusals });
  const undo = async (): Promise<void> => {
    const undone = await apply(succeeded, (task) => reverseOf(task, changes) ?? {});
    show({ action: BULK.undone(done), asked: succeeded.length, refusals: undone.refusals });
  };
  const canUndo = succeeded.every((task) => reverseOf(task, changes));
  report(succeeded, done, canUndo ? () => void undo() : undefined);
}

function apply(tasks: Task[], changesOf: (task: Task) => TaskChanges): Promise<Result> {
  for (const task of tasks) showTask(withChanges(task, changesOf(task)));
  return run(tasks, (task) => ({ op: 'update', id: task.id, task: changesOf(task) }));
}

export async function deleteMany(tasks: Task[], show: (outcome: BulkOutcome) => void): Promise<void> {
  for (const { id } of tasks) hideTask(id);
  const { succeeded, refusals } = await run(tasks, ({ id }) => ({ op: 'delete', id }));
  const action = BULK.deleted;
  show({ action, asked: tasks.length, refusals });
  const canUndo = succeeded.length <= MOST_RESTORED;
  report(succeeded, action, canUndo ? () => void restoreMany(succeeded) : undefined);
}

async function restoreMany(tasks: Task[]): Promise<void> {
  try {
    for (const { id } of tasks)
      showTask(await read(api.POST('/tasks/{id}/restore', { params: { path: { id } } })));
  } catch (error) {
    notifyError(error);
  }
}
