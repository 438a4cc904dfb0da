import { Button } from '@mantine/core';
import { ACTIONS } from '../../texts/common.ts';
import type { Task } from '../../api/client.ts';
import { REFUSALS } from '../../texts/tasks.ts';
import { formatNumber } from '../../ui/format.ts';
import type { BulkOutcome } from './bulk.ts';
import css from './tasks.module.css';

/** Which of many tasks were not changed, and why: below the list, until the user has seen it. */
export function BulkRefusals({
  outcome: { action, asked, refusals },
  onOpen,
  onSelect,
  onClose,
}: {
  outcome: BulkOutcome;
  onOpen: (number: number) => void;
  onSelect: (tasks: Task[]) => void;
  onClose: () => void;
}) {
  const title = REFUSALS.title(formatNumber(refusals.length), formatNumber(asked), action);
  return (
    <section className={css['refusals']} aria-label={REFUSALS.label}>
      <header>
        <div role="alert">
          <h2>{title}</h2>
        </div>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onSelect(refusals.map(({ task }) => task))}
        >
          {REFUSALS.select}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onClose}>
          {ACTIONS.close}
        </Button>
      </header>
      <div className={css['scroll']} role="region" aria-label={REFUSALS.reasons} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{REFUSALS.task}</th>
              <th scope="col">{REFUSALS.why}</th>
            </tr>
          </thead>
          <tbody>
            {refusals.map(({ task, reason }) => (
              <tr key={task.id}>
                <td>
                  <button type="button" onClick={() => onOpen(task.number)}>
                    <span>#{task.number}</span> {task.title}
                  </button>
                </td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
