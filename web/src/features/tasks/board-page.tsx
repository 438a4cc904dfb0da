import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Task, TaskChanges, TaskStatus } from '../../api/client.ts';
import { notifyError, notifyRefusal } from '../../ui/notify.tsx';
import { ApiError } from '../../api/problem.ts';
import { STATUS } from '../../texts/common.ts';
import { LIST, PAGES } from '../../texts/tasks.ts';
import { Failure } from '../../ui/states.tsx';
import { PageBar } from '../../ui/page.tsx';
import { BoardColumn, STATUSES } from './board-column.tsx';
import { CreateButton } from './create-button.tsx';
import type { Field } from './fields.tsx';
import { Filters } from './filters.tsx';
import { NoView } from './list-states.tsx';
import { useMayWrite } from './may-write.ts';
import { refusalOf } from './moves.ts';
import { useLegalMoves } from './use-legal-moves.ts';
import { findTask, useChangeTask } from './queries.ts';
import { statusesOf, type TaskSearch } from './search.ts';
import { FieldDialog, TaskPanel, usePanelSoon } from './lazy-panel.tsx';
import { focusTitle, focusWhenThere, useFieldKeys } from './use-list-keys.ts';
import { searchOf } from './view-filter.ts';
import { ViewTools } from './view-tools.tsx';
import { useShownList } from './views.ts';
import css from './board.module.css';

/** The tasks by status. A card goes where the rule lets it, by pointer or by the arrow keys with Alt. */
export function BoardPage() {
  const search = useSearch({ from: '/shell/board' });
  const shown = useShownList(search);
  const { filter } = shown;
  const statuses = statusesOf(filter);
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
  const legalMoves = useLegalMoves();
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
      else notifyRefusal(LIST.notYours, mayWrite.reason);
    },
  });
  const apply = (changes: TaskChanges, done: string): void => {
    if (picking !== 'labels') setPicking(undefined);
    if (current) change.mutate({ task: current, changes, done });
  };
  const move = (task: Task, to: TaskStatus): void => {
    if (task.status === to || !mayWrite.update(task)) return;
    const legal = legalMoves(task.status);
    if (legal.includes(to)) change.mutate({ task, changes: { status: to }, done: STATUS[to] });
    else notifyError(new ApiError(refusalOf(task, to, legal)));
  };

  const show = (next: TaskSearch): void =>
    void navigate({ to: '/board', search: { ...next, task: search.task }, replace: true });
  const columns = STATUSES.filter(
    (one) => (!statuses || statuses.includes(one)) && !filter.notStatus?.includes(one),
  );

  return (
    <div className={css['page']} data-panel={search.task !== undefined || undefined}>
      <section className={css['middle']} aria-label={PAGES.board}>
        <PageBar title={shown.view?.name ?? PAGES.board}>
          <ViewTools list={filter} shown={shown} path="/board" onShow={show} />
          <CreateButton />
        </PageBar>
        <Filters
          filter={filter}
          words={words}
          onChange={(next) => show(searchOf(next, shown.viewId, shown.view))}
        />
        {shown.isMissing && <NoView />}
        {shown.error && <Failure error={shown.error} reset={shown.retry} />}
        {shown.isKnown && (
          <div className={css['columns']} ref={board}>
            {columns.map((one) => (
              <BoardColumn
                key={one}
                status={one}
                filter={filter}
                openNumber={search.task}
                isTarget={dragged !== undefined && legalMoves(dragged.status).includes(one)}
                isClosed={
                  dragged !== undefined && dragged.status !== one && !legalMoves(dragged.status).includes(one)
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
            ))}
          </div>
        )}
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
