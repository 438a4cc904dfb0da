import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../api/organization.ts';
import { EMPTY, LIST, VIEWS } from '../../texts/tasks.ts';
import { Empty } from '../../ui/states.tsx';
import css from './tasks.module.css';

/** Rows as they will be, so that nothing jumps. They show only where the answer takes longer than a blink. */
export function Loading() {
  return (
    <div className={css['loading']} role="status" aria-label={LIST.loading}>
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

/** A list without tasks: why it is empty, and how to begin. */
export function NoTasks({
  isFiltered,
  isMine,
  onClear,
}: {
  isFiltered: boolean;
  isMine: boolean;
  onClear: () => void;
}) {
  const may = useMay();
  if (isFiltered)
    return (
      <Empty
        title={EMPTY.filtered}
        action={
          <Button variant="default" onClick={onClear}>
            {EMPTY.clear}
          </Button>
        }
      >
        {EMPTY.filteredHint}
      </Empty>
    );
  if (isMine) return <Empty title={EMPTY.mine}>{EMPTY.mineHint}</Empty>;
  return <Empty title={EMPTY.all}>{may('task:create') ? EMPTY.create : EMPTY.created}</Empty>;
}

/** An address with a view that isn't there for this user. */
export function NoView() {
  return (
    <Empty
      title={VIEWS.missing}
      action={
        <Link to="." search={{}}>
          {VIEWS.toAll}
        </Link>
      }
    >
      {VIEWS.missingHint}
    </Empty>
  );
}
