import { describe, expect, it } from 'vitest';
import { ValidationFailed } from '../../common/problem.js';
import {
  after,
  cursorAt,
  type ListedTask,
  orderBy,
  readCursor,
  TASK_SORTS,
  type TaskSort,
} from './task-sort.js';

const task = {
  number: 42,
  title: 'Ünïcode "🚀"\\',
  status: 'IN_PROGRESS',
  priority: 'HIGH',
  dueAt: null,
  createdAt: '2030-01-31T12:00:00.123Z',
  updatedAt: '2030-02-01T12:00:00.000Z',
  relevance: 6.1e-20,
} as ListedTask;

const encode = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

describe('cursors', () => {
  it.each([
    ['-createdAt', '2030-01-31T12:00:00.123Z'],
    ['updatedAt', '2030-02-01T12:00:00.000Z'],
    ['dueAt', 'infinity'],
    ['-dueAt', '-infinity'],
    ['-priority', 'HIGH'],
    ['status', 'IN_PROGRESS'],
    ['title', 'Ünïcode "🚀"\\'],
    ['number', '42'],
    ['relevance', '6.1e-20'],
  ] as const)('hold where a list by %s stopped', (sort, value) => {
    const cursor = cursorAt(sort, task);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(readCursor(sort, cursor)).toEqual({ value, number: 42 });
  });

  it.each(TASK_SORTS)('work for %s', (sort) => {
    expect(readCursor(sort, cursorAt(sort, task)).number).toBe(42);
  });

  it('say which list they belong to when they come with another', () => {
    for (const sort of ['-title', 'number'] as const) {
      expect(() => readCursor(sort, cursorAt('title', task))).toThrow(ValidationFailed);
    }
  });

  it.each<[TaskSort, string]>([
    ['title', ''],
    ['title', 'no cursor'],
    ['title', encode()],
    ['title', encode('title', 'x')],
    ['title', encode('title', 'x', 1, 1)],
    ['title', encode('owner', 'x', 1)],
    ['title', encode('title', 1, 1)],
    ['title', encode('title', 'a\0b', 1)],
    ['title', encode('title', '\ud800', 1)],
    ['title', encode('title', 'x', '1')],
    ['title', encode('title', 'x', -1)],
    ['title', encode('title', 'x', 1.5)],
    ['title', encode('title', 'x', 2 ** 31)],
    ['createdAt', encode('createdAt', 'now', 1)],
    ['createdAt', encode('createdAt', 'infinity', 1)],
    ['createdAt', encode('createdAt', '0000-01-01T00:00:00.000Z', 1)],
    ['createdAt', encode('createdAt', '2030-01-31T12:00:00+23:00', 1)],
    ['-dueAt', encode('-dueAt', 'infinity', 1)],
    ['dueAt', encode('dueAt', '-infinity', 1)],
    ['status', encode('status', 'DONE', 1)],
    ['priority', encode('priority', 'high', 1)],
    ['number', encode('number', '99999999999', 1)],
    ['relevance', encode('relevance', 'NaN', 1)],
    ['relevance', encode('relevance', '1e999', 1)],
    ['relevance', encode('relevance', '1.', 1)],
  ])('are refused when PostgreSQL could not read them: %s %s', (sort, cursor) => {
    expect(() => readCursor(sort, cursor)).toThrow(ValidationFailed);
  });
});

describe('sorting', () => {
  it('breaks ties by number in the same direction', () => {
    expect(orderBy('status')).toBe('status ASC, number ASC');
    expect(orderBy('-status')).toBe('status DESC, number DESC');
  });

  it('puts what is never due last in both directions', () => {
    expect(orderBy('dueAt')).toBe("coalesce(due_at, 'infinity') ASC, number ASC");
    expect(orderBy('-dueAt')).toBe("coalesce(due_at, '-infinity') DESC, number DESC");
  });

  it('puts the best match first, and of equal ones the newest', () => {
    expect(orderBy('relevance')).toBe('relevance DESC, number DESC');
  });

  it('sorts titles by their beginning, which an index can hold, and then by the whole', () => {
    const order = 'COLLATE public.natural_order';
    expect(orderBy('title')).toBe(`left(title, 64) ${order} ASC, title ${order} ASC, number ASC`);
    expect(after('-title', { value: 'x', number: 7 }, (value) => JSON.stringify(value))).toBe(
      `(left(title, 64) ${order}, title ${order}, number) < ` +
        `(left("x"::text, 64) ${order}, "x"::text ${order}, 7::integer)`,
    );
  });

  it('goes on after a position in the direction of the list, its values bound', () => {
    const values: unknown[] = [];
    const bind = (value: unknown): string => `$${values.push(value)}`;
    const position = { value: "'; --", number: 7 };
    expect(after('status', position, bind)).toBe('(status, number) > ($1::public.task_status, $2::integer)');
    expect(after('-number', position, bind)).toBe('(number, number) < ($3::integer, $4::integer)');
    expect(values).toEqual(["'; --", 7, "'; --", 7]);
  });
});
