import { UnstyledButton } from '@mantine/core';
import { Cross2Icon } from '@radix-ui/react-icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Task } from '../../api/client.ts';
import { RELATED } from '../../texts/task.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { StatusSign } from '../../ui/signs.tsx';
import { parentOf, setParent } from './related-queries.ts';
import { TaskLink } from './task-link.tsx';
import css from './related.module.css';

interface Place {
  parent: Task;
  isPart: boolean;
}

/** Which task a subtask is part of. */
export function ParentLine({ task, isReadOnly }: { task: Task; isReadOnly: boolean }) {
  const parent = useQuery(parentOf(task)).data;
  const move = useMutation({
    mutationFn: ({ parent: other, isPart }: Place) => setParent(task, other, isPart),
    onSuccess: (_nothing, { parent: left, isPart }) => {
      if (isPart) return;
      const text = RELATED.leftParent(task.number, left.number);
      notifyDone(text, () => move.mutate({ parent: left, isPart: true }));
    },
    onError: notifyError,
  });
  if (task.parentId === null) return null;
  return (
    <div className={css['parent']}>
      {parent && (
        <>
          {RELATED.partOf}
          <span className={css['ring']}>
            <StatusSign status={parent.status} />
          </span>
          <TaskLink number={parent.number} className={css['link']} title={parent.title}>
            #{parent.number} {parent.title}
          </TaskLink>
          {!isReadOnly && (
            <UnstyledButton
              className={css['remove']}
              aria-label={RELATED.leaveParent(parent.number)}
              title={RELATED.leaveParent(parent.number)}
              onClick={(event) => {
                event.currentTarget.closest('[data-task]')?.querySelector<HTMLElement>('h2')?.focus();
                move.mutate({ parent, isPart: false });
              }}
            >
              <Cross2Icon />
            </UnstyledButton>
          )}
        </>
      )}
    </div>
  );
}
