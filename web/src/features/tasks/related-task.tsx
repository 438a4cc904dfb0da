import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Task } from '../../api/client.ts';
import { useMembers } from '../../api/organization.ts';
import { RELATED } from '../../texts/task.ts';
import { formatDue } from '../../ui/format.ts';
import { Person, StatusSign, Time } from '../../ui/signs.tsx';
import { useMayWrite } from './may-write.ts';
import { useLegalMoves } from './use-legal-moves.ts';
import { isOverdue } from './task-cache.ts';
import { TaskLink } from './task-link.tsx';
import css from './related.module.css';

/** One task of those that belong to the one that is open: its ring completes it, its title opens it. */
export function RelatedTask({
  task,
  onMove,
  children,
}: {
  task: Task;
  /** Left out where its status isn't changed from here. */
  onMove?: (task: Task, to: Task['status']) => void;
  children?: ReactNode;
}) {
  const members = useMembers();
  const legalMoves = useLegalMoves();
  const isDone = task.status === 'COMPLETED';
  const mayMove = useMayWrite().update(task) && (!isDone || legalMoves('COMPLETED').length > 0);
  return (
    <li className={css['task']} data-done={isDone || undefined}>
      {onMove && mayMove ? (
        <UnstyledButton
          className={css['ring']}
          aria-label={isDone ? RELATED.reopen(task.number) : RELATED.complete(task.number)}
          onClick={() => onMove(task, isDone ? 'IN_PROGRESS' : 'COMPLETED')}
        >
          <StatusSign status={task.status} label={false} />
        </UnstyledButton>
      ) : (
        <span className={css['ring']}>
          <StatusSign status={task.status} />
        </span>
      )}
      <TaskLink number={task.number} className={css['link']} title={task.title}>
        <span className={css['number']}>#{task.number}</span> {task.title}
      </TaskLink>
      {task.dueAt && !isDone && (
        <span className={css['due']} data-late={isOverdue(task) || undefined}>
          <Time at={task.dueAt}>{formatDue(task.dueAt)}</Time>
        </span>
      )}
      {task.assigneeId && <Person id={task.assigneeId} name={members.nameOf(task.assigneeId)} size={20} />}
      {children}
    </li>
  );
}
