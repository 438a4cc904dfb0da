import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Task, TaskChanges, TaskStatus } from '../../api/client.ts';
import { notifyError, notifyRefusal } from '../../ui/notify.tsx';
import { ApiError } from '../../api/problem.ts';
import { STATUS } from '../../texts/common.ts';
import { PageBar } from '../../ui/page.tsx';
import { BoardColumn, STATUSES } from './board-column.tsx';
import { FieldDialog } from './field-dialog.tsx';
import type { Field } from './fields.tsx';
import { Filters } from './filters.tsx';
import { useMayWrite } from './may-write.ts';
import { refusalOf } from './moves.ts';
import { findTask, useChangeTask } from './queries.ts';
import { filterOf, statusesOf, type TaskSearch } from './search.ts';
import { NEXT_STATUS } from './task-cache.ts';
import { TaskPanel, usePanelSoon } from './lazy-panel.tsx';
import { focusTitle, focusWhenThere, useFieldKeys } from './use-list-keys.ts';
import css from './board.module.css';

/** The tasks by status. A card goes where the rule lets it, by pointer or by the arrow keys with Alt. */
export function BoardPage() {
  const search = useSearch({ from: '/shell/board' });
  const { status, ...filter } = filterOf(search);
  const shown = statusesOf({ ...filter, status });
  const navigate = useNavigate();
  usePanelSoon();
  const words = useRef<HTMLInputElement>(null);
  const board = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<Task>();
  /** The number of the card that has the focus, or had it before a dialog. */
  const [focused, setFocused] = useState<number>();
  const [picking, setPicking] = useState<Field>();
  const change = useChangeTask();
  const mayWrite = useMayWrite();
  const current = focused === undefined ? undefined : findTask(focused);
  const open = (number?: number): void =>
    void navigate({
      to: '/board',
      search: (before: TaskSearch) => ({ ...before, task: number }),
      replace: true,
    });
  useFieldKeys({
    search: () => words.current?.focus(),
    canPick: mayWrite.canUpdate,
    pick: (field) => {
      if (!current) return;
      if (mayWrite.update(current)) setPicking(field);
      else notifyRefusal('This isn’t yours to change', mayWrite.reason);
    },
  });
  const apply = (changes: TaskChanges, done: string): void => {
    if (picking !== 'labels') setPicking(undefined);
    if (current) change.mutate({ task: current, changes, done });
  };
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
          {STATUSES.filter((one) => (!shown || shown.includes(one)) && !filter.notStatus?.includes(one)).map(
            (one) => (
              <BoardColumn
                key={one}
                status={one}
                filter={filter}
                openNumber={search.task}
                isTarget={dragged !== undefined && NEXT_STATUS[dragged.status].includes(one)}
                isClosed={
                  dragged !== undefined &&
                  dragged.status !== one &&
                  !NEXT_STATUS[dragged.status].includes(one)
                }
                mayMove={mayWrite.update}
                onFocus={setFocused}
                onDrag={setDragged}
                onDrop={() => dragged && move(dragged, one)}
                onMove={(task, to) => {
                  move(task, to);
                  focusCard(task.number, to);
                }}
                onOpen={open}
                onEdit={(number) => {
                  open(number);
                  focusTitle(number);
                }}
              />
            ),
          )}
        </div>
      </section>
      <FieldDialog
        field={picking}
        tasks={current ? [current] : []}
        onPick={apply}
        onClose={() => setPicking(undefined)}
      />
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

/** The focus goes with a card that the keys have moved, once it is in its column. */
const focusCard = (number: number, status: TaskStatus): void =>
  focusWhenThere(`[data-status="${status}"] [data-number="${number}"]`);
