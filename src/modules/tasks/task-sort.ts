import { ValidationFailed } from '../../common/problem.js';
import { parseTimestamp } from '../../common/timestamp.js';
import { TASK_PRIORITIES, TASK_STATUSES, type TaskEntity } from './task.entity.js';

interface SortKey {
  /** What PostgreSQL sorts by. It is never null: a comparison with null would lose rows. */
  sql: string;
  type: string;
  /** The value of a row, as text that `type` reads back exactly. */
  of: (task: TaskEntity) => string;
  isValue: (text: string) => boolean;
}

/** As `of` writes it: PostgreSQL doesn't read every timestamp that a filter may hold. */
const moment = (text: string): boolean => parseTimestamp(text)?.toISOString() === text;

const KEYS = {
  createdAt: {
    sql: 'created_at',
    type: 'timestamptz',
    of: (task) => task.createdAt.toISOString(),
    isValue: moment,
  },
  updatedAt: {
    sql: 'updated_at',
    type: 'timestamptz',
    of: (task) => task.updatedAt.toISOString(),
    isValue: moment,
  },
  dueAt: {
    sql: `coalesce(due_at, 'infinity')`,
    type: 'timestamptz',
    of: (task) => task.dueAt?.toISOString() ?? 'infinity',
    isValue: (text) => text === 'infinity' || moment(text),
  },
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
    of: (task) => task.title,
    isValue: (text) => !text.includes('\0') && text.isWellFormed(),
  },
  number: {
    sql: 'number',
    type: 'integer',
    of: (task) => String(task.number),
    isValue: (text) => /^\d{1,9}$/.test(text),
  },
} satisfies Record<string, SortKey>;

type SortName = keyof typeof KEYS;
export type TaskSort = SortName | `-${SortName}`;

export const TASK_SORTS = Object.keys(KEYS).flatMap((name) => [name, `-${name}`]) as TaskSort[];

/** The place in a sorted list where a page ended. */
export interface Position {
  value: string;
  number: number;
}

const keyOf = (sort: TaskSort): SortKey => KEYS[sort.replace('-', '') as SortName];
const directionOf = (sort: TaskSort): 'ASC' | 'DESC' => (sort.startsWith('-') ? 'DESC' : 'ASC');

export function orderBy(sort: TaskSort): string {
  return `${keyOf(sort).sql} ${directionOf(sort)}, number ${directionOf(sort)}`;
}

/** The condition for rows after a position: keyset pagination, which neither skips nor repeats. */
export function after(sort: TaskSort, { value, number }: Position, bind: (value: unknown) => string): string {
  const { sql, type } = keyOf(sort);
  const comparison = directionOf(sort) === 'DESC' ? '<' : '>';
  return `(${sql}, number) ${comparison} (${bind(value)}::${type}, ${bind(number)}::integer)`;
}

export function cursorAt(sort: TaskSort, task: TaskEntity): string {
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
