import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, read } from '../../api/client.ts';
import { leave } from '../../api/session.ts';
import { SESSIONS } from '../../texts/account.ts';
import { SETTINGS_TABS } from '../../texts/shell.ts';
import { fill } from '../../ui/fill.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { Failure } from '../../ui/states.tsx';
import { formatPast } from '../../ui/format.ts';
import { Time } from '../../ui/signs.tsx';
import { AccountPage } from './settings-pages.tsx';
import css from '../../ui/sections.module.css';

/** Where the user is signed in. */
export function SessionsPage() {
  const client = useQueryClient();
  const key = ['sessions'];
  const sessions = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => read(api.GET('/auth/sessions', { params: { query: { limit: 100 } }, signal })),
  });
  const end = useMutation({
    mutationFn: (id: string) => read(api.DELETE('/auth/sessions/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: key });
      notifyDone(SESSIONS.ended);
    },
    onError: notifyError,
  });
  const endAll = useMutation({
    mutationFn: () => read(api.DELETE('/auth/sessions', { params: { query: { endApiTokens: false } } })),
    onSuccess: () => leave(SESSIONS.endedAll),
    onError: notifyError,
  });
  return (
    <AccountPage title={SETTINGS_TABS.sessions}>
      <p className={css['lead']}>{SESSIONS.lead}</p>
      {sessions.isError ? (
        <Failure error={sessions.error} reset={() => void sessions.refetch()} />
      ) : (
        <ul className={css['rows']} aria-busy={sessions.isPending}>
          {sessions.data?.data.map(({ id, userAgent, ip, organization, lastUsedAt, isCurrent }) => (
            <li key={id}>
              <div className={css['main']}>
                <strong>{deviceOf(userAgent)}</strong>
                {isCurrent && <span className={css['badge']}>{SESSIONS.thisOne}</span>}
                <div className={css['dim']}>
                  {fill(SESSIONS.facts, {
                    organization: organization.name,
                    address: ip ?? SESSIONS.unknownAddress,
                    time: <Time at={lastUsedAt}>{formatPast(lastUsedAt)}</Time>,
                  })}
                </div>
              </div>
              {!isCurrent && (
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={end.isPending && end.variables === id}
                  onClick={() => end.mutate(id)}
                >
                  {SESSIONS.end}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <Button variant="default" c="var(--red)" loading={endAll.isPending} onClick={() => endAll.mutate()}>
        {SESSIONS.endAll}
      </Button>
    </AccountPage>
  );
}

/** The browser and system that a user agent names. */
export function deviceOf(userAgent: string | null): string {
  if (!userAgent) return SESSIONS.unknownDevice;
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(userAgent)?.[1];
  const system = /(Windows|Macintosh|Android|iPhone|iPad|Linux)/.exec(userAgent)?.[1];
  if (!browser) return userAgent.slice(0, 60);
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', Macintosh: 'macOS' };
  const nameOf = (found: string): string => names[found] ?? found;
  return system ? SESSIONS.device(nameOf(browser), nameOf(system)) : nameOf(browser);
}
