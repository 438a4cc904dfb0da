import { Menu, UnstyledButton } from '@mantine/core';
import { Cross2Icon, DotsHorizontalIcon, Link2Icon, TrashIcon } from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { ACTIONS } from '../../texts/common.ts';
import type { Task } from '../../api/client.ts';
import { isCode } from '../../api/problem.ts';
import { addressOf } from '../../api/url.ts';
import { FIELD_NAMES } from '../../texts/fields.ts';
import { RECURRENCE } from '../../texts/recurrence.ts';
import { PANEL, REMINDERS, WATCHERS } from '../../texts/task.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { fill } from '../../ui/fill.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { formatPast } from '../../ui/format.ts';
import { Time } from '../../ui/signs.tsx';
import { useMay, useNames } from '../../api/organization.ts';
import { Attachments } from './attachments.tsx';
import { FieldButton } from './field-button.tsx';
import type { Field } from './fields.tsx';
import { useMayWrite } from './may-write.ts';
import { ParentLine } from './parent-line.tsx';
import { taskDetail, useChangeTask, useDeleteTask } from './queries.ts';
import { RecurrenceField } from './recurrence-field.tsx';
import { Related } from './related.tsx';
import { Reminders } from './reminders.tsx';
import { TaskTexts } from './task-texts.tsx';
import { Timeline } from './timeline.tsx';
import { Watchers } from './watchers.tsx';
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
    <aside ref={panel} className={css['panel']} data-task={number} aria-label={PANEL.name(number)}>
      <header className={css['head']}>
        <h2 className={css['number']} tabIndex={-1}>
          #{number}
        </h2>
        {data && <More task={data.data} onClose={onClose} />}
        <UnstyledButton className={rows['icon']} aria-label={PANEL.close} onClick={onClose}>
          <Cross2Icon />
        </UnstyledButton>
      </header>
      <div className={css['scroll']}>
        {isPending ? (
          <div role="status" aria-label={PANEL.loading} className={css['loading']} />
        ) : data ? (
          <Content key={data.data.id} task={data.data} tag={data.tag} />
        ) : isCode(error, 'task-not-found') ? (
          <Empty title={PANEL.missing} action={mayRestore && <Link to="/trash">{PANEL.trash}</Link>}>
            {PANEL.missingReason}
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
  const hasReminders = useMay()('notification:read');
  const name = names.member(task.creatorId);
  const created = <Past at={task.createdAt} />;
  return (
    <Attachments task={task} after={<Timeline task={task} />}>
      <ParentLine task={task} isReadOnly={isReadOnly} />
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
        <div>
          <dt>{RECURRENCE.field}</dt>
          <dd>
            <RecurrenceField task={task} isReadOnly={isReadOnly} />
          </dd>
        </div>
        {hasReminders && (
          <div>
            <dt>{REMINDERS.field}</dt>
            <dd>
              <Reminders task={task} />
            </dd>
          </div>
        )}
        <div>
          <dt>{WATCHERS.field}</dt>
          <dd>
            <Watchers task={task} />
          </dd>
        </div>
      </dl>
      <p className={css['meta']}>
        {task.completedAt
          ? fill(PANEL.completed, { name, created, completed: <Past at={task.completedAt} /> })
          : fill(PANEL.created, { name, created })}
      </p>
      <Related task={task} />
    </Attachments>
  );
}

const Past = ({ at }: { at: string }) => <Time at={at}>{formatPast(at)}</Time>;

function More({ task, onClose }: { task: Task; onClose: () => void }) {
  const remove = useDeleteTask();
  const mayRemove = useMayWrite().remove(task);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={rows['icon']} aria-label={PANEL.more}>
          <DotsHorizontalIcon />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<Link2Icon />}
          onClick={() => {
            const address = addressOf(`tasks?task=${task.number}`);
            void navigator.clipboard.writeText(address).then(() => notifyDone(PANEL.copied));
          }}
        >
          {PANEL.copyLink}
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
            {ACTIONS.delete}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
