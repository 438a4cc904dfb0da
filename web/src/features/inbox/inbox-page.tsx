import { Button } from '@mantine/core';
import { infiniteQueryOptions, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, read } from '../../api/client.ts';
import { notifyError } from '../../ui/notify.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { formatPast } from '../../ui/format.ts';
import { TextPage } from '../../ui/page.tsx';
import { Time } from '../../ui/signs.tsx';
import { INBOX } from './unread.ts';
import { useMembers } from '../../api/organization.ts';
import { ACTIONS } from '../../texts/common.ts';
import { INBOX_PAGE, REASONS } from '../../texts/inbox.ts';
import { SHELL, NAVIGATION } from '../../texts/shell.ts';
import { fill } from '../../ui/fill.tsx';
import css from './inbox.module.css';

const inboxQuery = infiniteQueryOptions({
  queryKey: [...INBOX, 'list'],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) =>
    read(api.GET('/notifications', { params: { query: { limit: 50, cursor: pageParam } }, signal })),
  getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
});

export function InboxPage() {
  const inbox = useInfiniteQuery(inboxQuery);
  const members = useMembers();
  const client = useQueryClient();
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: INBOX });
  const markRead = useMutation({
    mutationFn: (id: string) => read(api.POST('/notifications/{id}/read', { params: { path: { id } } })),
    onSuccess: again,
    onError: notifyError,
  });
  const markAll = useMutation({
    mutationFn: (upTo: string) => read(api.POST('/notifications/read-all', { body: { upTo } })),
    onSuccess: again,
    onError: notifyError,
  });
  const list = inbox.data?.pages.flatMap(({ data }) => data) ?? [];
  const [newest] = list;
  const unread = inbox.data?.pages[0]?.unread ?? 0;
  return (
    <TextPage title={NAVIGATION.inbox}>
      {inbox.isError ? (
        <Failure error={inbox.error} reset={() => void inbox.refetch()} />
      ) : list.length === 0 && !inbox.isPending ? (
        <Empty title={INBOX_PAGE.empty}>{INBOX_PAGE.emptyDetail}</Empty>
      ) : (
        <>
          <div className={css['head']}>
            <span role="status">{SHELL.unread(unread)}</span>
            <Button
              size="compact-sm"
              variant="default"
              disabled={unread === 0 || !newest}
              loading={markAll.isPending}
              onClick={() => newest && markAll.mutate(newest.id)}
            >
              {INBOX_PAGE.markAll}
            </Button>
          </div>
          <ul className={css['rows']} aria-busy={inbox.isPending} aria-label={INBOX_PAGE.list}>
            {list.map(({ id, kind, count, taskNumber, title, actorId, createdAt, readAt }) => (
              <li key={id} data-unread={readAt === null || undefined}>
                <span
                  className={css['dot']}
                  role="img"
                  aria-label={readAt === null ? INBOX_PAGE.isUnread : INBOX_PAGE.isRead}
                />
                <div className={css['main']}>
                  {taskNumber === null ? (
                    <span>{REASONS[kind]?.many(count)}</span>
                  ) : (
                    <span>
                      {fill(INBOX_PAGE.task, {
                        task: (
                          <Link
                            to="/tasks"
                            search={{ task: taskNumber }}
                            onClick={() => readAt === null && markRead.mutate(id)}
                          >
                            #{taskNumber} {title}
                          </Link>
                        ),
                        reason: REASONS[kind]?.one,
                      })}
                    </span>
                  )}
                  <div className={css['dim']}>
                    {actorId && `${members.nameOf(actorId)} · `}
                    <Time at={createdAt}>{formatPast(createdAt)}</Time>
                  </div>
                </div>
                {readAt === null && (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="gray"
                    c="dimmed"
                    onClick={() => markRead.mutate(id)}
                  >
                    {INBOX_PAGE.mark}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          {inbox.hasNextPage && (
            <Button
              variant="default"
              loading={inbox.isFetchingNextPage}
              onClick={() => void inbox.fetchNextPage()}
            >
              {ACTIONS.showOlder}
            </Button>
          )}
        </>
      )}
    </TextPage>
  );
}
