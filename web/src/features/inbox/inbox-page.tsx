import { Button } from '@mantine/core';
import { infiniteQueryOptions, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, read } from '../../api/client.ts';
import { notifyError } from '../../ui/notify.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { formatNumber, formatPast } from '../../ui/format.ts';
import { TextPage } from '../../ui/page.tsx';
import { Time } from '../../ui/signs.tsx';
import { INBOX } from './unread.ts';
import { useMembers } from '../../api/organization.ts';
import css from './inbox.module.css';

const inboxQuery = infiniteQueryOptions({
  queryKey: [...INBOX, 'list'],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) =>
    read(api.GET('/notifications', { params: { query: { limit: 50, cursor: pageParam } }, signal })),
  getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
});

const WHAT: Record<string, { one: string; many: string }> = {
  'task-created': {
    one: 'was created, and is assigned to nobody',
    many: 'tasks were created, and are assigned to nobody',
  },
  'task-assigned': { one: 'was assigned to you', many: 'tasks were assigned to you' },
  'task-mentioned': { one: 'has a comment that mentions you', many: 'comments mention you' },
  'task-due': { one: 'is due tomorrow', many: 'tasks of yours are due tomorrow' },
  'task-changed': { one: 'has another status or due date', many: 'changes of tasks that you watch' },
  'task-commented': { one: 'has a new comment', many: 'new comments on tasks that you watch' },
  'task-reminder': { one: 'is what you wanted to be reminded of', many: 'reminders of yours' },
};

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
    <TextPage title="Inbox">
      {inbox.isError ? (
        <Failure error={inbox.error} reset={() => void inbox.refetch()} />
      ) : list.length === 0 && !inbox.isPending ? (
        <Empty title="Nothing new">Assignments, mentions and due dates of yours come here.</Empty>
      ) : (
        <>
          <div className={css['head']}>
            <span role="status">{formatNumber(unread)} unread</span>
            <Button
              size="compact-sm"
              variant="default"
              disabled={unread === 0 || !newest}
              loading={markAll.isPending}
              onClick={() => newest && markAll.mutate(newest.id)}
            >
              Mark all as read
            </Button>
          </div>
          <ul className={css['rows']} aria-busy={inbox.isPending} aria-label="Notifications">
            {list.map(({ id, kind, count, taskNumber, title, actorId, createdAt, readAt }) => (
              <li key={id} data-unread={readAt === null || undefined}>
                <span className={css['dot']} role="img" aria-label={readAt === null ? 'unread' : 'read'} />
                <div className={css['main']}>
                  {taskNumber === null ? (
                    <span>
                      {formatNumber(count)} {WHAT[kind]?.many}
                    </span>
                  ) : (
                    <span>
                      <Link
                        to="/tasks"
                        search={{ task: taskNumber }}
                        onClick={() => readAt === null && markRead.mutate(id)}
                      >
                        #{taskNumber} {title}
                      </Link>{' '}
                      {WHAT[kind]?.one}
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
                    Mark as read
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
              Show older ones
            </Button>
          )}
        </>
      )}
    </TextPage>
  );
}
