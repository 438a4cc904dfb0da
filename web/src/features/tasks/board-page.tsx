import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Task, TaskStatus } from '../../api/client.ts';
import { useCommands } from '../../ui/commands.ts';
import { notifyError } from '../../ui/notify.tsx';
import { ApiError } from '../../api/problem.ts';
import { Failure } from '../../ui/states.tsx';
import { STATUS } from '../../texts.ts';
import { formatDue, formatNumber } from '../../ui/format.ts';
import { PageBar } from '../../ui/page.tsx';
import { Person, PrioritySign, StatusSign, Time } from '../../ui/signs.tsx';
import { useMembers } from '../../api/organization.ts';
import { Filters } from './filters.tsx';
import { useMayWrite } from './may-write.ts';
import { taskList, useChangeTask } from './queries.ts';
import { filterOf, type TaskFilter, type TaskSearch } from './search.ts';
import { NEXT_STATUS } from './task-cache.ts';
import { TaskPanel } from './task-panel.tsx';
import css from './board.module.css';

const STATUSES = Object.keys(STATUS) as TaskStatus[];
const CARD = 84;

/** The tasks by status. A card goes where the rule lets it, by pointer or by the arrow keys with Alt. */
export function BoardPage() {
  const search = useSearch({ from: '/shell/board' });
  const { status, ...filter } = filterOf(search);
  const navigate = useNavigate();
  const words = useRef<HTMLInputElement>(null);
  const board = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<Task>();
  const change = useChangeTask();
  const mayWrite = useMayWrite();
  const commands = useMemo(
    () => [{ id: 'search', label: 'Search these tasks', keys: '/', run: () => words.current?.focus() }],
    [],
  );
  useCommands(commands);

  const open = (number?: number): void =>
    void navigate({
      to: '/board',
      search: (before: TaskSearch) => ({ ...before, task: number }),
      replace: true,
    });
  const move = (task: Task, to: TaskStatus): void => {
    if (task.status === to || !mayWrite.update(task)) return;
    if (NEXT_STATUS[task.status].includes(to))
      change.mutate({ task, changes: { status: to }, done: STATUS[to] });
    else notifyError(new ApiError(refusalOf(task, to)));
  };

  return (
    <div className={css['page']} data-panel={search.task !== undefined || undefined}>
      <section className={css['middle']} aria-label="Board">
        <PageBar title="Board" />
        <Filters
          filter={search.status ? { ...filter, status } : filter}
          words={words}
          onChange={(next) =>
            void navigate({ to: '/board', search: { ...next, task: search.task }, replace: true })
          }
        />
        <div className={css['columns']} ref={board}>
          {STATUSES.filter((one) => !status || status.includes(one)).map((one) => (
            <Column
              key={one}
              status={one}
              filter={filter}
              openNumber={search.task}
              isTarget={dragged !== undefined && NEXT_STATUS[dragged.status].includes(one)}
              isClosed={
                dragged !== undefined && dragged.status !== one && !NEXT_STATUS[dragged.status].includes(one)
              }
              mayMove={mayWrite.update}
              onDrag={setDragged}
              onDrop={() => dragged && move(dragged, one)}
              onMove={move}
              onOpen={open}
            />
          ))}
        </div>
      </section>
      {search.task !== undefined && (
        <TaskPanel
          key={search.task}
          number={search.task}
          onClose={() => {
            board.current?.querySelector<HTMLElement>(`[data-number="${search.task}"]`)?.focus();
            open();
          }}
        />
      )}
    </div>
  );
}

function refusalOf({ number, status }: Task, to: TaskStatus) {
  const legal = NEXT_STATUS[status].map((one) => STATUS[one]);
  return {
    status: 409,
    code: 'illegal-status-change',
    title: `#${number} can’t go from ${STATUS[status]} to ${STATUS[to]}`,
    detail: legal.length > 0 ? `Its next step is ${legal.join(' or ')}.` : 'It is done, and stays so.',
  };
}

interface ColumnProps {
  status: TaskStatus;
  filter: TaskFilter;
  openNumber?: number;
  isTarget: boolean;
  isClosed: boolean;
  mayMove: (task: Task) => boolean;
  onDrag: (task?: Task) => void;
  onDrop: () => void;
  onMove: (task: Task, to: TaskStatus) => void;
  onOpen: (number: number) => void;
}

function Column({
  status,
  filter,
  openNumber,
  isTarget,
  isClosed,
  mayMove,
  onDrag,
  onDrop,
  onMove,
  onOpen,
}: ColumnProps) {
  const list = useInfiniteQuery(taskList({ ...filter, status: [status] }));
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list;
  const tasks = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const first = list.data?.pages[0];
  const scroll = useRef<HTMLDivElement>(null);
  const members = useMembers();
  const cards = useVirtualizer({
    count: tasks.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => CARD,
    overscan: 6,
    getItemKey: (index) => tasks[index]?.id ?? index,
  });
  const last = cards.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= tasks.length - 20) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, last, tasks.length, fetchNextPage]);

  const press = (event: KeyboardEvent, task: Task, index: number): void => {
    const columns = STATUSES.indexOf(status);
    const sideways = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const along = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (event.ctrlKey || event.metaKey) return;
    if (sideways !== undefined && event.altKey) {
      const to = STATUSES[columns + sideways];
      if (to && mayMove(task)) onMove(task, to);
    } else if (sideways !== undefined) {
      const columnsShown = [...document.querySelectorAll(`.${css['column']}`)];
      const own = columnsShown.findIndex((column) => column.contains(event.currentTarget));
      columnsShown[own + sideways]?.querySelector<HTMLElement>('[data-number]')?.focus();
    } else if (along !== undefined) {
      const next = Math.max(0, Math.min(tasks.length - 1, index + along));
      cards.scrollToIndex(next);
      requestAnimationFrame(() =>
        scroll.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus(),
      );
    } else return;
    event.preventDefault();
  };

  return (
    <section
      className={css['column']}
      aria-label={STATUS[status]}
      data-target={isTarget || undefined}
      data-closed={isClosed || undefined}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
    >
      <h2>
        <StatusSign status={status} label={false} />
        {STATUS[status]}
        {first?.total !== undefined && (
          <span>
            {formatNumber(first.total)}
            {first.totalIsCapped && '+'}
          </span>
        )}
      </h2>
      <div className={css['cards']} ref={scroll} tabIndex={-1} aria-busy={list.isPending}>
        {list.isError ? (
          <Failure error={list.error} reset={() => void list.refetch()} />
        ) : tasks.length === 0 && !list.isPending ? (
          <p className={css['none']}>No task is here.</p>
        ) : (
          <div role="list" style={{ height: cards.getTotalSize(), position: 'relative' }}>
            {cards.getVirtualItems().map(({ index, start, key }) => {
              const task = tasks[index] as Task;
              return (
                <div
                  key={key}
                  role="listitem"
                  className={css['place']}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <button
                    type="button"
                    className={css['card']}
                    data-index={index}
                    data-number={task.number}
                    data-open={task.number === openNumber || undefined}
                    draggable={mayMove(task)}
                    onDragStart={(event) => {
                      event.dataTransfer.setData('text/plain', `#${task.number}`);
                      event.dataTransfer.effectAllowed = 'move';
                      onDrag(task);
                    }}
                    onDragEnd={() => onDrag(undefined)}
                    onClick={() => onOpen(task.number)}
                    onKeyDown={(event) => press(event, task, index)}
                  >
                    <span className={css['title']}>{task.title}</span>
                    <span className={css['facts']}>
                      <PrioritySign priority={task.priority} />
                      <span>#{task.number}</span>
                      {task.dueAt && <Time at={task.dueAt}>{formatDue(task.dueAt)}</Time>}
                      {task.labels[0] && <span className={css['label']}>{task.labels[0]}</span>}
                      {task.assigneeId && (
                        <span className={css['who']}>
                          <Person id={task.assigneeId} name={members.nameOf(task.assigneeId)} size={20} />
                        </span>
                      )}
                    </span>
                  </button>
                </div>
              );
            })}
          </div>
        )}
      </div>
    </section>
  );
}
