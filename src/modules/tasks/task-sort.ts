import { type Bind } from '../../change-log/sequencer.js';
import { ValidationFailed } from '../../common/problem.js';
import { parseTimestamp } from '../../common/timestamp.js';
import type { InJson } from '../../database/type-parsers.js';
import { TASK_PRIORITIES, TASK_STATUSES, type Task } from './task.js';

/** A task in a list; with how well it matches when the list is sorted by that. */
export type ListedTask = InJson<Task> & { relevance?: number };

interface SortKey {
  /** What PostgreSQL sorts by. It is never null: a comparison with null would lose rows. */
  sql: string;
  type: string;
  /** Where an index can't hold the whole value: what to compare instead, of a row or of a bound value. */
  terms?: (value: string) => string[];
  /** The value of a row, as text that `type` reads back exactly. */
  of: (task: ListedTask) => string;
  isValue: (text: string) => boolean;
}

/** As `of` writes it: PostgreSQL doesn't read every timestamp that a filter may hold. */
const moment = (text: string): boolean => parseTimestamp(text)?.toISOString() === text;

/** When a task is due; what never is comes after all that is. Filters say it like this, too: so the index has it. */
export const DUE = `coalesce(due_at, 'infinity')`;

/** @param never what stands for tasks that are never due: it comes last in the direction of the list */
const dueKey = (never: 'infinity' | '-infinity'): SortKey => ({
  sql: `coalesce(due_at, '${never}')`,
  type: 'timestamptz',
  of: (task) => task.dueAt ?? never,
  isValue: (text) => text === never || moment(text),
});

const IN_NATURAL_ORDER = 'COLLATE public.natural_order';

const KEYS = {
  createdAt: {
    sql: 'created_at',
    type: 'timestamptz',
    of: (task) => task.createdAt,
    isValue: moment,
  },
  updatedAt: {
    sql: 'updated_at',
    type: 'timestamptz',
    of: (task) => task.updatedAt,
    isValue: moment,
  },
  dueAt: dueKey('infinity'),
  priority: {
    sql: 'priority',
    type: 'public.task_priority',
    of: (task) => task.priority,
    isValue: (text) => TASK_PRIORITIES.some((priority) => priority === text),
  },
  status: {
    sql: 'status',
    type: 'public.task_status',
    of: (task) => task.status,
    isValue: (text) => TASK_STATUSES.some((status) => status === text),
  },
  title: {
    sql: 'title',
    type: 'text',
    // As people sort, numbers by their value. Where only bytes differ, these decide: no two different titles are equal.
    terms: (title) => [`left(${title}, 64) ${IN_NATURAL_ORDER}`, `${title} ${IN_NATURAL_ORDER}`],
    of: (task) => task.title,
    isValue: (text) => !text.includes('\0') && text.isWellFormed(),
  },
  number: {
    sql: 'number',
    type: 'integer',
    of: (task) => String(task.number),
    isValue: (text) => /^\d{1,9}$/.test(text),
  },
  relevance: {
    sql: 'relevance',
    type: 'real',
    of: (task) => String(task.relevance),
    isValue: (text) => /^\d(\.\d{1,20})?(e-\d{1,2})?$/.test(text),
  },
} satisfies Record<string, SortKey>;

/** What differs in descending order. */
const DESCENDING: Partial<Record<SortName, SortKey>> = { dueAt: dueKey('-infinity') };

type SortName = keyof typeof KEYS;
type TwoWaySort = Exclude<SortName, 'relevance'>;
export type TaskSort = TwoWaySort | `-${TwoWaySort}` | 'relevance';

export const TASK_SORTS = Object.keys(KEYS).flatMap((name) =>
  name === 'relevance' ? [name] : [name, `-${name}`],
) as TaskSort[];

/** @throws ValidationFailed when the best match is to come first, and there are no words to match */
export function checkSort(sort: TaskSort, q?: unknown): void {
  if (sort === 'relevance' && q === undefined)
    throw ValidationFailed.of('sort', 'sort=relevance needs q, which the tasks are relevant to');
}

/** The place in a sorted list where a page ended. */
export interface Position {
  value: string;
  number: number;
}

function keyOf(sort: TaskSort): SortKey {
  const name = sort.replace('-', '') as SortName;
  return (sort.startsWith('-') && DESCENDING[name]) || KEYS[name];
}

/** Of relevance only the best is asked for. */
const directionOf = (sort: TaskSort): 'ASC' | 'DESC' =>
  sort.startsWith('-') || sort === 'relevance' ? 'DESC' : 'ASC';
const itself = (value: string): string[] => [value];

export function orderBy(sort: TaskSort): string {
  const { sql, terms = itself } = keyOf(sort);
  return [...terms(sql), 'number'].map((term) => `${term} ${directionOf(sort)}`).join(', ');
}

/** The condition for rows after a position: keyset pagination, which neither skips nor repeats. */
export function after(sort: TaskSort, { value, number }: Position, bind: Bind): string {
  const { sql, type, terms = itself } = keyOf(sort);
  const comparison = directionOf(sort) === 'DESC' ? '<' : '>';
  const bound = [...terms(`${bind(value)}::${type}`), `${bind(number)}::integer`];
  return `(${[...terms(sql), 'number'].join(', ')}) ${comparison} (${bound.join(', ')})`;
}

export function cursorAt(sort: TaskSort, task: ListedTask): string {
  return Buffer.from(JSON.stringify([sort, keyOf(sort).of(task), task.number])).toString('base64url');
}

/** @throws ValidationFailed when it is no cursor, or one of a list that is sorted in another way. */
export function readCursor(sort: TaskSort, cursor: string): Position {
  const invalid = ValidationFailed.of('cursor', 'cursor must be the nextCursor of a page');
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw invalid;
  }
  if (!Array.isArray(parts) || parts.length !== 3) throw invalid;
  const [sorted, value, number] = parts as unknown[];
  if (typeof sorted === 'string' && sorted !== sort && TASK_SORTS.includes(sorted as TaskSort)) {
    throw ValidationFailed.of('cursor', `cursor belongs to a list with sort=${sorted}`);
  }
  const valid = sorted === sort && typeof value === 'string' && keyOf(sort).isValue(value);
  if (!valid || !Number.isSafeInteger(number) || (number as number) > 2 ** 31 - 1 || (number as number) < 0)
    throw invalid;
  return { value, number: number as number };
}
