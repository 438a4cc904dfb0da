import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, read } from '../../api/client.ts';
import { useRefresh } from '../../api/refresh.ts';

export const INBOX = ['inbox'];

/** Milliseconds from a change to the notification of it, as the server has it by default, and some seconds more. */
const DELAY = 13_000;

const unreadQuery = queryOptions({
  queryKey: [...INBOX, 'unread'],
  queryFn: async ({ signal }) =>
    (await read(api.GET('/notifications', { params: { query: { limit: 1, unread: true } }, signal }))).unread,
  refetchInterval: 60_000,
});

/** How many notifications are unread. */
export function useUnread(): number {
  useRefresh(INBOX, ({ data }) => ['task', 'comment'].includes(data.subjectType), DELAY);
  return useQuery(unreadQuery).data ?? 0;
}
