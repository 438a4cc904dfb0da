import { Tooltip } from '@mantine/core';
import type { TaskPriority, TaskStatus } from '../api/client.ts';
import { PRIORITY, STATUS } from '../texts/common.ts';
import { formatExact, hueOf, initialsOf } from './format.ts';
import css from './signs.module.css';

/** Ring, half and full: a shape before it is a colour. */
export function StatusSign({ status, label = true }: { status: TaskStatus; label?: boolean }) {
  return (
    <svg
      className={css['status']}
      data-status={status}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      role={label ? 'img' : undefined}
      aria-hidden={label ? undefined : true}
      aria-label={label ? STATUS[status] : undefined}
    >
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.8" />
      {status === 'IN_PROGRESS' && <path d="M8 4.4a3.6 3.6 0 0 1 0 7.2z" fill="currentColor" />}
      {status === 'COMPLETED' && (
        <>
          <circle cx="8" cy="8" r="6" fill="currentColor" />
          <path
            d="M5.2 8.2l2 2 3.7-4"
            fill="none"
            stroke="var(--surface)"
            strokeWidth="1.7"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </>
      )}
    </svg>
  );
}

const BARS: Record<TaskPriority, number> = { NONE: 0, LOW: 1, MEDIUM: 2, HIGH: 3, URGENT: 3 };

export function PrioritySign({ priority, label = true }: { priority: TaskPriority; label?: boolean }) {
  const filled = BARS[priority];
  return (
    <svg
      className={css['priority']}
      data-priority={priority}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      role={label ? 'img' : undefined}
      aria-hidden={label ? undefined : true}
      aria-label={label ? PRIORITY[priority] : undefined}
    >
      {priority === 'URGENT' ? (
        <>
          <rect x="1.5" y="1.5" width="13" height="13" rx="3.5" fill="currentColor" />
          <path d="M8 4.6v4.2M8 11.2v.2" stroke="var(--surface)" strokeWidth="1.8" strokeLinecap="round" />
        </>
      ) : filled === 0 ? (
        <path
          d="M2 8h2.4M6.8 8h2.4M11.6 8H14"
          stroke="currentColor"
          strokeWidth="1.6"
          strokeLinecap="round"
        />
      ) : (
        [0, 1, 2].map((bar) => (
          <rect
            key={bar}
            x={2 + bar * 4.5}
            y={10 - bar * 3.5}
            width="3"
            height={4 + bar * 3.5}
            rx="1"
            fill="currentColor"
            opacity={bar < filled ? 1 : 0.25}
          />
        ))
      )}
    </svg>
  );
}

/** Initials on the colour of a user. @param label false where the name stands beside it */
export function Person({
  id,
  name,
  size = 20,
  label = true,
}: {
  id: string;
  name: string;
  size?: number;
  label?: boolean;
}) {
  const sign = (
    <span
      className={css['person']}
      role={label ? 'img' : undefined}
      aria-label={label ? name : undefined}
      aria-hidden={label ? undefined : true}
      // A picture, not a text: it is drawn by the style sheet.
      data-initials={initialsOf(name)}
      style={{ '--hue': hueOf(id), '--size': `${size}px` } as React.CSSProperties}
    />
  );
  if (!label) return sign;
  return (
    <Tooltip label={name} openDelay={400}>
      {sign}
    </Tooltip>
  );
}

/** A relative time, with the exact one on hover. */
export function Time({ at, children }: { at: string; children: React.ReactNode }) {
  return (
    <time dateTime={at} title={formatExact(at)}>
      {children}
    </time>
  );
}

export function Key({ children }: { children: React.ReactNode }) {
  return <kbd className={css['key']}>{children}</kbd>;
}
