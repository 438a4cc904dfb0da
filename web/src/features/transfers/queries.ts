import { queryOptions } from '@tanstack/react-query';
import { api, read } from '../../api/client.ts';
import { isUnfinished, POLL } from './work.ts';

export const EXPORTS = ['exports'];
export const IMPORTS = ['imports'];

export const exportList = (limit: number) =>
  queryOptions({
    queryKey: [...EXPORTS, limit],
    queryFn: ({ signal }) => read(api.GET('/exports', { params: { query: { limit } }, signal })),
    // The stream of each says more; this is for those whose stream breaks off.
    refetchInterval: ({ state }) => (state.data?.data.some(isUnfinished) ? 3 * POLL : false),
  });

export const importList = (limit: number) =>
  queryOptions({
    queryKey: [...IMPORTS, 'list', limit],
    queryFn: ({ signal }) => read(api.GET('/imports', { params: { query: { limit } }, signal })),
    refetchInterval: ({ state }) => (state.data?.data.some(isUnfinished) ? POLL : false),
  });

export const importDetail = (id: string) =>
  queryOptions({
    queryKey: [...IMPORTS, 'one', id],
    queryFn: ({ signal }) => read(api.GET('/imports/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isUnfinished(state.data) ? POLL : false),
  });
