import { Checkbox } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, read } from '../../api/client.ts';
import { NOTIFICATION_KINDS, NOTIFICATION_SETTINGS } from '../../texts/account.ts';
import { useAction } from '../../ui/action.ts';
import { Failure } from '../../ui/states.tsx';
import { preferencesQuery } from './queries.ts';
import { AccountPage } from './settings-pages.tsx';
import { SETTINGS_TABS } from '../../texts/shell.ts';
import css from '../../ui/sections.module.css';

type Kind = keyof typeof NOTIFICATION_KINDS;
type Channel = 'inbox' | 'email';

export function NotificationsPage() {
  return (
    <AccountPage
      title={SETTINGS_TABS.notifications}
      permission="notification:manage"
      what={NOTIFICATION_SETTINGS.why}
    >
      <Preferences />
    </AccountPage>
  );
}

function Preferences() {
  const client = useQueryClient();
  const preferences = useQuery(preferencesQuery);
  const save = useAction(
    (change: { kind: Kind; channel: Channel; isOn: boolean }) => {
      const data = (client.getQueryData(preferencesQuery.queryKey)?.data ?? []).map((one) =>
        one.kind === change.kind ? { ...one, [change.channel]: change.isOn } : one,
      );
      client.setQueryData(preferencesQuery.queryKey, { data });
      return read(api.PUT('/notifications/preferences', { body: { data } }));
    },
    { refresh: [preferencesQuery.queryKey] },
  );
  if (preferences.isError)
    return <Failure error={preferences.error} reset={() => void preferences.refetch()} />;
  return (
    <>
      <p className={css['lead']}>{NOTIFICATION_SETTINGS.lead}</p>
      <div className={css['table']} aria-busy={preferences.isPending}>
        <table>
          <thead>
            <tr>
              <th scope="col">{NOTIFICATION_SETTINGS.when}</th>
              <th scope="col">{NOTIFICATION_SETTINGS.inbox}</th>
              <th scope="col">{NOTIFICATION_SETTINGS.mail}</th>
            </tr>
          </thead>
          <tbody>
            {(Object.keys(NOTIFICATION_KINDS) as Kind[]).map((kind) => {
              const set = preferences.data?.data.find((one) => one.kind === kind);
              return (
                <tr key={kind}>
                  <td>{NOTIFICATION_KINDS[kind]}</td>
                  {(['inbox', 'email'] as const).map((channel) => (
                    <td key={channel}>
                      <Checkbox
                        aria-label={NOTIFICATION_SETTINGS.boxes[channel](NOTIFICATION_KINDS[kind])}
                        disabled={!set}
                        checked={set?.[channel] ?? false}
                        onChange={({ currentTarget }) =>
                          save.mutate({ kind, channel, isOn: currentTarget.checked })
                        }
                      />
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
