import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { labelsQuery } from '../../api/organization.ts';
import { api, read, readWithTag, type Task, type TaskChanges, type TaskPage } from '../../api/client.ts';
import { getSession } from '../../api/session.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { queries } from '../../api/queries.ts';
import { TASK } from '../../texts/common.ts';
import { reverseOf, withChanges } from './changes.ts';
import { useLegalMoves } from './use-legal-moves.ts';
import { type TaskFilter, toQuery } from './search.ts';
import { isForServer, type TaskPages, withoutTask, withTask } from './task-cache.ts';

/** Tasks a request. */
const PAGE = 100;

const me = (): string => getSession()?.user.id ?? '';

export const taskList = (filter: TaskFilter) =>
  infiniteQueryOptions({
    queryKey: ['tasks', 'list', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      read<TaskPage>(
        api.GET('/tasks', {
          params: { query: { ...toQuery(filter, me()), limit: PAGE, cursor: pageParam } },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    // The events keep it true.
    staleTime: 5 * 60_000,
  });

/** One task with its ETag, by number. */
export const taskDetail = (number: number) =>
  queryOptions({
    queryKey: ['tasks', 'one', number],
    queryFn: ({ signal }) =>
      readWithTag(api.GET('/tasks/{id}', { params: { path: { id: String(number) } }, signal })),
  });

/** A task by id, for what it is called. */
export const taskNamed = (id: string) =>
  queryOptions({
    queryKey: ['tasks', 'named', id],
    queryFn: ({ signal }) => read(api.GET('/tasks/{id}', { params: { path: { id } }, signal })),
    staleTime: 60_000,
  });

export const taskComments = (number: number) =>
  queryOptions({
    queryKey: ['tasks', 'comments', number],
    queryFn: ({ signal }) =>
      read(
        api.GET('/tasks/{id}/comments', {
          params: { path: { id: String(number) }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

export const taskActivity = (number: number) =>
  queryOptions({
    queryKey: ['tasks', 'activity', number],
    queryFn: ({ signal }) =>
      read(
        api.GET('/tasks/{id}/activity', {
          params: { path: { id: String(number) }, query: { limit: 50 } },
          signal,
        }),
      ),
  });

/** The tasks of all lists that are shown. */
export function* shownTasks(): Generator<Task> {
  for (const [, lists] of queries.getQueriesData<TaskPages>({ queryKey: ['tasks', 'list'] }))
    for (const { data } of lists?.pages ?? []) yield* data;
}

/** A task of any list that is shown, by number. */
export function findTask(number: number): Task | undefined {
  for (const task of shownTasks()) if (task.number === number) return task;
  return undefined;
}

/** Puts a task as it is now into every list and panel. */
export function showTask(task: Task): void {
  for (const [key, pages] of queries.getQueriesData<TaskPages>({ queryKey: ['tasks', 'list'] })) {
    if (pages) queries.setQueryData(key, withTask(pages, task, key[2] as TaskFilter, me()));
  }
  queries.setQueryData(taskDetail(task.number).queryKey, (shown) => {
    if (!shown || shown.data.version > task.version) return shown;
    return { ...shown, data: { ...shown.data, ...task } };
  });
}

/** Whether a changed task belongs into some lists only the server knows: they are read again. */
export const readSearchesAgain = (): Promise<void> =>
  queries.invalidateQueries({
    queryKey: ['tasks', 'list'],
    predicate: ({ queryKey }) => isForServer(queryKey[2] as TaskFilter),
  });

export function hideTask(id: string): void {
  for (const [key, pages] of queries.getQueriesData<TaskPages>({ queryKey: ['tasks', 'list'] }))
    if (pages) queries.setQueryData(key, withoutTask(pages, id));
}

interface Change {
  task: Task;
  changes: TaskChanges;
  /** What to say when it is done; with it the change can be taken back. */
  done?: string;
}

/** Changes fields of a task: at once on the page, and back where the server refuses. */
export function useChangeTask() {
  const client = useQueryClient();
  const legalMoves = useLegalMoves();
  const mutation = useMutation({
    mutationFn: ({ task, changes }: Change) =>
      read(api.PATCH('/tasks/{id}', { params: { path: { id: task.id } }, body: changes })),
    onMutate: async ({ task, changes }) => {
      await client.cancelQueries({ queryKey: taskDetail(task.number).queryKey });
      showTask(withChanges(task, changes));
    },
    onSuccess: (task, { task: before, changes, done }) => {
      showTask(task);
      void readSearchesAgain();
      if (changes.addLabels) void client.invalidateQueries({ queryKey: labelsQuery.queryKey });
      void client.invalidateQueries({ queryKey: taskActivity(task.number).queryKey });
      void client.invalidateQueries({ queryKey: taskDetail(task.number).queryKey });
      if (!done) return;
      const back = reverseOf(before, changes, legalMoves);
      notifyDone(`#${task.number}: ${done}`, back && (() => mutation.mutate({ task, changes: back })));
    },
    onError: (error, { task }) => {
      notifyError(error);
      queries.setQueryData(taskDetail(task.number).queryKey, (shown) => shown && { ...shown, data: task });
      showTask(task);
      void client.invalidateQueries({ queryKey: taskDetail(task.number).queryKey });
    },
  });
  return mutation;
}

export function useDeleteTask() {
  const restore = useMutation({
    mutationFn: (task: Task) => read(api.POST('/tasks/{id}/restore', { params: { path: { id: task.id } } })),
    onSuccess: showTask,
    onError: notifyError,
  });
  return useMutation({
    mutationFn: (task: Task) => read(api.DELETE('/tasks/{id}', { params: { path: { id: task.id } } })),
    onMutate: (task) => hideTask(task.id),
    onSuccess: (_nothing, task) => notifyDone(TASK.trashed(task.number), () => restore.mutate(task)),
    onError: (error, task) => {
      notifyError(error);
      showTask(task);
    },
  });
}
