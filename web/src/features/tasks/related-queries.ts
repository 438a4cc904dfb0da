import { queryOptions } from '@tanstack/react-query';
import type { paths } from '@taskflow/client';
import { api, read, type Reminder, type Task } from '../../api/client.ts';
import type { LiveEvent } from '../../api/live.ts';
import { readAll } from '../../api/organization.ts';
import { isCode } from '../../api/problem.ts';
import { queries } from '../../api/queries.ts';
import { useRefresh } from '../../api/refresh.ts';
import { isAbout } from './related-events.ts';
import { showTask, taskActivity, taskDetail } from './queries.ts';

/** As many as a task can have of each. */
const MOST = 100;
const ALL = { limit: MOST } as const;

const relatedKey = (id: string) => ['tasks', 'related', id] as const;

export const subtaskList = (id: string) =>
  queryOptions({
    queryKey: [...relatedKey(id), 'subtasks'],
    queryFn: async ({ signal }) =>
      (
        await read(
          api.GET('/tasks', { params: { query: { ...ALL, parentId: id, sort: 'createdAt' } }, signal }),
        )
      ).data,
  });

export const blockerList = (id: string) =>
  queryOptions({
    queryKey: [...relatedKey(id), 'blockers'],
    queryFn: async ({ signal }) =>
      (await read(api.GET('/tasks/{id}/blockers', { params: { path: { id }, query: ALL }, signal }))).data,
  });

/** The tasks that a task blocks. */
export const blockedList = (id: string) =>
  queryOptions({
    queryKey: [...relatedKey(id), 'blocked'],
    queryFn: async ({ signal }) =>
      (
        await read(
          api.GET('/tasks', { params: { query: { ...ALL, blockedBy: id, sort: 'createdAt' } }, signal }),
        )
      ).data,
  });

export const parentOf = ({ id, parentId }: Pick<Task, 'id' | 'parentId'>) =>
  queryOptions({
    queryKey: [...relatedKey(id), 'parent', parentId],
    queryFn: ({ signal }) =>
      read(api.GET('/tasks/{id}', { params: { path: { id: parentId ?? '' } }, signal })),
    enabled: parentId !== null,
  });

/** Milliseconds within which the next task of a series is created after one is completed: both are one transaction. */
const CREATION = 10_000;

/** When a task was completed as one of a series, and by which rule; undefined for a task that wasn't. */
export interface SeriesStep {
  at: string;
  rule: string;
}

/** The next task of a series. */
export const nextInSeries = ({ id, title, creatorId }: Task, { at, rule }: SeriesStep) =>
  queryOptions({
    queryKey: [...relatedKey(id), 'next', at],
    queryFn: async ({ signal }) => {
      const createdBefore = new Date(Date.parse(at) + CREATION).toISOString();
      const query = { createdAfter: at, createdBefore, creatorId, sort: 'createdAt', limit: 10 } as const;
      const { data } = await read(api.GET('/tasks', { params: { query }, signal }));
      return data.find((one) => one.title === title || one.recurrence === rule) ?? null;
    },
  });

export const watcherList = (number: number) =>
  queryOptions({
    queryKey: ['tasks', 'watchers', number],
    queryFn: async ({ signal }) => {
      const query = { limit: 100 };
      const path = { id: String(number) };
      return read(api.GET('/tasks/{id}/watchers', { params: { path, query }, signal }));
    },
  });

/** Milliseconds: reminders are exact to the minute. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const reminderList = (number: number) =>
  queryOptions({
    queryKey: ['tasks', 'reminders', number],
    queryFn: ({ signal }) =>
      readAll<Reminder>((page) =>
        read(
          api.GET('/tasks/{id}/reminders', {
            params: { path: { id: String(number) }, query: { page, limit: 100 } },
            signal,
          }),
        ),
      ),
    // No event tells of a delivery: the list is read again when one is due.
    refetchInterval: ({ state }) => {
      const [next] = state.data ?? [];
      return next && Math.min(HOUR, Math.max(0, Date.parse(next.remindAt) - Date.now()) + MINUTE);
    },
  });

/** Reads again what a change of a task, or of one of its relatives, makes old. */
export function readRelativesAgain(...tasks: Pick<Task, 'id' | 'number'>[]): void {
  for (const { id, number } of tasks) {
    for (const queryKey of [
      relatedKey(id),
      taskDetail(number).queryKey,
      taskActivity(number).queryKey,
      watcherList(number).queryKey,
    ])
      void queries.invalidateQueries({ queryKey });
  }
}

/** Milliseconds: what comes within them is read once. */
const GATHERING = 60;

/** Keeps what the panel shows of a task's relatives and watchers as the events say. */
export function useLiveRelatives(task: Task): void {
  const concerns = (event: LiveEvent): boolean => isAbout(event, task);
  useRefresh(relatedKey(task.id), concerns, GATHERING);
  useRefresh(taskDetail(task.number).queryKey, concerns, GATHERING);
  const concernsWatchers = ({ data }: LiveEvent): boolean =>
    data.subjectType === 'comment' || data.subjectId === task.id;
  useRefresh(watcherList(task.number).queryKey, concernsWatchers, GATHERING);
}

/** Tasks by what a user typed: a number, or words. Without either, those that were changed last and are still to be done. */
export const taskSearch = (text: string) =>
  queryOptions({
    queryKey: ['tasks', 'found', text],
    queryFn: async ({ signal }): Promise<Task[]> => {
      const number = /^#?(\d{1,9})$/.exec(text)?.[1];
      const wanted: TaskQuery = text
        ? { q: text, sort: 'relevance' }
        : { notStatus: ['COMPLETED'], sort: '-updatedAt' };
      const [numbered, { data }] = await Promise.all([
        number ? findByNumber(number, signal) : undefined,
        read(api.GET('/tasks', { params: { query: { ...wanted, limit: MOST_FOUND } }, signal })),
      ]);
      return numbered ? [numbered, ...data.filter(({ id }) => id !== numbered.id)] : data;
    },
  });

type TaskQuery = NonNullable<paths['/tasks']['get']['parameters']['query']>;
const MOST_FOUND = 10;

async function findByNumber(number: string, signal: AbortSignal): Promise<Task | undefined> {
  try {
    return await read(api.GET('/tasks/{id}', { params: { path: { id: number } }, signal }));
  } catch (error) {
    if (isCode(error, 'task-not-found')) return undefined;
    throw error;
  }
}

/** Says that a task is blocked by another one. */
export async function link(blocked: Task, blocker: Task): Promise<void> {
  const path = { id: blocked.id, blockerId: blocker.id };
  showTask(await read(api.PUT('/tasks/{id}/blockers/{blockerId}', { params: { path } })));
  readRelativesAgain(blocked, blocker);
}

export async function unlink(blocked: Task, blocker: Task): Promise<void> {
  const path = { id: blocked.id, blockerId: blocker.id };
  await read(api.DELETE('/tasks/{id}/blockers/{blockerId}', { params: { path } }));
  readRelativesAgain(blocked, blocker);
}

/** Makes a task a subtask of another one, or a task by itself again. */
export async function setParent(task: Task, parent: Task, isPart = true): Promise<void> {
  const body = { parentId: isPart ? parent.id : null };
  showTask(await read(api.PATCH('/tasks/{id}', { params: { path: { id: task.id } }, body })));
  readRelativesAgain(task, parent);
}
