import {
  type InfiniteData,
  InfiniteQueryObserver,
  type InfiniteQueryObserverResult,
} from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { Task, TaskPage } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { formatNumber } from '../../ui/format.ts';
import type { TaskGroup } from './grouping.ts';
import { useGroups } from './use-groups.ts';
import { taskList } from './queries.ts';
import type { Grouping, TaskFilter } from './search.ts';
import type { TaskPages } from './task-cache.ts';

export type ListRow =
  { kind: 'task'; task: Task } | { kind: 'group'; group: TaskGroup; count: string; isOpen: boolean };

const NONE: ReadonlySet<string> = new Set();

/** Groups that are read together once the first one is there: many of them may be empty. */
const TOGETHER = 6;

type Result = InfiniteQueryObserverResult<InfiniteData<TaskPage>>;

const tasksIn = (pages?: InfiniteData<TaskPage>): Task[] => pages?.pages.flatMap(({ data }) => data) ?? [];
const pagesOf = ({ filter }: TaskGroup): TaskPages | undefined =>
  queries.getQueryData(taskList(filter).queryKey);

/** Whether a group has tasks that weren't read. */
const isUnread = (group: TaskGroup): boolean => pagesOf(group)?.pages.at(-1)?.nextCursor !== null;

const observe = ({ filter }: TaskGroup) => new InfiniteQueryObserver(queries, taskList(filter));

/**
 * The rows of a list, one group after the other: the next one is asked for when those before it are there. What is
 * folded away isn't read any further.
 * @param isKnown whether it is known yet what is listed: nothing is read before
 */
export function useTaskRows(filter: TaskFilter, grouping?: Grouping, isKnown = true) {
  const key = JSON.stringify([filter, grouping]);
  const {
    groups,
    isPending: isUngrouped,
    error: groupsError,
    retry: retryGroups,
  } = useGroups(filter, grouping);
  // Both belong to one list: another one begins anew.
  const [progress, setProgress] = useState({ key, started: 1, folded: NONE });
  const { started, folded } = progress.key === key ? progress : { started: 1, folded: NONE };
  const begun = useMemo(() => (isKnown ? groups.slice(0, started) : []), [isKnown, groups, started]);
  const results = useResults(begun);

  const read = useSame(results.map(({ data }) => data));
  const { rows, tasks } = useMemo(() => rowsOf(begun, read, folded), [begun, read, folded]);
  const open = results.filter((_result, index) => !folded.has(groups[index]?.key ?? ''));
  const next = open.find(({ hasNextPage }) => hasNextPage);
  const isLoading = results.some(({ isPending, isFetchingNextPage }) => isPending || isFetchingNextPage);
  const hasMore = next !== undefined || started < groups.length;
  const more = useCallback(async (): Promise<void> => {
    if (next) await next.fetchNextPage();
    else if (started < groups.length) setProgress({ key, started: started + TOGETHER, folded });
  }, [next, started, groups.length, key, folded]);
  // Groups in which nothing is have no row by which the list would ask for the next one.
  useEffect(() => {
    if (isKnown && rows.length === 0 && hasMore && !isLoading && !results[0]?.isError) void more();
  }, [isKnown, rows.length, hasMore, isLoading, results, more]);

  const [first] = results;
  const total = results.reduce((sum, { data }) => sum + (data?.pages[0]?.total ?? 0), 0);
  const isCapped =
    results.some(({ data }) => !data || data.pages[0]?.totalIsCapped) || started < groups.length;
  return {
    rows,
    /** Those of the rows, in their order. */
    tasks,
    total: first?.data?.pages[0]?.total === undefined ? undefined : { count: total, isCapped },
    isPending:
      !isKnown || isUngrouped || first?.isPending || (rows.length === 0 && hasMore && !first?.isError),
    error: groupsError ?? results.find(({ isError }) => isError)?.error ?? undefined,
    retry: (): void => {
      if (groupsError) retryGroups();
      results.forEach((result) => void (result.isError && result.refetch()));
    },
    hasMore,
    isLoading,
    more,
    /** Reads on in what isn't folded away. @returns what is there then */
    async readOn(): Promise<{ tasks: Task[]; hasMore: boolean }> {
      const unfolded = groups.filter((group) => !folded.has(group.key));
      const group = unfolded.find(isUnread);
      const result = group && (await observe(group).fetchNextPage());
      setProgress({ key, started: groups.length, folded });
      return {
        tasks: unfolded.flatMap((one) => tasksIn(pagesOf(one))),
        hasMore: !result?.isError && unfolded.some(isUnread),
      };
    },
    fold: (group: TaskGroup): void => {
      const other = new Set(folded);
      if (!other.delete(group.key)) other.add(group.key);
      setProgress({ key, started, folded: other });
    },
  };
}

/** What is known of each group, for as long as the list is there. */
function useResults(groups: TaskGroup[]): Result[] {
  const observers = useMemo(() => groups.map(observe), [groups]);
  const subscribe = useCallback(
    (notify: () => void) => {
      const stops = observers.map((observer) => observer.subscribe(notify));
      return () => stops.forEach((stop) => stop());
    },
    [observers],
  );
  const readResults = useMemo(() => {
    let last: Result[] = [];
    return (): Result[] => {
      const results = observers.map((observer) => observer.getCurrentResult());
      if (results.length !== last.length || results.some((result, index) => result !== last[index]))
        last = results;
      return last;
    };
  }, [observers]);
  return useSyncExternalStore(subscribe, readResults);
}

/** The same list for as long as its elements are the same: what is asked for changes nothing before it is there. */
function useSame<T>(list: T[]): T[] {
  const last = useRef(list);
  if (list.length !== last.current.length || list.some((one, index) => one !== last.current[index]))
    last.current = list;
  return last.current;
}

const rowsOfPages = new WeakMap<TaskPage, ListRow[]>();

/** The rows of a page are made once: a list of 100,000 has a thousand of them. */
function rowsOfPage(page: TaskPage): ListRow[] {
  const known = rowsOfPages.get(page);
  if (known) return known;
  const rows = page.data.map((task): ListRow => ({ kind: 'task', task }));
  rowsOfPages.set(page, rows);
  return rows;
}

/** Groups up to the first of which not all was read: what is behind it has its place only then. */
function rowsOf(
  groups: TaskGroup[],
  read: (InfiniteData<TaskPage> | undefined)[],
  folded: ReadonlySet<string>,
) {
  const rows: ListRow[] = [];
  const tasks: Task[] = [];
  for (const [index, group] of groups.entries()) {
    const pages = read[index]?.pages ?? [];
    const isOpen = !folded.has(group.key);
    const loaded = pages.reduce((sum, { data }) => sum + data.length, 0);
    if (group.label !== undefined && loaded > 0)
      rows.push({ kind: 'group', group, count: countOf(pages[0], loaded), isOpen });
    if (!isOpen) continue;
    for (const page of pages) {
      rows.push(...rowsOfPage(page));
      tasks.push(...page.data);
    }
    if (pages.at(-1)?.nextCursor !== null) break;
  }
  return { rows, tasks };
}

const countOf = (first: TaskPage | undefined, loaded: number): string =>
  `${formatNumber(first?.total ?? loaded)}${first?.totalIsCapped ? '+' : ''}`;
