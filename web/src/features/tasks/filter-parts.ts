import type { FILTERS, OPERATORS } from '../../texts/tasks.ts';
import { NONE, type TaskFilter } from './search.ts';

export type FilterKind = keyof typeof FILTERS;

/** The parts of a filter that hold several values. */
export type ListSlot = 'status' | 'notStatus' | 'priority' | 'label' | 'allLabels' | 'notLabel';
type ValueSlot = 'assignee' | 'creator' | 'project' | 'archived' | 'parent' | 'blockedBy' | 'due';
type Operator = keyof typeof OPERATORS;

/** One condition of a filter, which a chip stands for. */
export type FilterPart =
  | { kind: FilterKind; slot: ListSlot; isList: true }
  | { kind: FilterKind; slot: ValueSlot }
  | { kind: FilterKind; slot: RangeSlot; before: RangeEnd };

type RangeSlot = 'dueAfter' | 'createdAfter' | 'completedAfter';
type RangeEnd = 'dueBefore' | 'createdBefore' | 'completedBefore';

export const RANGES = {
  due: { kind: 'due', slot: 'dueAfter', before: 'dueBefore' },
  created: { kind: 'created', slot: 'createdAfter', before: 'createdBefore' },
  completed: { kind: 'completed', slot: 'completedAfter', before: 'completedBefore' },
} as const satisfies Partial<Record<FilterKind, FilterPart>>;

const PARTS: FilterPart[] = [
  { kind: 'status', slot: 'status', isList: true },
  { kind: 'status', slot: 'notStatus', isList: true },
  { kind: 'assignee', slot: 'assignee' },
  { kind: 'creator', slot: 'creator' },
  { kind: 'priority', slot: 'priority', isList: true },
  { kind: 'project', slot: 'project' },
  { kind: 'archived', slot: 'archived' },
  { kind: 'label', slot: 'label', isList: true },
  { kind: 'label', slot: 'allLabels', isList: true },
  { kind: 'label', slot: 'notLabel', isList: true },
  { kind: 'parent', slot: 'parent' },
  { kind: 'blockedBy', slot: 'blockedBy' },
  { kind: 'due', slot: 'due' },
  RANGES.due,
  RANGES.created,
  RANGES.completed,
];

/** What can be chosen in a list of options: a blocker is known by its task only. */
export const CHOICES = PARTS.map(({ kind }) => kind).filter(
  (kind, index, all) => kind !== 'blockedBy' && all.indexOf(kind) === index,
);

/** A filter with a value that was chosen of those of a part. */
export function withValue(filter: TaskFilter, { slot }: FilterPart, value: string): TaskFilter {
  return { ...filter, [slot]: slot === 'archived' ? value === 'true' : value };
}

/** The part that a choice of this kind begins with. */
export const partOf = (kind: FilterKind): FilterPart =>
  PARTS.find((part) => part.kind === kind) as FilterPart;

/** The conditions that a filter has. */
export const partsOf = (filter: TaskFilter): FilterPart[] =>
  PARTS.filter((part) => filter[part.slot] !== undefined || ('before' in part && filter[part.before]));

export function withoutPart(filter: TaskFilter, part: FilterPart): TaskFilter {
  return { ...filter, [part.slot]: undefined, ...('before' in part && { [part.before]: undefined }) };
}

export const valuesOf = (filter: TaskFilter, slot: ListSlot): string[] => filter[slot] ?? [];

/** With one value more, or less. */
export function toggled(filter: TaskFilter, slot: ListSlot, value: string): TaskFilter {
  const values = valuesOf(filter, slot);
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  return { ...filter, [slot]: next.length > 0 ? next : undefined };
}

/** How the values of a part can be meant instead. */
export function operatorsOf(filter: TaskFilter, slot: ListSlot): Operator[] {
  if (slot === 'status' || slot === 'notStatus') return ['status', 'notStatus'];
  if (slot === 'priority') return [];
  // No task has all of some labels and none at all.
  return slot !== 'allLabels' && valuesOf(filter, slot).includes(NONE)
    ? ['label', 'notLabel']
    : ['label', 'allLabels', 'notLabel'];
}

/** The same values, meant otherwise. */
export function moved(filter: TaskFilter, from: ListSlot, to: ListSlot): TaskFilter {
  if (from === to) return filter;
  const values = [...new Set([...valuesOf(filter, to), ...valuesOf(filter, from)])];
  return { ...filter, [from]: undefined, [to]: values };
}
