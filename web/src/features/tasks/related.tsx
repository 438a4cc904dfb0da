import { UnstyledButton } from '@mantine/core';
import { Cross2Icon, PlusIcon } from '@radix-ui/react-icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Task } from '../../api/client.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { PopoverButton } from '../../ui/popover-button.tsx';
import { RELATED, TASK_PICKER } from '../../texts/task.ts';
import { useMayWrite } from './may-write.ts';
import { RelatedTask } from './related-task.tsx';
import { blockedList, blockerList, link, setParent, unlink, useLiveRelatives } from './related-queries.ts';
import { Subtasks } from './subtasks.tsx';
import { TaskPicker } from './task-picker.tsx';
import css from './related.module.css';

/** What belongs to a task: its subtasks, what it is blocked by and what it blocks, and a row that adds to them. */
export function Related({ task }: { task: Task }) {
  useLiveRelatives(task);
  const [isAdding, setAdding] = useState(false);
  const addSubtask = useRef<HTMLButtonElement>(null);
  const { update, canUpdate } = useMayWrite();
  const mayUpdate = update(task);
  const { id, blockedBy, subtasks } = task;
  const blockers = useQuery({ ...blockerList(id), enabled: blockedBy.length > 0 }).data;
  const shownBlockers = blockedBy.length > 0 ? (blockers ?? []) : [];
  const blocked = useQuery(blockedList(id)).data ?? [];

  return (
    <div className={css['related']}>
      {(subtasks.total > 0 || isAdding) && (
        <Subtasks
          task={task}
          isAdding={isAdding}
          onDone={() => {
            setAdding(false);
            addSubtask.current?.focus();
          }}
        />
      )}
      <Linked
        title={RELATED.blockers}
        tasks={shownBlockers}
        mayUnlink={() => mayUpdate}
        labelOf={RELATED.removeBlocker}
        linkOf={(blocker) => ({ blocked: task, blocker })}
      />
      <Linked
        title={RELATED.blocked}
        tasks={blocked}
        mayUnlink={update}
        labelOf={RELATED.removeBlocked}
        linkOf={(one) => ({ blocked: one, blocker: task })}
      />
      {canUpdate && (
        <div className={css['adds']} role="group" aria-label={RELATED.add}>
          {mayUpdate && task.parentId === null && (
            <UnstyledButton ref={addSubtask} onClick={() => setAdding(true)}>
              <PlusIcon aria-hidden /> {RELATED.addSubtask}
            </UnstyledButton>
          )}
          {mayUpdate && (
            <AddTask
              label={RELATED.blockers}
              question={TASK_PICKER.blockers}
              without={[id, ...blockedBy]}
              onPick={(other) => link(task, other)}
            />
          )}
          <AddTask
            label={RELATED.blocked}
            question={TASK_PICKER.blocked}
            without={[id, ...blocked.map((one) => one.id)]}
            onPick={(other) => link(other, task)}
          />
          {mayUpdate && task.parentId === null && subtasks.total === 0 && (
            <AddTask
              label={RELATED.addParent}
              question={TASK_PICKER.parent}
              without={[id]}
              onPick={(parent) => setParent(task, parent)}
            />
          )}
        </div>
      )}
    </div>
  );
}

interface Link {
  blocked: Task;
  blocker: Task;
}

/** The tasks at the other end of one kind of links. */
function Linked({
  title,
  tasks,
  mayUnlink,
  labelOf,
  linkOf,
}: {
  title: string;
  tasks: Task[];
  mayUnlink: (other: Task) => boolean;
  labelOf: (number: number) => string;
  linkOf: (other: Task) => Link;
}) {
  const part = useRef<HTMLElement>(null);
  const restore = useMutation({
    mutationFn: ({ blocked, blocker }: Link) => link(blocked, blocker),
    onError: notifyError,
  });
  const remove = useMutation({
    mutationFn: ({ blocked, blocker }: Link) => unlink(blocked, blocker),
    onMutate: () => {
      // What has the focus goes away with the row.
      const rest = [...(part.current?.querySelectorAll<HTMLElement>('a') ?? [])];
      const other = rest.find((one) => !one.closest('li')?.contains(document.activeElement));
      (other ?? part.current?.parentElement?.querySelector<HTMLElement>(`.${css['adds']} button`))?.focus();
    },
    onSuccess: (_nothing, one) =>
      notifyDone(RELATED.unlinked(one.blocked.number, one.blocker.number), () => restore.mutate(one)),
    onError: notifyError,
  });
  if (tasks.length === 0) return null;
  return (
    <section className={css['part']} aria-label={title} ref={part}>
      <h3>{title}</h3>
      <ul>
        {tasks.map((one) => (
          <RelatedTask key={one.id} task={one}>
            {mayUnlink(one) && (
              <UnstyledButton
                className={css['remove']}
                aria-label={labelOf(one.number)}
                title={labelOf(one.number)}
                onClick={() => remove.mutate(linkOf(one))}
              >
                <Cross2Icon />
              </UnstyledButton>
            )}
          </RelatedTask>
        ))}
      </ul>
    </section>
  );
}

/** Finds another task in a popover. */
function AddTask({
  label,
  question,
  without,
  onPick,
}: {
  label: string;
  question: string;
  without: string[];
  onPick: (task: Task) => Promise<unknown>;
}) {
  return (
    <PopoverButton
      aria-haspopup="listbox"
      content={(close) => <TaskPicker label={question} without={without} onPick={onPick} onDone={close} />}
    >
      <PlusIcon aria-hidden /> {label}
    </PopoverButton>
  );
}
