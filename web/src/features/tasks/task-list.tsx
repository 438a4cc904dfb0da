import { ChevronDownIcon } from '@radix-ui/react-icons';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, type RefObject, useCallback, useEffect, useMemo, useRef } from 'react';
import type { Task } from '../../api/client.ts';
import { type Names, useLabelColors } from '../../api/organization.ts';
import { queries } from '../../api/queries.ts';
import { LIST } from '../../texts/tasks.ts';
import { formatDue, formatPast } from '../../ui/format.ts';
import { LabelTag } from '../../ui/label-tag.tsx';
import { Person, PrioritySign, StatusSign, Time } from '../../ui/signs.tsx';
import type { TaskGroup } from './grouping.ts';
import { isFlashing } from './live-tasks.ts';
import { taskDetail } from './queries.ts';
import { NONE } from './search.ts';
import { isOverdue } from './task-cache.ts';
import { TaskFacts } from './task-facts.tsx';
import type { ListRow } from './use-task-rows.ts';
import groups from './groups.module.css';
import css from './tasks.module.css';

const ROW = 36;
/** Rows before the end at which the next page is asked for. */
const AHEAD = 40;

interface Props {
  grid: RefObject<HTMLDivElement | null>;
  rows: ListRow[];
  total?: number;
  active?: string;
  selected: ReadonlySet<string>;
  openNumber?: number;
  names: Names;
  hasMore: boolean;
  isLoadingMore: boolean;
  onMore: () => void;
  onFold: (group: TaskGroup) => void;
  onOpen: (task: Task) => void;
  onSelect: (task: Task, isRange: boolean) => void;
}

/** The rows that can be seen, of as many as there are. */
export function TaskList(props: Props) {
  const { grid, rows, total, active, selected, openNumber, names, hasMore, isLoadingMore, onMore } = props;
  const colors = useLabelColors();
  // Another function would have all rows measured again, at each step of scrolling.
  const keyAt = useCallback((index: number) => keyOf(rows[index]) ?? index, [rows]);
  const view = useVirtualizer({
    count: rows.length,
    getScrollElement: () => grid.current,
    estimateSize: () => ROW,
    overscan: 12,
    getItemKey: keyAt,
  });
  const items = view.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoadingMore && last >= rows.length - AHEAD) onMore();
  }, [hasMore, isLoadingMore, last, rows.length, onMore]);
  const index = useMemo(
    () => (active === undefined ? -1 : rows.findIndex((row) => keyOf(row) === active)),
    [active, rows],
  );
  useEffect(() => {
    if (index >= 0) view.scrollToIndex(index, { align: 'auto' });
  }, [index, view]);
  const handlers = useRef(props);
  handlers.current = props;

  return (
    <div
      ref={grid}
      className={css['list']}
      role="grid"
      aria-label={LIST.label}
      aria-rowcount={Math.max(total ?? 0, rows.length)}
      aria-multiselectable="true"
      aria-activedescendant={index >= 0 ? `task-${active}` : undefined}
      aria-busy={isLoadingMore}
      tabIndex={0}
    >
      <div
        role="rowgroup"
        className={css['rows']}
        style={{ height: view.getTotalSize() + (hasMore ? ROW : 0) }}
      >
        {items.map(({ index, start, key }) => {
          const row = rows[index] as ListRow;
          if (row.kind === 'group')
            return (
              <Heading key={key} row={row} index={index} top={start} onFold={() => props.onFold(row.group)} />
            );
          const { task } = row;
          return (
            <Row
              key={key}
              task={task}
              index={index}
              top={start}
              isActive={task.id === active}
              isOpen={task.number === openNumber}
              isSelected={selected.has(task.id)}
              assignee={task.assigneeId ? names.member(task.assigneeId) : undefined}
              project={names.project(task.projectId)}
              colors={colors}
              handlers={handlers}
            />
          );
        })}
      </div>
    </div>
  );
}

/** What a row is known by: the id of a task, and the value of a group. */
const keyOf = (row?: ListRow): string | undefined => (row?.kind === 'task' ? row.task.id : row?.group.key);

/** The heading of a group, which folds it away. */
function Heading({
  row: { group, count, isOpen },
  index,
  top,
  onFold,
}: {
  row: Extract<ListRow, { kind: 'group' }>;
  index: number;
  top: number;
  onFold: () => void;
}) {
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className={groups['heading']}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="gridcell">
        <button type="button" aria-expanded={isOpen} onClick={onFold}>
          <ChevronDownIcon aria-hidden />
          {group.status && <StatusSign status={group.status} label={false} />}
          {group.priority && <PrioritySign priority={group.priority} label={false} />}
          {group.assigneeId && group.assigneeId !== NONE && (
            <Person id={group.assigneeId} name={group.label ?? ''} size={18} label={false} />
          )}
          {group.label}
          <span className={groups['amount']}>{count}</span>
        </button>
      </span>
    </div>
  );
}

interface RowProps {
  task: Task;
  index: number;
  top: number;
  isActive: boolean;
  isOpen: boolean;
  isSelected: boolean;
  assignee?: string;
  project?: string;
  colors: ReadonlyMap<string, string>;
  handlers: RefObject<Props>;
}

const Row = memo(function Row({
  task,
  index,
  top,
  isActive,
  isOpen,
  isSelected,
  assignee,
  project,
  colors,
  handlers,
}: RowProps) {
  return (
    <div
      role="row"
      id={`task-${task.id}`}
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      className={css['row']}
      data-active={isActive || undefined}
      data-open={isOpen || undefined}
      data-flash={isFlashing(task.id) ? task.version : undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => {
        if (event.shiftKey || event.ctrlKey || event.metaKey) {
          handlers.current.onSelect(task, event.shiftKey);
          getSelection()?.removeAllRanges();
        } else handlers.current.onOpen(task);
      }}
      onPointerEnter={() => void queries.prefetchQuery({ ...taskDetail(task.number), staleTime: 30_000 })}
    >
      <span role="gridcell" className={css['check']}>
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={LIST.select(task.number)}
          checked={isSelected}
          onChange={() => undefined}
          onClick={(event) => {
            event.stopPropagation();
            handlers.current.onSelect(task, event.shiftKey);
          }}
        />
      </span>
      <span role="gridcell" className={css['sign']}>
        <PrioritySign priority={task.priority} />
      </span>
      <span role="gridcell" className={css['number']}>
        #{task.number}
      </span>
      <span role="gridcell" className={css['sign']}>
        <StatusSign status={task.status} />
      </span>
      <span role="gridcell" className={css['title']}>
        {task.title}
      </span>
      <span role="gridcell" className={css['facts']}>
        <TaskFacts task={task} />
      </span>
      <span role="gridcell" className={css['extras']}>
        {task.labels.slice(0, 3).map((label) => (
          <LabelTag key={label} name={label} color={colors.get(label)} />
        ))}
        {project && <LabelTag name={project} />}
      </span>
      <span role="gridcell" className={css['due']} data-late={isOverdue(task) || undefined}>
        {task.dueAt && <Time at={task.dueAt}>{formatDue(task.dueAt)}</Time>}
      </span>
      <span role="gridcell" className={css['sign']}>
        {task.assigneeId && assignee ? <Person id={task.assigneeId} name={assignee} /> : null}
      </span>
      <span role="gridcell" className={css['created']}>
        <Time at={task.createdAt}>{formatPast(task.createdAt)}</Time>
      </span>
    </div>
  );
});
