import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ACTIONS } from '../../texts/common.ts';
import { api, read } from '../../api/client.ts';
import { CALENDARS } from '../../texts/calendars.ts';
import { SETTINGS_TABS } from '../../texts/shell.ts';
import { useAction } from '../../ui/action.ts';
import { fill } from '../../ui/fill.tsx';
import { formatDay, formatPast } from '../../ui/format.ts';
import { Section, SureButton } from '../../ui/sections.tsx';
import { Time } from '../../ui/signs.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { type CalendarLink, calendarLinksQuery, NewCalendarLink } from '../tasks/calendar-link.tsx';
import { useFilterSentences } from '../tasks/use-filter-words.ts';
import { fromApiFilter } from '../tasks/view-filter.ts';
import { viewsQuery } from '../tasks/views.ts';
import { AccountPage } from './settings-pages.tsx';
import css from '../../ui/sections.module.css';

export function CalendarsPage() {
  const [isNew, setNew] = useState(false);
  return (
    <AccountPage title={SETTINGS_TABS.calendars} permission="account:manage" what={CALENDARS.what}>
      <p className={css['lead']}>{CALENDARS.lead}</p>
      {isNew ? (
        <NewLink onClose={() => setNew(false)} />
      ) : (
        <Button mb={24} onClick={() => setNew(true)}>
          {CALENDARS.new}
        </Button>
      )}
      <Links />
    </AccountPage>
  );
}

const MINE = 'mine';
const ALL = 'all';

function NewLink({ onClose }: { onClose: () => void }) {
  const views = useQuery(viewsQuery).data ?? [];
  const [tasks, setTasks] = useState(MINE);
  const filter = tasks === MINE ? { assigneeId: 'me' } : (views.find(({ id }) => id === tasks)?.filter ?? {});
  return (
    <Section title={CALENDARS.newTitle}>
      <div className={css['fields']}>
        <NativeSelect
          label={CALENDARS.tasks}
          value={tasks}
          data={[
            { value: MINE, label: CALENDARS.mine },
            { value: ALL, label: CALENDARS.all },
            ...views.map(({ id, name }) => ({ value: id, label: CALENDARS.ofView(name) })),
          ]}
          onChange={({ currentTarget }) => setTasks(currentTarget.value)}
        />
        <NewCalendarLink key={tasks} name="" filter={filter} onClose={onClose} />
      </div>
    </Section>
  );
}

function Links() {
  const links = useQuery(calendarLinksQuery);
  const list = links.data ?? [];
  const sentences = useFilterSentences(list.map(({ filter }) => fromApiFilter(filter)));
  const revoke = useAction(
    ({ id }: CalendarLink) => read(api.DELETE('/calendar-links/{id}', { params: { path: { id } } })),
    { refresh: [calendarLinksQuery.queryKey], done: ({ name }) => CALENDARS.revoked(name) },
  );
  if (links.isError) return <Failure error={links.error} reset={() => void links.refetch()} />;
  if (list.length === 0 && !links.isPending)
    return <Empty title={CALENDARS.empty}>{CALENDARS.emptyHint}</Empty>;
  return (
    <ul className={css['rows']} aria-busy={links.isPending} aria-label={CALENDARS.list}>
      {list.map((link, index) => (
        <li key={link.id}>
          <div className={css['main']}>
            <strong>{link.name}</strong> <code className={css['dim']}>{link.hint}…</code>
            <div className={css['dim']}>{sentences[index]}</div>
            <div className={css['dim']}>
              {fill(CALENDARS.created, {
                time: <Time at={link.createdAt}>{formatDay(link.createdAt)}</Time>,
              })}
              ,{' '}
              {link.lastUsedAt
                ? fill(CALENDARS.used, {
                    time: <Time at={link.lastUsedAt}>{formatPast(link.lastUsedAt)}</Time>,
                  })
                : CALENDARS.neverUsed}
            </div>
          </div>
          <SureButton
            label={ACTIONS.revoke}
            question={CALENDARS.revokeSure}
            isBusy={revoke.isPending && revoke.variables.id === link.id}
            onSure={() => revoke.mutate(link)}
          />
        </li>
      ))}
    </ul>
  );
}
