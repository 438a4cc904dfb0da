import { Button, Modal } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Task, TaskChanges } from '../../api/client.ts';
import { useCommands } from '../../ui/commands.ts';
import { Empty, Failure } from '../../ui/states.tsx';
import { formatNumber } from '../../ui/format.ts';
import { PageBar } from '../../ui/page.tsx';
import { useMay, useMembers, useProjects } from '../../api/organization.ts';
import { changeMany, deleteMany } from './bulk.ts';
import { type Field, FIELD_NAMES, FieldPicker } from './fields.tsx';
import { Filters } from './filters.tsx';
import { useMayWrite } from './may-write.ts';
import { taskList, useChangeTask } from './queries.ts';
import { filterOf, isFiltered, type TaskFilter, type TaskSearch } from './search.ts';
import { TaskList } from './task-list.tsx';
import { TaskPanel } from './task-panel.tsx';
import css from './tasks.module.css';

export function TasksPage() {
  const search = useSearch({ from: '/shell/tasks' });
  return <Page title="Tasks" path="/tasks" search={search} filter={filterOf(search)} />;
}

/** What is mine and not done: what is overdue comes first. */
export function MyWorkPage() {
  const search = useSearch({ from: '/shell/my-work' });
  const filter = filterOf(search);
  return (
    <Page
      title="My work"
      path="/my-work"
      search={search}
      filter={filter}
      fixed={{
        assignee: 'me',
        status: filter.status ?? ['CREATED', 'IN_PROGRESS'],
        sort: filter.sort ?? 'dueAt',
      }}
    />
  );
}

interface PageProps {
  title: string;
  path: '/tasks' | '/my-work';
  search: TaskSearch;
  filter: TaskFilter;
  fixed?: TaskFilter;
}

/** Tasks that one press of Ctrl-A selects, at most. */
const MOST_SELECTED = 2000;

const KEYS: [Field, string][] = [
  ['status', 's'],
  ['assigneeId', 'a'],
  ['priority', 'p'],
  ['labels', 'l'],
  ['dueAt', 'd'],
];

function Page({ title, path, search, filter, fixed }: PageProps) {
  const navigate = useNavigate();
  // The same object for the same list, so that nothing below is drawn again.
  const key = JSON.stringify({ ...filter, ...fixed });
  const asked = useMemo(() => JSON.parse(key) as TaskFilter, [key]);
  const list = useInfiniteQuery(taskList(asked));
  const pages = list.data?.pages;
  const tasks = useMemo(() => pages?.flatMap(({ data }) => data) ?? [], [pages]);
  const first = pages?.[0];
  const may = useMay();
  const mayWrite = useMayWrite();
  const members = useMembers();
  const projects = useProjects();
  const change = useChangeTask();
  const words = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string>();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [picking, setPicking] = useState<Field>();

  // Without one of its own, the keys are about the task that is open.
  const index = tasks.findIndex(({ id, number }) => (active ? id === active : number === search.task));
  const current = tasks[index];
  const chosen = selected.size > 0 ? tasks.filter(({ id }) => selected.has(id)) : current ? [current] : [];
  const open = useCallback(
    (number?: number) =>
      void navigate({
        to: path,
        search: (before: TaskSearch) => ({ ...before, task: number }),
        replace: true,
      }),
    [navigate, path],
  );
  const step = (by: number): void => {
    const next = tasks[Math.max(0, Math.min(tasks.length - 1, index < 0 ? 0 : index + by))];
    if (!next) return;
    setActive(next.id);
    if (search.task !== undefined) open(next.number);
  };
  const { fetchNextPage, hasNextPage } = list;
  /** All that match, as far as they can be changed in a few requests. */
  const selectAll = async (): Promise<void> => {
    setSelected(new Set(tasks.map(({ id }) => id)));
    let loaded = tasks;
    for (let more = hasNextPage; more && loaded.length < MOST_SELECTED;) {
      const next = await fetchNextPage();
      loaded = next.data?.pages.flatMap(({ data }) => data) ?? loaded;
      more = next.hasNextPage && !next.isError;
      setSelected(new Set(loaded.map(({ id }) => id)));
    }
  };
  const toggle = (id: string): void => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  };
  const apply = (changes: TaskChanges, done: string): void => {
    if (picking !== 'labels' || chosen.length > 1) setPicking(undefined);
    const [only] = chosen;
    if (chosen.length > 1) void changeMany(chosen, changes, done).then(() => setSelected(new Set()));
    else if (only) change.mutate({ task: only, changes, done });
  };

  // The commands see what is there when they are run.
  const now = useRef({ step, chosen, current, toggle, selected, selectAll, mayWrite });
  now.current = { step, chosen, current, toggle, selected, selectAll, mayWrite };
  const commands = useMemo(
    () => [
      { id: 'search', label: 'Search these tasks', keys: '/', run: () => words.current?.focus() },
      ...KEYS.map(([field, keys]) => ({
        id: `pick-${field}`,
        label: `Change the ${FIELD_NAMES[field].toLowerCase()}`,
        keys,
        run: () => {
          const { chosen, mayWrite } = now.current;
          if (chosen.length > 0 && chosen.every(mayWrite.update)) setPicking(field);
        },
      })),
    ],
    [],
  );
  useCommands(commands);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { target } = event;
      const isInGrid = target === document.body || grid.current?.contains(target as Node);
      if (event.defaultPrevented || !isInGrid || document.querySelector('[role=dialog]')) return;
      const { step, current, toggle, selected, selectAll } = now.current;
      const isAll = event.key === 'a' && (event.ctrlKey || event.metaKey);
      if (isAll) void selectAll();
      else if (event.ctrlKey || event.metaKey || event.altKey) return;
      else if (event.key === 'j' || event.key === 'ArrowDown') step(1);
      else if (event.key === 'k' || event.key === 'ArrowUp') step(-1);
      else if (event.key === 'Enter' && current) open(current.number);
      else if (event.key === 'x' && current) toggle(current.id);
      else if (event.key === 'e' && current) {
        open(current.number);
        setTimeout(() => document.getElementById('task-title')?.focus(), 60);
      } else if (event.key === 'Escape' && selected.size > 0) setSelected(new Set());
      else if (event.key === 'Escape') open();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [open]);

  const filterBy = (next: TaskFilter): void => {
    setSelected(new Set());
    void navigate({ to: path, search: { ...next, task: search.task }, replace: true });
  };
  const total = first?.total;
  const isNarrowed = isFiltered(filter);
  const close = (): void => {
    open();
    grid.current?.focus();
  };

  return (
    <div className={css['page']} data-panel={search.task !== undefined || undefined}>
      <section className={css['middle']} aria-label={title}>
        <PageBar
          title={title}
          count={total !== undefined && `${formatNumber(total)}${first?.totalIsCapped ? '+' : ''}`}
        />
        <Filters
          filter={filter}
          isMine={fixed !== undefined}
          defaultSort={fixed ? 'dueAt' : undefined}
          words={words}
          onChange={filterBy}
        />
        {list.isPending ? (
          <Loading />
        ) : list.isError && tasks.length === 0 ? (
          <Failure error={list.error} reset={() => void list.refetch()} />
        ) : tasks.length === 0 ? (
          isNarrowed ? (
            <Empty
              title="No task is like that"
              action={
                <Button variant="default" onClick={() => filterBy({})}>
                  Clear the filters
                </Button>
              }
            >
              Take a filter away, or search for other words.
            </Empty>
          ) : fixed ? (
            <Empty title="Nothing waits for you">
              Tasks that are assigned to you and not done are listed here.
            </Empty>
          ) : (
            <Empty title="No tasks yet">
              {may('task:create')
                ? 'Press C to create the first one.'
                : 'Whoever may create tasks will fill this list.'}
            </Empty>
          )
        ) : (
          <TaskList
            grid={grid}
            tasks={tasks}
            total={total}
            active={active}
            selected={selected}
            openNumber={search.task}
            names={{ member: members.nameOf, project: projects.nameOf }}
            hasMore={list.hasNextPage}
            isLoadingMore={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            onOpen={(task) => {
              setActive(task.id);
              open(task.number);
            }}
            onSelect={(task, isRange) => {
              if (isRange && index >= 0) {
                const other = tasks.findIndex(({ id }) => id === task.id);
                const range = tasks.slice(Math.min(index, other), Math.max(index, other) + 1);
                setSelected(new Set([...selected, ...range.map(({ id }) => id)]));
              } else toggle(task.id);
              setActive(task.id);
            }}
          />
        )}
        {selected.size > 0 && (
          <Selection
            tasks={chosen}
            mayChange={chosen.every(mayWrite.update)}
            mayDelete={chosen.every(mayWrite.remove)}
            onPick={setPicking}
            onDone={() => setSelected(new Set())}
          />
        )}
      </section>
      {search.task !== undefined && <TaskPanel key={search.task} number={search.task} onClose={close} />}
      <Modal
        opened={picking !== undefined && chosen.length > 0}
        onClose={() => setPicking(undefined)}
        withCloseButton={false}
        padding={0}
        size={420}
        attributes={{ content: { 'aria-label': picking && FIELD_NAMES[picking] } }}
      >
        {picking && (
          <FieldPicker field={picking} value={chosen.length === 1 ? chosen[0] : undefined} onPick={apply} />
        )}
      </Modal>
    </div>
  );
}

function Selection({
  tasks,
  mayChange,
  mayDelete,
  onPick,
  onDone,
}: {
  tasks: Task[];
  mayChange: boolean;
  mayDelete: boolean;
  onPick: (field: Field) => void;
  onDone: () => void;
}) {
  return (
    <div className={css['selection']} role="toolbar" aria-label="Selected tasks">
      <span role="status">{formatNumber(tasks.length)} selected</span>
      {mayChange &&
        (['status', 'priority', 'assigneeId', 'projectId', 'dueAt'] as const).map((field) => (
          <Button key={field} size="compact-sm" variant="default" onClick={() => onPick(field)}>
            {FIELD_NAMES[field]}
          </Button>
        ))}
      {mayDelete && (
        <Button
          size="compact-sm"
          variant="default"
          c="var(--red)"
          onClick={() => void deleteMany(tasks).then(onDone)}
        >
          Delete
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" onClick={onDone}>
        Cancel
      </Button>
    </div>
  );
}

/** Rows as they will be, so that nothing jumps. They show only where the answer takes longer than a blink. */
function Loading() {
  return (
    <div className={css['loading']} role="status" aria-label="Loading the tasks">
      {Array.from({ length: 12 }, (_row, row) => (
        <div
          key={row}
          className={css['ghost']}
          style={{ '--width': `${30 + ((row * 37) % 45)}%` } as React.CSSProperties}
        />
      ))}
    </div>
  );
}
