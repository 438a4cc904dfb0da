import { Button } from '@mantine/core';
import { useMay } from '../../api/organization.ts';
import { Empty } from '../../ui/states.tsx';
import css from './tasks.module.css';

/** Rows as they will be, so that nothing jumps. They show only where the answer takes longer than a blink. */
export function Loading() {
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
        title="No task is like that"
        action={
          <Button variant="default" onClick={onClear}>
            Clear the filters
          </Button>
        }
      >
        Take a filter away, or search for other words.
      </Empty>
    );
  if (isMine)
    return (
      <Empty title="Nothing waits for you">
        Tasks that are assigned to you and not done are listed here.
      </Empty>
    );
  return (
    <Empty title="No tasks yet">
      {may('task:create')
        ? 'Press C to create the first one.'
        : 'Tasks that other members create are listed here.'}
    </Empty>
  );
}
