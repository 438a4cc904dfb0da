import { queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, read } from '../../api/client.ts';
import { useEvents } from '../../api/live.ts';
import { queries } from '../../api/queries.ts';

export const INBOX = ['inbox'];

/** How many are unread. Notifications come some seconds after what they tell of. */
const unreadQuery = queryOptions({
  queryKey: [...INBOX, 'unread'],
  queryFn: async ({ signal }) =>
    (await read(api.GET('/notifications', { params: { query: { limit: 1, unread: true } }, signal }))).unread,
  refetchInterval: 60_000,
});

export function useUnread(): number {
  const again = useCallback(() => void queries.invalidateQueries({ queryKey: [...INBOX, 'unread'] }), []);
  useEvents(again);
  return useQuery(unreadQuery).data ?? 0;
}
