import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type ActivityEntry, api, read } from '../../api/client.ts';
import type { LiveEvent } from '../../api/live.ts';
import { queries } from '../../api/queries.ts';
import { type ActivitySearch, toActivityQuery } from './search.ts';

export const ACTIVITY = ['activity'];

export const activityList = (search: ActivitySearch) =>
  infiniteQueryOptions({
    queryKey: [...ACTIVITY, search],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...toActivityQuery(search), limit: 50, cursor: pageParam };
      const page = await read(api.GET('/activity', { params: { query }, signal }));
      await learnNames(page.data, signal);
      return page;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

interface TaskName {
  number: number;
  title: string;
  isDeleted: boolean;
}

/** What a task is called: as an event had it, or as it is now. Undefined for one that is deleted and in no event here. */
export const taskName = (id: string) =>
  queryOptions({
    // What changes tasks doesn't make this old: events bring the new name.
    queryKey: ['task-names', id],
    queryFn: async ({ signal }): Promise<TaskName> => {
      const { number, title } = await read(api.GET('/tasks/{id}', { params: { path: { id } }, signal }));
      return { number, title, isDeleted: false };
    },
    retry: false,
    staleTime: 5 * 60_000,
  });

/** Keeps the name that an event about a task brings. */
export function learnName({ type, data: { task } }: Pick<LiveEvent, 'type' | 'data'>): void {
  if (!task) return;
  const { id, number, title } = task;
  queries.setQueryData(taskName(id).queryKey, { number, title, isDeleted: type === 'task.deleted' });
}

/**
 * Reads the names of the tasks of a page at once, from the events about the same changes. Those that aren't among them,
 * as where one of many actors is looked for, are read one by one when they are shown.
 */
async function learnNames(entries: ActivityEntry[], signal: AbortSignal): Promise<void> {
  const unnamed = entries.filter(
    ({ subjectType, subjectId }) =>
      subjectType === 'task' && queries.getQueryData(taskName(subjectId).queryKey) === undefined,
  );
  if (unnamed.length === 0) return;
  const ids = new Set(unnamed.map(({ subjectId }) => subjectId));
  const after = Math.min(...unnamed.map(({ sequence }) => sequence)) - 1;
  const query = { type: ['task.*' as const], after, limit: 100 };
  try {
    const page = await read(api.GET('/events', { params: { query }, signal }));
    for (const event of (page as { data: LiveEvent[] }).data)
      if (ids.has(event.data.subjectId)) learnName(event);
  } catch {
    // A log without names is better than none.
  }
}
