import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ActivityEntry } from '../../api/client.ts';
import { useEvents } from '../../api/live.ts';
import { useMembers } from '../../api/organization.ts';
import { useRefresh } from '../../api/refresh.ts';
import { ACTIVITY_LOG, ACTIVITY_FILTER } from '../../texts/activity.ts';
import { ACTIONS, CHANGE_SUBJECTS } from '../../texts/common.ts';
import { NAVIGATION } from '../../texts/shell.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { TextPage } from '../../ui/page.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { Entry } from './entry.tsx';
import { ACTIVITY, activityList, learnName } from './queries.ts';
import { type ActivitySearch, type Kind } from './search.ts';
import { useVerification, Verification } from './verification.tsx';
import css from './activity.module.css';

export function ActivityPage() {
  return (
    <Guarded title={NAVIGATION.activity} permission="activity:read" why={ACTIVITY_LOG.why}>
      <Activity />
    </Guarded>
  );
}

/** Milliseconds from a change to the reading of the log: what comes within them is read once. */
const GATHERING = 300;

function Activity() {
  const search = useSearch({ from: '/shell/activity' });
  const navigate = useNavigate();
  const [isFollowing, setFollowing] = useState(true);
  useEvents(learnName);
  useRefresh(ACTIVITY, () => isFollowing, GATHERING);
  const log = useInfiniteQuery(activityList(search));
  const entries = useMemo(() => unique(log.data?.pages.flatMap(({ data }) => data) ?? []), [log.data]);
  const check = useVerification();
  // What came while the page was open flashes once.
  const newest = entries[0]?.sequence;
  const seen = useRef<number>(undefined);
  const before = seen.current;
  useEffect(() => {
    seen.current = newest;
  }, [newest]);
  const filterBy = (change: ActivitySearch): void => {
    seen.current = undefined;
    void navigate({
      to: '/activity',
      search: (old: ActivitySearch) =>
        Object.fromEntries(Object.entries({ ...old, ...change }).filter(([, value]) => value)),
      replace: true,
    });
  };
  const isFiltered = Object.keys(search).length > 0;
  return (
    <TextPage
      title={NAVIGATION.activity}
      tools={
        <Button size="xs" variant="default" loading={check.isPending} onClick={() => check.mutate()}>
          {ACTIVITY_LOG.verify}
        </Button>
      }
    >
      <Verification check={check} />
      <Filter search={search} onChange={filterBy}>
        <Switch
          size="xs"
          label={ACTIVITY_LOG.follow}
          checked={isFollowing}
          onChange={({ currentTarget }) => {
            setFollowing(currentTarget.checked);
            if (currentTarget.checked) void log.refetch();
          }}
        />
      </Filter>
      {log.isError && entries.length === 0 ? (
        <Failure error={log.error} reset={() => void log.refetch()} />
      ) : entries.length === 0 && !log.isPending ? (
        isFiltered ? (
          <Empty
            title={ACTIVITY_LOG.emptyFiltered}
            action={
              <Button
                variant="default"
                onClick={() => void navigate({ to: '/activity', search: {}, replace: true })}
              >
                {ACTIVITY_LOG.clearFilters}
              </Button>
            }
          />
        ) : (
          <Empty title={ACTIVITY_LOG.empty}>{ACTIVITY_LOG.emptyDetail}</Empty>
        )
      ) : (
        <ol className={css['log']} aria-label={ACTIVITY_LOG.list} aria-busy={log.isPending}>
          {entries.map((entry) => (
            <Entry
              key={entry.sequence}
              entry={entry}
              isNew={before !== undefined && entry.sequence > before}
            />
          ))}
        </ol>
      )}
      {log.hasNextPage && (
        <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {ACTIONS.showOlder}
        </Button>
      )}
    </TextPage>
  );
}

/** While the log grows, pages can overlap. */
function unique(entries: ActivityEntry[]): ActivityEntry[] {
  return [...new Map(entries.map((entry) => [entry.sequence, entry])).values()];
}

function Filter({
  search: { kind, actor, from, to },
  onChange,
  children,
}: {
  search: ActivitySearch;
  onChange: (change: ActivitySearch) => void;
  children: React.ReactNode;
}) {
  const members = useMembers();
  return (
    <div className={css['filter']} role="search" aria-label={ACTIVITY_FILTER.label}>
      <NativeSelect
        size="xs"
        aria-label={ACTIVITY_FILTER.what}
        value={kind ?? ''}
        data={[
          { value: '', label: ACTIVITY_FILTER.allChanges },
          ...Object.entries({ ...CHANGE_SUBJECTS, deletions: ACTIVITY_FILTER.deletions }).map(
            ([value, label]) => ({ value, label }),
          ),
        ]}
        onChange={({ currentTarget }) => onChange({ kind: (currentTarget.value || undefined) as Kind })}
      />
      <NativeSelect
        size="xs"
        aria-label={ACTIVITY_FILTER.who}
        value={actor ?? ''}
        data={[
          { value: '', label: ACTIVITY_FILTER.allMembers },
          ...members.list.map(({ userId, name }) => ({ value: userId, label: name })),
        ]}
        onChange={({ currentTarget }) => onChange({ actor: currentTarget.value || undefined })}
      />
      <TextInput
        size="xs"
        type="date"
        aria-label={ACTIVITY_FILTER.from}
        leftSection={<span className={css['day']}>{ACTIVITY_FILTER.from}</span>}
        leftSectionWidth={60}
        w={168}
        value={from ?? ''}
        onChange={({ currentTarget }) => onChange({ from: currentTarget.value || undefined })}
      />
      <TextInput
        size="xs"
        type="date"
        aria-label={ACTIVITY_FILTER.to}
        leftSection={<span className={css['day']}>{ACTIVITY_FILTER.to}</span>}
        leftSectionWidth={60}
        w={168}
        value={to ?? ''}
        onChange={({ currentTarget }) => onChange({ to: currentTarget.value || undefined })}
      />
      {children}
    </div>
  );
}
