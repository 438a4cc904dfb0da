import { UnstyledButton } from '@mantine/core';
import { Cross2Icon } from '@radix-ui/react-icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { api, read, type Task } from '../../api/client.ts';
import { RELATED } from '../../texts/task.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { StatusSign } from '../../ui/signs.tsx';
import { showTask } from './queries.ts';
import { parentOf, readRelativesAgain } from './related-queries.ts';
import { TaskLink } from './task-link.tsx';
import css from './related.module.css';

interface Place {
  parent: Task;
  parentId: string | null;
}

/** Which task a subtask is part of. */
export function ParentLine({ task, isReadOnly }: { task: Task; isReadOnly: boolean }) {
  const parent = useQuery(parentOf(task)).data;
  const move = useMutation({
    mutationFn: ({ parentId }: Place) =>
      read(api.PATCH('/tasks/{id}', { params: { path: { id: task.id } }, body: { parentId } })),
    onSuccess: (saved, place) => {
      showTask(saved);
      readRelativesAgain(saved, place.parent);
      if (place.parentId !== null) return;
      const text = RELATED.leftParent(task.number, place.parent.number);
      notifyDone(text, () => move.mutate({ ...place, parentId: place.parent.id }));
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
                move.mutate({ parent, parentId: null });
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
