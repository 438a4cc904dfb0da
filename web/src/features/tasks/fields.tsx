import { useQuery } from '@tanstack/react-query';
import type { Task, TaskChanges, TaskPriority, TaskStatus } from '../../api/client.ts';
import { PRIORITY, STATUS } from '../../texts/common.ts';
import { FIELD_NAMES } from '../../texts/fields.ts';
import { DONE, DUE_DATE, NO_VALUE } from '../../texts/task.ts';
import { toDateInput } from '../../ui/format.ts';
import { OptionList } from '../../ui/option-list.tsx';
import { LabelDot } from '../../ui/label-tag.tsx';
import { Person, PrioritySign, StatusSign } from '../../ui/signs.tsx';
import { labelsQuery, useLabelColors, useMembers, useProjects } from '../../api/organization.ts';
import { endOfDay } from './days.ts';
import { useLegalMoves } from './use-legal-moves.ts';
import css from './fields.module.css';

export type Field = keyof typeof FIELD_NAMES;

const NOBODY = 'none';

interface Props {
  field: Field;
  /** What it is now, where that is the same for all that change. */
  value?: Task;
  /** The labels that all of them have. */
  labels?: string[];
  onPick: (changes: TaskChanges, done: string) => void;
}

/** Chooses another value of a field: in a popover of the panel, and in the dialog that a key opens. */
export function FieldPicker({ field, value, labels: shared, onPick }: Props) {
  const members = useMembers();
  const projects = useProjects();
  const labels = useQuery(labelsQuery);
  const legalMoves = useLegalMoves();
  const colors = useLabelColors();
  const label = FIELD_NAMES[field];

  if (field === 'dueAt') return <DuePicker value={value?.dueAt ?? null} onPick={onPick} />;
  if (field === 'status') {
    const legal: readonly TaskStatus[] = value ? legalMoves(value.status) : ['IN_PROGRESS', 'COMPLETED'];
    const all = (Object.keys(STATUS) as TaskStatus[]).filter(
      (one) => one === value?.status || legal.includes(one),
    );
    return (
      <OptionList
        label={label}
        selected={value ? [value.status] : []}
        options={all.map((one) => ({
          value: one,
          label: STATUS[one],
          sign: <StatusSign status={one} label={false} />,
        }))}
        onPick={(one) => onPick({ status: one as TaskStatus }, STATUS[one as TaskStatus])}
      />
    );
  }
  if (field === 'priority')
    return (
      <OptionList
        label={label}
        selected={value ? [value.priority] : []}
        options={(Object.keys(PRIORITY) as TaskPriority[]).toReversed().map((one) => ({
          value: one,
          label: PRIORITY[one],
          sign: <PrioritySign priority={one} label={false} />,
        }))}
        onPick={(one) => onPick({ priority: one as TaskPriority }, PRIORITY[one as TaskPriority])}
      />
    );
  if (field === 'assigneeId')
    return (
      <OptionList
        label={label}
        selected={value ? [value.assigneeId ?? NOBODY] : []}
        options={[
          { value: NOBODY, label: NO_VALUE.assigneeId },
          ...members.list.map(({ userId, name }) => ({
            value: userId,
            label: name,
            sign: <Person id={userId} name={name} size={20} label={false} />,
          })),
        ]}
        onPick={(one) => {
          const assigneeId = one === NOBODY ? null : one;
          onPick({ assigneeId }, DONE.assigned(assigneeId ? members.nameOf(assigneeId) : undefined));
        }}
      />
    );
  if (field === 'projectId')
    return (
      <OptionList
        label={label}
        selected={value ? [value.projectId ?? NOBODY] : []}
        options={[
          { value: NOBODY, label: NO_VALUE.projectId },
          ...projects.list
            .filter(({ archived }) => !archived)
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onPick={(one) => {
          const projectId = one === NOBODY ? null : one;
          onPick({ projectId }, DONE.project(projects.nameOf(projectId)));
        }}
      />
    );
  const present = value?.labels ?? shared ?? [];
  const known = [...new Set([...present, ...(labels.data ?? []).map(({ name }) => name)])];
  const toggle = (name: string): void => {
    if (present.includes(name)) onPick({ removeLabels: [name] }, DONE.notLabelled(name));
    else onPick({ addLabels: [name] }, DONE.labelled(name));
  };
  return (
    <OptionList
      label={label}
      selected={present}
      options={known.map((name) => ({
        value: name,
        label: name,
        sign: <LabelDot color={colors.get(name)} />,
      }))}
      onCreate={toggle}
      onPick={toggle}
    />
  );
}

function DuePicker({ value, onPick }: { value: string | null; onPick: Props['onPick'] }) {
  const inDays = (days: number): string => {
    const date = new Date();
    date.setDate(date.getDate() + days);
    return toDateInput(date.toISOString());
  };
  const choose = (date: string | null): void =>
    // The end of that day, as the reader's calendar has it.
    onPick({ dueAt: date === null ? null : endOfDay(date) }, DONE.due(date));
  return (
    <div className={css['due']}>
      <label>
        <span>{DUE_DATE.label}</span>
        <input
          type="date"
          defaultValue={toDateInput(value)}
          data-autofocus
          autoFocus
          onKeyDown={(event) => {
            if (event.key === 'Enter' && event.currentTarget.value) choose(event.currentTarget.value);
          }}
          onBlur={({ currentTarget }) => {
            if (currentTarget.value && currentTarget.value !== toDateInput(value))
              choose(currentTarget.value);
          }}
        />
      </label>
      <div className={css['presets']}>
        <button type="button" onClick={() => choose(inDays(0))}>
          {DUE_DATE.today}
        </button>
        <button type="button" onClick={() => choose(inDays(1))}>
          {DUE_DATE.tomorrow}
        </button>
        <button type="button" onClick={() => choose(inDays(7))}>
          {DUE_DATE.inAWeek}
        </button>
        {value && (
          <button type="button" onClick={() => choose(null)}>
            {DUE_DATE.never}
          </button>
        )}
      </div>
    </div>
  );
}
