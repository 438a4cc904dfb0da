import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef } from 'react';
import type { Task, TaskStatus } from '../../api/client.ts';
import { useLabelColors, useMembers } from '../../api/organization.ts';
import { STATUS } from '../../texts/common.ts';
import { EMPTY } from '../../texts/tasks.ts';
import { formatDue, formatNumber } from '../../ui/format.ts';
import { LabelTag } from '../../ui/label-tag.tsx';
import { Person, PrioritySign, StatusSign, Time } from '../../ui/signs.tsx';
import { Failure } from '../../ui/states.tsx';
import { taskList } from './queries.ts';
import type { TaskFilter } from './search.ts';
import { isOverdue } from './task-cache.ts';
import { TaskFacts } from './task-facts.tsx';
import css from './board.module.css';

export const STATUSES = Object.keys(STATUS) as TaskStatus[];
const CARD = 84;

interface ColumnProps {
  status: TaskStatus;
  filter: TaskFilter;
  openNumber?: number;
  isTarget: boolean;
  isClosed: boolean;
  mayMove: (task: Task) => boolean;
  onFocus: (number: number) => void;
  onDrag: (task?: Task) => void;
  onDrop: () => void;
  onMove: (task: Task, to: TaskStatus) => void;
  onOpen: (number: number) => void;
  onEdit: (number: number) => void;
}

/** The tasks of one status. */
export function BoardColumn({
  status,
  filter,
  openNumber,
  isTarget,
  isClosed,
  mayMove,
  onFocus,
  onDrag,
  onDrop,
  onMove,
  onOpen,
  onEdit,
}: ColumnProps) {
  const list = useInfiniteQuery(taskList({ ...filter, status: [status] }));
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list;
  const tasks = useMemo(() => list.data?.pages.flatMap(({ data }) => data) ?? [], [list.data]);
  const first = list.data?.pages[0];
  const scroll = useRef<HTMLDivElement>(null);
  const members = useMembers();
  const colors = useLabelColors();
  const keyAt = useCallback((index: number) => tasks[index]?.id ?? index, [tasks]);
  const cards = useVirtualizer({
    count: tasks.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => CARD,
    overscan: 6,
    getItemKey: keyAt,
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
    } else if (event.key === 'e') onEdit(task.number);
    else return;
    event.preventDefault();
  };

  return (
    <section
      className={css['column']}
      aria-label={STATUS[status]}
      data-status={status}
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
          <p className={css['none']}>{EMPTY.column}</p>
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
                    onFocus={() => onFocus(task.number)}
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
                      {task.dueAt && (
                        <span data-late={isOverdue(task) || undefined}>
                          <Time at={task.dueAt}>{formatDue(task.dueAt)}</Time>
                        </span>
                      )}
                      <TaskFacts task={task} />
                      {task.labels[0] && (
                        <span className={css['label']}>
                          <LabelTag name={task.labels[0]} color={colors.get(task.labels[0])} />
                        </span>
                      )}
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
