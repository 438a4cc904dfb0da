import { Popover, UnstyledButton } from '@mantine/core';
import { EyeOpenIcon } from '@radix-ui/react-icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, read, type Task } from '../../api/client.ts';
import { useMay, useMembers } from '../../api/organization.ts';
import { WATCH_REASON, WATCHERS } from '../../texts/task.ts';
import { formatNumber } from '../../ui/format.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { Person } from '../../ui/signs.tsx';
import { watcherList } from './related-queries.ts';
import field from './field-button.module.css';
import css from './watchers.module.css';

/** How many are shown by their sign. */
const SHOWN = 5;

/** Who is told of what happens to a task, and a button to be one of them. */
export function Watchers({ task }: { task: Task }) {
  const query = watcherList(task.number);
  const { data } = useQuery(query);
  const client = useQueryClient();
  const members = useMembers();
  const mayWatch = useMay()('notification:manage');
  const isWatching = data?.isWatching ?? false;
  const set = useMutation({
    mutationFn: async (watches: boolean): Promise<void> => {
      const call = { params: { path: { id: task.id } } };
      if (watches) await read(api.PUT('/tasks/{id}/watchers/me', call));
      else await read(api.DELETE('/tasks/{id}/watchers/me', call));
    },
    onMutate: (watches) =>
      client.setQueryData(query.queryKey, (shown) => shown && { ...shown, isWatching: watches }),
    onSuccess: (_nothing, watches) => notifyDone(watches ? WATCHERS.watching : WATCHERS.notWatching),
    onError: notifyError,
    onSettled: () => client.invalidateQueries({ queryKey: query.queryKey }),
  });
  const { list: watchers, total } = { list: data?.data ?? [], total: data?.total ?? 0 };
  return (
    <div className={css['watchers']} aria-busy={data === undefined}>
      {total > 0 ? (
        <Popover position="bottom-start" trapFocus returnFocus>
          <Popover.Target>
            <UnstyledButton
              className={field['value']}
              aria-label={`${WATCHERS.field}: ${WATCHERS.list(total)}`}
              aria-haspopup="dialog"
            >
              <EyeOpenIcon aria-hidden />
              <span className={css['people']}>
                {watchers.slice(0, SHOWN).map(({ userId }) => (
                  <Person key={userId} id={userId} name={members.nameOf(userId)} size={20} label={false} />
                ))}
              </span>
              {total > SHOWN && <span className={field['faint']}>+{formatNumber(total - SHOWN)}</span>}
            </UnstyledButton>
          </Popover.Target>
          <Popover.Dropdown p={0}>
            <ul className={css['list']} tabIndex={0} aria-label={WATCHERS.list(total)}>
              {watchers.map(({ userId, reason }) => (
                <li key={userId}>
                  <Person id={userId} name={members.nameOf(userId)} size={20} label={false} />
                  <span className={css['name']}>{members.nameOf(userId)}</span>
                  <span className={css['reason']}>{WATCH_REASON[reason]}</span>
                </li>
              ))}
            </ul>
          </Popover.Dropdown>
        </Popover>
      ) : (
        <div className={field['value']}>
          <EyeOpenIcon aria-hidden />
          <span className={field['faint']}>{data && WATCHERS.none}</span>
        </div>
      )}
      {mayWatch && data && (
        <UnstyledButton
          className={css['toggle']}
          disabled={set.isPending}
          onClick={() => set.mutate(!isWatching)}
        >
          {isWatching ? WATCHERS.unwatch : WATCHERS.watch}
        </UnstyledButton>
      )}
    </div>
  );
}
