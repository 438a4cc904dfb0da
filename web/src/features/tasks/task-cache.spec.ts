import { describe, expect, it } from 'vitest';
import type { Task } from '../../api/client.ts';
import { readSearch, toQuery } from './search.ts';
import { compareBy, matches, type TaskPages, withoutTask, withTask } from './task-cache.ts';

const ME = '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b';

const task = (number: number, fields: Partial<Task> = {}): Task => ({
  id: `task-${number}`,
  number,
  title: `Task ${number}`,
  description: null,
  status: 'CREATED',
  priority: 'NONE',
  assigneeId: null,
  creatorId: ME,
  projectId: null,
  parentId: null,
  blockedBy: [],
  labels: [],
  dueAt: null,
  recurrence: null,
  completedAt: null,
  version: 1,
  createdAt: new Date(Date.UTC(2026, 0, number)).toISOString(),
  updatedAt: new Date(Date.UTC(2026, 0, number)).toISOString(),
  subtasks: { total: 0, completed: 0 },
  isBlocked: false,
  ...fields,
});

const pagesOf = (...lists: Task[][]): TaskPages => ({
  pageParams: lists.map(() => undefined),
  pages: lists.map((data, index) => ({
    data,
    limit: 100,
    nextCursor: index === lists.length - 1 ? null : 'next',
    ...(index === 0 ? { total: lists.flat().length } : {}),
  })),
});
const numbers = ({ pages }: TaskPages) => pages.map(({ data }) => data.map(({ number }) => number));

describe('a changed task', () => {
  it('is changed in its place', () => {
    const pages = withTask(pagesOf([task(3), task(2)]), task(2, { title: 'New', version: 2 }), {}, ME);
    expect(pages.pages[0]?.data[1]?.title).toBe('New');
    expect(pages.pages[0]?.total).toBe(2);
  });

  it('is not replaced by an older version that comes late', () => {
    const pages = withTask(
      pagesOf([task(2, { version: 3, title: 'Newest' })]),
      task(2, { version: 2 }),
      {},
      ME,
    );
    expect(pages.pages[0]?.data[0]?.title).toBe('Newest');
  });

  it('leaves a list that it no longer belongs to', () => {
    const changed = task(2, { status: 'COMPLETED', version: 2 });
    const pages = withTask(pagesOf([task(3), task(2)]), changed, { status: ['CREATED'] }, ME);
    expect(numbers(pages)).toEqual([[3]]);
    expect(pages.pages[0]?.total).toBe(1);
  });
});

describe('a new task', () => {
  it('is put where the sort wants it', () => {
    expect(numbers(withTask(pagesOf([task(5), task(3)], [task(2), task(1)]), task(4), {}, ME))).toEqual([
      [5, 4, 3],
      [2, 1],
    ]);
    expect(numbers(withTask(pagesOf([task(1)]), task(2), { sort: 'createdAt' }, ME))).toEqual([[1, 2]]);
  });

  it('is not put into a list that only the server can judge', () => {
    expect(numbers(withTask(pagesOf([task(1)]), task(2), { q: 'words' }, ME))).toEqual([[1]]);
  });
});

it('a deleted task is taken out, once', () => {
  const pages = withoutTask(withoutTask(pagesOf([task(2), task(1)]), 'task-2'), 'task-2');
  expect(numbers(pages)).toEqual([[1]]);
  expect(pages.pages[0]?.total).toBe(1);
});

it('what is never due comes after what is', () => {
  const sorted = [task(1), task(2, { dueAt: '2026-05-01T00:00:00.000Z' })].toSorted(compareBy('dueAt'));
  expect(sorted.map(({ number }) => number)).toEqual([2, 1]);
});

it.each([
  [{ assignee: 'me' }, { assigneeId: ME }, true],
  [{ assignee: 'me' }, {}, false],
  [{ label: ['a', 'b'] }, { labels: ['b'] }, true],
  [{ priority: ['HIGH'] }, { priority: 'LOW' }, false],
  [{ due: 'overdue' }, { dueAt: '2026-01-01T00:00:00.000Z' }, true],
  [{ due: 'overdue' }, { dueAt: '2026-01-01T00:00:00.000Z', status: 'COMPLETED' }, false],
  [{ due: 'today' }, { dueAt: null }, false],
  [{ createdAfter: '2026-01-01T00:00:00.000Z', createdBefore: '2026-01-02T00:00:00.000Z' }, {}, true],
  [{ createdAfter: '2026-01-01T00:00:00.001Z' }, {}, false],
  [{ createdBefore: '2026-01-01T00:00:00.000Z' }, {}, false],
  [{ completedAfter: '2026-01-01T00:00:00.000Z' }, {}, false],
  [{ completedAfter: '2026-01-01T00:00:00.000Z' }, { completedAt: '2026-01-02T00:00:00.000Z' }, true],
  [{ notStatus: ['COMPLETED'] }, { status: 'COMPLETED' }, false],
  [{ allLabels: ['a', 'b'] }, { labels: ['b'] }, false],
  [{ allLabels: ['a', 'b'] }, { labels: ['c', 'b', 'a'] }, true],
  [{ notLabel: ['a'] }, { labels: ['a'] }, false],
  [{ label: ['none'] }, {}, true],
  [{ label: ['none'] }, { labels: ['a'] }, false],
  [{ notLabel: ['none'] }, {}, false],
  [{ assignee: 'none' }, {}, true],
  [{ assignee: 'none' }, { assigneeId: ME }, false],
  [{ project: 'none' }, { projectId: ME }, false],
  [{ due: 'none' }, { status: 'COMPLETED' }, true],
  [{ due: 'none' }, { dueAt: '2026-01-01T00:00:00.000Z' }, false],
] as [object, Partial<Task>, boolean][])('%j holds for %j: %s', (filter, fields, holds) => {
  expect(matches(task(1, fields), filter, ME, Date.UTC(2026, 5, 1))).toBe(holds);
});

describe('the address', () => {
  it('leaves out what means nothing', () => {
    const raw = { status: ['CREATED', 'x'], assignee: "me'--", q: '', sort: '__proto__', task: -1, other: 1 };
    expect(readSearch(raw)).toEqual({ status: ['CREATED'] });
    expect(readSearch({ status: 'CREATED', q: 42, task: '7' })).toEqual({
      status: ['CREATED'],
      q: '42',
      task: 7,
    });
  });

  it('sorts by relevance only where there are words', () => {
    expect(readSearch({ sort: 'relevance' })).toEqual({});
    expect(readSearch({ sort: 'relevance', q: 'dock' })).toEqual({ sort: 'relevance', q: 'dock' });
  });

  it('has moments in one form, or none', () => {
    const raw = { createdAfter: '2026-01-01T01:00:00+01:00', createdBefore: 'yesterday' };
    expect(readSearch(raw)).toEqual({ createdAfter: '2026-01-01T00:00:00.000Z' });
  });

  it('asks for words only where there are some', () => {
    expect(toQuery({ q: ' ?! ' }, ME).q).toBeUndefined();
    expect(toQuery({ q: ' anvil ' }, ME).q).toBe('anvil');
  });
});
