import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TaskPriority, TaskStatus } from '../../api/client.ts';
import { useMembers, useProjects } from '../../api/organization.ts';
import { DUE, FILTERS, NOTHING, PRIORITY, STATUS } from '../../texts/common.ts';
import { toDateInput } from '../../ui/format.ts';
import { type Option, OptionList } from '../../ui/option-list.tsx';
import { Person, PrioritySign, StatusSign } from '../../ui/signs.tsx';
import { type FilterKind, type FilterPart, RANGES, toggled, valuesOf } from './filter-parts.ts';
import { labelList } from './queries.ts';
import { NONE, startOfDay, type TaskFilter } from './search.ts';
import css from './fields.module.css';

const BETWEEN = 'between';

/** What can be chosen of each kind. */
export function useFilterOptions(): (kind: FilterKind) => Option[] {
  const members = useMembers().list;
  const projects = useProjects().list;
  const labels = useQuery(labelList).data?.data ?? [];
  return (kind) => {
    switch (kind) {
      case 'status':
        return (Object.keys(STATUS) as TaskStatus[]).map((one) => ({
          value: one,
          label: STATUS[one],
          sign: <StatusSign status={one} label={false} />,
        }));
      case 'priority':
        return (Object.keys(PRIORITY) as TaskPriority[]).toReversed().map((one) => ({
          value: one,
          label: PRIORITY[one],
          sign: <PrioritySign priority={one} label={false} />,
        }));
      case 'assignee':
        return [
          { value: 'me', label: 'Assigned to me' },
          { value: NONE, label: NOTHING.assignee },
          ...members.map(({ userId, name }) => ({
            value: userId,
            label: name,
            sign: <Person id={userId} name={name} size={18} label={false} />,
          })),
        ];
      case 'project':
        return [
          { value: NONE, label: NOTHING.project },
          ...projects.map(({ id, name }) => ({ value: id, label: name })),
        ];
      case 'label':
        return [
          { value: NONE, label: NOTHING.label },
          // A label of that name can't be told from the absence of labels.
          ...labels.filter(({ name }) => name !== NONE).map(({ name }) => ({ value: name, label: name })),
        ];
      case 'due':
        return Object.entries(DUE).map(([value, label]) => ({ value, label }));
      default:
        return [];
    }
  };
}

interface Props {
  part: FilterPart;
  filter: TaskFilter;
  onChange: (filter: TaskFilter) => void;
  /** One value was chosen where there can be no other. */
  onDone: () => void;
}

/** Chooses the values of one condition. */
export function FilterPicker({ part, filter, onChange, onDone }: Props) {
  const optionsOf = useFilterOptions();
  const [isBetween, setBetween] = useState(false);
  const choose = (next: TaskFilter): void => {
    onDone();
    onChange(next);
  };
  if ('before' in part || isBetween)
    return <Range kind={part.kind as keyof typeof RANGES} filter={filter} onChange={choose} />;
  const options = optionsOf(part.kind);
  const label = FILTERS[part.kind];
  if ('isList' in part)
    return (
      <OptionList
        label={label}
        options={part.slot === 'allLabels' ? options.filter(({ value }) => value !== NONE) : options}
        selected={valuesOf(filter, part.slot)}
        onPick={(value) => onChange(toggled(filter, part.slot, value))}
      />
    );
  const chosen = filter[part.slot];
  return (
    <OptionList
      label={label}
      options={part.kind === 'due' ? [...options, { value: BETWEEN, label: 'Between two days …' }] : options}
      selected={chosen ? [chosen] : []}
      onPick={(value) => (value === BETWEEN ? setBetween(true) : choose({ ...filter, [part.slot]: value }))}
    />
  );
}

const PAST: [string, number][] = [
  ['Today', 0],
  ['Last 7 days', -6],
  ['Last 30 days', -29],
];

/** Days from the first to the last one, both included. */
function Range({
  kind,
  filter,
  onChange,
}: {
  kind: keyof typeof RANGES;
  filter: TaskFilter;
  onChange: (filter: TaskFilter) => void;
}) {
  const { slot, before } = RANGES[kind];
  const end = filter[before];
  const [first, setFirst] = useState(toDateInput(filter[slot] ?? null));
  const [last, setLast] = useState(toDateInput(end ? new Date(Date.parse(end) - 1).toISOString() : null));
  const apply = (after?: string, until?: string): void =>
    onChange({ ...filter, [slot]: after, [before]: until });
  return (
    <form
      className={css['due']}
      onSubmit={(event) => {
        event.preventDefault();
        apply(
          first ? startOfDay(0, midnightOf(first)) : undefined,
          last ? startOfDay(1, midnightOf(last)) : undefined,
        );
      }}
    >
      {kind !== 'due' && (
        <div className={css['presets']}>
          {PAST.map(([label, days]) => (
            <button key={label} type="button" onClick={() => apply(startOfDay(days))}>
              {label}
            </button>
          ))}
        </div>
      )}
      <label>
        <span>From</span>
        <input
          type="date"
          value={first}
          max={last || undefined}
          data-autofocus
          autoFocus
          onChange={({ currentTarget }) => setFirst(currentTarget.value)}
        />
      </label>
      <label>
        <span>To</span>
        <input
          type="date"
          value={last}
          min={first || undefined}
          onChange={({ currentTarget }) => setLast(currentTarget.value)}
        />
      </label>
      <Button type="submit" size="xs" disabled={!first && !last}>
        Show these days
      </Button>
    </form>
  );
}

const midnightOf = (date: string): number => new Date(`${date}T00:00:00`).getTime();
