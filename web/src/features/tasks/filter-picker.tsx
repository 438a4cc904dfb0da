import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TaskPriority, TaskStatus } from '../../api/client.ts';
import { labelsQuery, useMembers, useProjects } from '../../api/organization.ts';
import { PRIORITY, STATUS } from '../../texts/common.ts';
import { ARCHIVED, DUE, FILTER_BAR, FILTERS, NOTHING } from '../../texts/tasks.ts';
import { toDateInput } from '../../ui/format.ts';
import { type Option, OptionList } from '../../ui/option-list.tsx';
import { LabelDot } from '../../ui/label-tag.tsx';
import { Person, PrioritySign, StatusSign } from '../../ui/signs.tsx';
import { type FilterKind, type FilterPart, RANGES, toggled, valuesOf, withValue } from './filter-parts.ts';
import { beginningOf, startOfDay } from './moments.ts';
import { NONE, type TaskFilter } from './search.ts';
import css from './fields.module.css';

const BETWEEN = 'between';

/** What can be chosen of each kind. */
export function useFilterOptions(): (kind: FilterKind) => Option[] {
  const members = useMembers().list;
  const projects = useProjects().list;
  const labels = useQuery(labelsQuery).data ?? [];
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
          { value: 'me', label: FILTER_BAR.toMe },
          { value: NONE, label: NOTHING.assignee },
          ...members.map(({ userId, name }) => ({
            value: userId,
            label: name,
            sign: <Person id={userId} name={name} size={18} label={false} />,
          })),
        ];
      case 'creator':
        return members.map(({ userId, name }) => ({
          value: userId,
          label: name,
          sign: <Person id={userId} name={name} size={18} label={false} />,
        }));
      case 'project':
        return [
          { value: NONE, label: NOTHING.project },
          ...projects.map(({ id, name, archived }) => ({
            value: id,
            label: archived ? FILTER_BAR.archivedProject(name) : name,
            isFoundOnly: archived,
          })),
        ];
      case 'archived':
        return Object.entries(ARCHIVED)
          .toReversed()
          .map(([value, label]) => ({ value, label }));
      case 'parent':
        return [{ value: NONE, label: NOTHING.parent }];
      case 'label':
        return [
          { value: NONE, label: NOTHING.label },
          // A label of that name can't be told from the absence of labels.
          ...labels
            .filter(({ name }) => name !== NONE)
            .map(({ name, color }) => ({
              value: name,
              label: name,
              sign: <LabelDot color={color} />,
            })),
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
      options={part.kind === 'due' ? [...options, { value: BETWEEN, label: FILTER_BAR.between }] : options}
      selected={chosen === undefined ? [] : [String(chosen)]}
      onPick={(value) => (value === BETWEEN ? setBetween(true) : choose(withValue(filter, part, value)))}
    />
  );
}

const PAST: [string, number][] = [
  [FILTER_BAR.today, 0],
  [FILTER_BAR.lastWeek, -6],
  [FILTER_BAR.lastMonth, -29],
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
  const end = beginningOf(filter[before]);
  const [first, setFirst] = useState(toDateInput(beginningOf(filter[slot]) ?? null));
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
        <span>{FILTER_BAR.from}</span>
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
        <span>{FILTER_BAR.to}</span>
        <input
          type="date"
          value={last}
          min={first || undefined}
          onChange={({ currentTarget }) => setLast(currentTarget.value)}
        />
      </label>
      <Button type="submit" size="xs" disabled={!first && !last}>
        {FILTER_BAR.showDays}
      </Button>
    </form>
  );
}

const midnightOf = (date: string): number => new Date(`${date}T00:00:00`).getTime();
