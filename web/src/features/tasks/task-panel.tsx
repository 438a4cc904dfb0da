import { Menu, UnstyledButton } from '@mantine/core';
import { Cross2Icon, DotsHorizontalIcon, Link2Icon, TrashIcon } from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Task } from '../../api/client.ts';
import { isCode } from '../../api/problem.ts';
import { addressOf } from '../../api/url.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { formatPast } from '../../ui/format.ts';
import { Time } from '../../ui/signs.tsx';
import { useMay, useNames } from '../../api/organization.ts';
import { Attachments } from './attachments.tsx';
import { FieldButton } from './field-button.tsx';
import { type Field, FIELD_NAMES } from './fields.tsx';
import { useMayWrite } from './may-write.ts';
import { taskDetail, useChangeTask, useDeleteTask } from './queries.ts';
import { TaskTexts } from './task-texts.tsx';
import { Timeline } from './timeline.tsx';
import rows from '../../ui/rows.module.css';
import css from './panel.module.css';

const FIELDS: Field[] = ['status', 'priority', 'assigneeId', 'projectId', 'labels', 'dueAt'];

export function TaskPanel({ number, onClose }: { number: number; onClose: () => void }) {
  const { data, error, isPending, refetch } = useQuery(taskDetail(number));
  const mayRestore = useMay()('task:delete');
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('[role=dialog]')) return;
      if (!panel.current?.contains(event.target as Node)) return;
      event.preventDefault();
      onClose();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [onClose]);

  return (
    <aside ref={panel} className={css['panel']} data-task={number} aria-label={`Task #${number}`}>
      <header className={css['head']}>
        <h2 className={css['number']}>#{number}</h2>
        {data && <More task={data.data} onClose={onClose} />}
        <UnstyledButton className={rows['icon']} aria-label="Close the task" onClick={onClose}>
          <Cross2Icon />
        </UnstyledButton>
      </header>
      <div className={css['scroll']}>
        {isPending ? (
          <div role="status" aria-label="Loading the task" className={css['loading']} />
        ) : data ? (
          <Content key={data.data.id} task={data.data} tag={data.tag} />
        ) : isCode(error, 'task-not-found') ? (
          <Empty
            title="There is no such task"
            action={mayRestore && <Link to="/trash">Look into the trash</Link>}
          >
            It may have been deleted: the trash keeps it for 30 days.
          </Empty>
        ) : (
          <Failure error={error} reset={() => void refetch()} />
        )}
      </div>
    </aside>
  );
}

function Content({ task, tag }: { task: Task; tag: string }) {
  const names = useNames();
  const change = useChangeTask();
  const isReadOnly = !useMayWrite().update(task);
  return (
    <Attachments task={task} after={<Timeline task={task} />}>
      <TaskTexts task={task} tag={tag} isReadOnly={isReadOnly} />
      <dl className={css['fields']}>
        {FIELDS.map((field) => (
          <div key={field}>
            <dt>{FIELD_NAMES[field]}</dt>
            <dd>
              <FieldButton
                field={field}
                task={task}
                names={names}
                isReadOnly={isReadOnly}
                onPick={(changes, done) => change.mutate({ task, changes, done })}
              />
            </dd>
          </div>
        ))}
      </dl>
      <p className={css['meta']}>
        {names.member(task.creatorId)} created this{' '}
        <Time at={task.createdAt}>{formatPast(task.createdAt)}</Time>
        {task.completedAt && (
          <>
            , done <Time at={task.completedAt}>{formatPast(task.completedAt)}</Time>
          </>
        )}
      </p>
    </Attachments>
  );
}

function More({ task, onClose }: { task: Task; onClose: () => void }) {
  const remove = useDeleteTask();
  const mayRemove = useMayWrite().remove(task);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={rows['icon']} aria-label="More">
          <DotsHorizontalIcon />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<Link2Icon />}
          onClick={() => {
            const address = addressOf(`tasks?task=${task.number}`);
            void navigator.clipboard.writeText(address).then(() => notifyDone('The link is copied'));
          }}
        >
          Copy the link
        </Menu.Item>
        {mayRemove && (
          <Menu.Item
            leftSection={<TrashIcon />}
            c="var(--red)"
            onClick={() => {
              onClose();
              remove.mutate(task);
            }}
          >
            Delete
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
