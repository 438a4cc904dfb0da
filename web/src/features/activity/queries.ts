import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, read } from '../../api/client.ts';
import { type ActivitySearch, toActivityQuery } from './search.ts';

export const ACTIVITY = ['activity'];

export const activityList = (search: ActivitySearch) =>
  infiniteQueryOptions({
    queryKey: [...ACTIVITY, search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { ...toActivityQuery(search), limit: 50, cursor: pageParam };
      return read(api.GET('/activity', { params: { query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** What a task is called now. Undefined for one that is deleted. */
export const taskName = (id: string) =>
  queryOptions({
    // Whatever changes tasks doesn't make this old: the log says what changed.
    queryKey: ['task-names', id],
    queryFn: async ({ signal }) => {
      const { number, title } = await read(api.GET('/tasks/{id}', { params: { path: { id } }, signal }));
      return { number, title };
    },
    retry: false,
    staleTime: 5 * 60_000,
  });
