import { CalendarIcon, CircleBackslashIcon, CubeIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import type { Task, TaskChanges } from '../../api/client.ts';
import { type Names, useLabelColors } from '../../api/organization.ts';
import { PRIORITY, STATUS } from '../../texts/common.ts';
import { FIELD_NAMES } from '../../texts/fields.ts';
import { BLOCKED, blockedStatus, NO_VALUE } from '../../texts/task.ts';
import { formatDue } from '../../ui/format.ts';
import { LabelTag } from '../../ui/label-tag.tsx';
import { PopoverButton } from '../../ui/popover-button.tsx';
import { Person, PrioritySign, StatusSign, Time } from '../../ui/signs.tsx';
import { type Field, FieldPicker } from './fields.tsx';
import { isOverdue, isWaiting } from './task-cache.ts';
import css from './field-button.module.css';

interface Props {
  field: Field;
  task: Task;
  names: Names;
  isReadOnly?: boolean;
  onPick: (changes: TaskChanges, done: string) => void;
}

/** A field of a task: its value, and behind it the choice of another one. */
export function FieldButton({ field, task, names, isReadOnly = false, onPick }: Props) {
  const shown = <FieldValue field={field} task={task} names={names} />;
  if (isReadOnly) return <div className={css['value']}>{shown}</div>;
  return (
    <PopoverButton
      className={css['value']}
      aria-label={`${FIELD_NAMES[field]}: ${textOf(field, task, names)}`}
      aria-haspopup="listbox"
      content={(close) => (
        <FieldPicker
          field={field}
          value={task}
          onPick={(changes, done) => {
            if (field !== 'labels') close();
            onPick(changes, done);
          }}
        />
      )}
    >
      {shown}
    </PopoverButton>
  );
}

function textOf(field: Field, task: Task, names: Names): string {
  switch (field) {
    case 'status':
      return isWaiting(task) ? blockedStatus(task.status) : STATUS[task.status];
    case 'priority':
      return PRIORITY[task.priority];
    case 'assigneeId':
      return task.assigneeId ? names.member(task.assigneeId) : NO_VALUE.assigneeId;
    case 'projectId':
      return names.project(task.projectId) ?? NO_VALUE.projectId;
    case 'labels':
      return task.labels.join(', ') || NO_VALUE.labels;
    case 'dueAt':
      return task.dueAt ? formatDue(task.dueAt) : NO_VALUE.dueAt;
  }
}

function FieldValue({ field, task, names }: Omit<Props, 'onPick'>): ReactNode {
  const text = textOf(field, task, names);
  if (field === 'labels' && task.labels.length > 0) return <Labels names={task.labels} />;
  if (field === 'status' && isWaiting(task))
    return (
      <span className={css['waiting']}>
        <span>
          <StatusSign status={task.status} label={false} /> {STATUS[task.status]}
        </span>
        <span data-blocked>
          <CircleBackslashIcon aria-hidden /> {BLOCKED}
        </span>
      </span>
    );
  const isEmpty = (field === 'labels' ? task.labels.length === 0 : !task[field]) || task[field] === 'NONE';
  const sign: Record<Field, ReactNode> = {
    status: <StatusSign status={task.status ?? 'CREATED'} label={false} />,
    priority: <PrioritySign priority={task.priority} label={false} />,
    assigneeId: task.assigneeId && (
      <Person id={task.assigneeId} name={names.member(task.assigneeId)} size={18} label={false} />
    ),
    projectId: <CubeIcon aria-hidden />,
    labels: null,
    dueAt: <CalendarIcon aria-hidden />,
  };
  const isLate = field === 'dueAt' && isOverdue(task);
  return (
    <>
      {sign[field]}
      <span className={isEmpty ? css['faint'] : isLate ? css['late'] : undefined}>
        {field === 'dueAt' && task.dueAt ? <Time at={task.dueAt}>{text}</Time> : text}
      </span>
    </>
  );
}

function Labels({ names }: { names: string[] }) {
  const colors = useLabelColors();
  return (
    <span className={css['labels']}>
      {names.map((name) => (
        <LabelTag key={name} name={name} color={colors.get(name)} />
      ))}
    </span>
  );
}
