import { CircleBackslashIcon, LoopIcon } from '@radix-ui/react-icons';
import type { Task } from '../../api/client.ts';
import { FACTS } from '../../texts/tasks.ts';
import { isWaiting } from './task-cache.ts';
import css from './task-facts.module.css';

/** What a task has to do with others, in signs: part of one, its own parts, what it waits for, and its series. */
export function TaskFacts({
  task: { parentId, subtasks, isBlocked, status, recurrence },
}: {
  task: Pick<Task, 'parentId' | 'subtasks' | 'isBlocked' | 'status' | 'recurrence'>;
}) {
  return (
    <>
      {isWaiting({ isBlocked, status }) && (
        <span
          className={css['fact']}
          data-blocked
          title={FACTS.blocked}
          role="img"
          aria-label={FACTS.blocked}
        >
          <CircleBackslashIcon />
        </span>
      )}
      {parentId !== null && (
        <span className={css['fact']} title={FACTS.subtask} role="img" aria-label={FACTS.subtask}>
          <svg
            viewBox="0 0 15 15"
            width="14"
            height="14"
            fill="none"
            stroke="currentColor"
            strokeLinecap="round"
          >
            <path d="M3.5 2v5a2 2 0 0 0 2 2H11M8.8 6.6 11.2 9l-2.4 2.4" strokeLinejoin="round" />
          </svg>
        </span>
      )}
      {recurrence !== null && (
        <span className={css['fact']} title={FACTS.repeats} role="img" aria-label={FACTS.repeats}>
          <LoopIcon width="13" height="13" />
        </span>
      )}
      {subtasks.total > 0 && <Progress {...subtasks} />}
    </>
  );
}

const RADIUS = 5;
const LENGTH = 2 * Math.PI * RADIUS;

/** How many of the subtasks are done, as a ring that fills. */
function Progress({ completed, total }: Task['subtasks']) {
  const text = FACTS.subtasks(completed, total);
  return (
    <span className={css['fact']} title={text} role="img" aria-label={text}>
      <svg viewBox="0 0 14 14" width="14" height="14" fill="none" strokeWidth="2">
        <circle cx="7" cy="7" r={RADIUS} stroke="var(--line)" />
        <circle
          cx="7"
          cy="7"
          r={RADIUS}
          stroke="var(--accent)"
          strokeDasharray={`${(LENGTH * completed) / total} ${LENGTH}`}
          transform="rotate(-90 7 7)"
        />
      </svg>
      {completed}/{total}
    </span>
  );
}
