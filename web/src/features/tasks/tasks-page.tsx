import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import type { TaskChanges } from '../../api/client.ts';
import { useNames } from '../../api/organization.ts';
import { LIST, PAGES } from '../../texts/tasks.ts';
import { Failure } from '../../ui/states.tsx';
import { onceReachable } from '../../ui/once-reachable.ts';
import { formatNumber } from '../../ui/format.ts';
import { notifyRefusal } from '../../ui/notify.tsx';
import { PageBar } from '../../ui/page.tsx';
import { type BulkOutcome, changeMany, deleteMany } from './bulk.ts';
import { CreateButton } from './create-button.tsx';
import type { Field } from './fields.tsx';
import { Filters } from './filters.tsx';
import { Loading, NoTasks, NoView } from './list-states.tsx';
import { useMayWrite } from './may-write.ts';
import { useChangeTask } from './queries.ts';
import { isFiltered, OPEN, type TaskFilter, type TaskSearch } from './search.ts';
import { SelectionBar } from './selection-bar.tsx';
import { TaskList } from './task-list.tsx';
import { FieldDialog, TaskPanel, usePanelSoon } from './lazy-panel.tsx';
import { useListKeys } from './use-list-keys.ts';
import { useSelection } from './use-selection.ts';
import { useTaskRows } from './use-task-rows.ts';
import { searchOf } from './view-filter.ts';
import { ViewTools } from './view-tools.tsx';
import { type ShownList, useShownList } from './views.ts';
import css from './tasks.module.css';

export function TasksPage() {
  const search = useSearch({ from: '/shell/tasks' });
  const shown = useShownList(search);
  return <Page title={PAGES.tasks} path="/tasks" search={search} shown={shown} />;
}

/** What is mine and not done: what is overdue comes first. */
export function MyWorkPage() {
  const search = useSearch({ from: '/shell/my-work' });
  // A view says whose tasks it lists: it is none of this page.
  const shown = useShownList({ ...search, view: undefined });
  const { filter } = shown;
  return (
    <Page
      title={PAGES.myWork}
      path="/my-work"
      search={search}
      shown={shown}
      fixed={{
        assignee: 'me',
        status: filter.status ?? OPEN,
        sort: filter.sort ?? 'dueAt',
      }}
    />
  );
}

const loadBulkRefusals = onceReachable(() => import('./bulk-refusals.tsx'));
const BulkRefusals = lazy(async () => ({ default: (await loadBulkRefusals()).BulkRefusals }));

interface PageProps {
  title: string;
  path: '/tasks' | '/my-work';
  search: TaskSearch;
  shown: ShownList;
  fixed?: TaskFilter;
}

function Page({ title, path, search, shown, fixed }: PageProps) {
  const { filter, view } = shown;
  const navigate = useNavigate();
  usePanelSoon();
  // The same object for the same list, so that nothing below is drawn again.
  const key = JSON.stringify({ ...filter, group: undefined, ...fixed });
  const asked = useMemo(() => JSON.parse(key) as TaskFilter, [key]);
  const list = useTaskRows(asked, filter.group, shown.isKnown);
  const { tasks, rows, total } = list;
  const mayWrite = useMayWrite();
  const names = useNames();
  const change = useChangeTask();
  const words = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string>();
  const selection = useSelection();
  const [picking, setPicking] = useState<Field>();
  const [outcome, setOutcome] = useState<BulkOutcome>();

  // Without one of its own, the keys are about the task that is open.
  const index = tasks.findIndex(({ id, number }) => (active ? id === active : number === search.task));
  const current = tasks[index];
  const chosen =
    selection.ids.size > 0 ? tasks.filter(({ id }) => selection.ids.has(id)) : current ? [current] : [];
  const open = (number?: number): void =>
    void navigate({
      to: path,
      search: (before: TaskSearch) => ({ ...before, task: number }),
      replace: true,
    });
  const step = (by: number): void => {
    const next = tasks[Math.max(0, Math.min(tasks.length - 1, index < 0 ? 0 : index + by))];
    if (!next) return;
    setActive(next.id);
    if (search.task !== undefined) open(next.number);
  };
  const apply = (changes: TaskChanges, done: string): void => {
    if (picking !== 'labels') setPicking(undefined);
    const [only] = chosen;
    if (chosen.length > 1) {
      setPicking(undefined);
      void changeMany(chosen, changes, done, setOutcome).then(selection.clear);
    } else if (only) change.mutate({ task: only, changes, done });
  };

  useListKeys(grid, {
    current,
    hasSelection: selection.ids.size > 0,
    search: () => words.current?.focus(),
    canPick: mayWrite.canUpdate,
    pick: (field) => {
      if (chosen.length === 0) return;
      if (chosen.every(mayWrite.update)) setPicking(field);
      else notifyRefusal(LIST.notYours, mayWrite.reason);
    },
    step,
    open,
    close: () => open(),
    toggle: selection.toggle,
    selectAll: () => void selection.selectAll(list),
    clearSelection: selection.clear,
  });

  const show = (next: TaskSearch): void => {
    selection.clear();
    void navigate({ to: path, search: { ...next, task: search.task }, replace: true });
  };
  const filterBy = (next: TaskFilter): void => show(searchOf(next, shown.viewId, view));
  const close = (): void => {
    open();
    grid.current?.focus();
  };

  return (
    <div className={css['page']} data-panel={search.task !== undefined || undefined}>
      <section className={css['middle']} aria-label={title}>
        <PageBar
          title={view?.name ?? title}
          count={total && `${formatNumber(total.count)}${total.isCapped ? '+' : ''}`}
        >
          <ViewTools list={{ ...filter, ...fixed }} shown={shown} path={path} onShow={show} />
          <CreateButton />
        </PageBar>
        <Filters
          filter={filter}
          isMine={fixed !== undefined}
          defaultSort={fixed ? 'dueAt' : undefined}
          isGroupable
          words={words}
          onChange={filterBy}
        />
        {shown.isMissing ? (
          <NoView />
        ) : shown.error ? (
          <Failure error={shown.error} reset={shown.retry} />
        ) : list.isPending ? (
          <Loading />
        ) : list.error && rows.length === 0 ? (
          <Failure error={list.error} reset={list.retry} />
        ) : rows.length === 0 ? (
          <NoTasks
            isFiltered={isFiltered(filter)}
            isMine={fixed !== undefined}
            onClear={() => filterBy({ group: filter.group, sort: filter.sort })}
          />
        ) : (
          <TaskList
            grid={grid}
            rows={rows}
            total={total?.count}
            active={active}
            selected={selection.ids}
            openNumber={search.task}
            names={names}
            hasMore={list.hasMore}
            isLoadingMore={list.isLoading}
            onMore={() => void list.more()}
            onFold={list.fold}
            onOpen={(task) => {
              setActive(task.id);
              open(task.number);
            }}
            onSelect={(task, isRange) => {
              if (isRange && index >= 0) {
                const other = tasks.findIndex(({ id }) => id === task.id);
                selection.add(tasks.slice(Math.min(index, other), Math.max(index, other) + 1));
              } else selection.toggle(task.id);
              setActive(task.id);
            }}
          />
        )}
        {outcome && outcome.refusals.length > 0 && (
          <Suspense>
            <BulkRefusals
              outcome={outcome}
              onOpen={open}
              onSelect={(refused) => {
                selection.select(refused);
                setOutcome(undefined);
              }}
              onClose={() => setOutcome(undefined)}
            />
          </Suspense>
        )}
        {selection.ids.size > 0 && (
          <SelectionBar
            tasks={chosen}
            mayChange={chosen.every(mayWrite.update)}
            mayDelete={chosen.every(mayWrite.remove)}
            reason={mayWrite.reason}
            onPick={setPicking}
            onDelete={() => void deleteMany(chosen, setOutcome).then(selection.clear)}
            onDone={selection.clear}
          />
        )}
      </section>
      {search.task !== undefined && <TaskPanel key={search.task} number={search.task} onClose={close} />}
      <FieldDialog field={picking} tasks={chosen} onPick={apply} onClose={() => setPicking(undefined)} />
    </div>
  );
}
