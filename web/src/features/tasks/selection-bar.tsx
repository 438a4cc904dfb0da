import { Button } from '@mantine/core';
import { ACTIONS } from '../../texts/common.ts';
import type { Task } from '../../api/client.ts';
import { FIELD_NAMES } from '../../texts/fields.ts';
import { SELECTION } from '../../texts/tasks.ts';
import type { Field } from './fields.tsx';
import css from './tasks.module.css';

/** What can be done with the selected tasks. */
export function SelectionBar({
  tasks,
  mayChange,
  mayDelete,
  reason,
  onPick,
  onDelete,
  onDone,
}: {
  tasks: Task[];
  mayChange: boolean;
  mayDelete: boolean;
  /** Why they can't be changed, where they can't. */
  reason: string;
  onPick: (field: Field) => void;
  onDelete: () => void;
  onDone: () => void;
}) {
  return (
    <div className={css['selection']} role="toolbar" aria-label={SELECTION.label}>
      <span role="status">{SELECTION.count(tasks.length)}</span>
      {mayChange &&
        (['status', 'priority', 'assigneeId', 'projectId', 'labels', 'dueAt'] as const).map((field) => (
          <Button key={field} size="compact-sm" variant="default" onClick={() => onPick(field)}>
            {FIELD_NAMES[field]}
          </Button>
        ))}
      {!mayChange && <span className={css['reason']}>{reason}</span>}
      {mayDelete && (
        <Button size="compact-sm" variant="default" c="var(--red)" onClick={onDelete}>
          {ACTIONS.delete}
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" onClick={onDone}>
        {ACTIONS.cancel}
      </Button>
    </div>
  );
}
