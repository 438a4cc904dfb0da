import { describe, expect, it } from 'vitest';
import { readSearch, type TaskFilter } from './search.ts';
import { fromView, isAsSaved, searchOf, toViewList, type View } from './view-filter.ts';

const ID = '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b';
const OTHER = '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6c';

const viewOf = (list: TaskFilter): View => ({
  id: ID,
  name: 'View',
  authorId: OTHER,
  isShared: true,
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  ...toViewList(list),
});

const EVERYTHING: Required<Omit<TaskFilter, 'sort' | 'group'>> = {
  status: ['CREATED'],
  notStatus: ['COMPLETED'],
  priority: ['HIGH', 'LOW'],
  label: ['b', 'a'],
  allLabels: ['c'],
  notLabel: ['none'],
  assignee: 'me',
  creator: OTHER,
  project: 'none',
  archived: false,
  parent: ID,
  blockedBy: OTHER,
  due: 'overdue',
  dueAfter: '2026-01-01',
  dueBefore: '2026-02-01T00:00:00.000Z',
  createdAfter: '2026-01-01T00:00:00.000Z',
  createdBefore: '2026-01-02',
  completedAfter: '2026-01-01',
  completedBefore: '2026-01-03',
  q: 'tiles',
};

describe('a view', () => {
  it.each<[string, TaskFilter]>([
    ['nothing', {}],
    ['every filter', EVERYTHING],
    ['a sort and groups', { sort: 'dueAt', group: 'due' }],
    ['each grouping', { group: 'assignee' }],
  ])('is the list again that was saved, with %s', (_what, list) => {
    const view = viewOf(list);
    expect(fromView(view)).toEqual(list);
    expect(isAsSaved(fromView(view), view)).toBe(true);
    // An address has the same list, too: nothing of it is left out when it is read.
    expect(readSearch({ ...list })).toEqual(list);
  });

  it('is changed by each condition, the sort and the groups, and not by the order of values', () => {
    const view = viewOf(EVERYTHING);
    for (const name of Object.keys(EVERYTHING))
      expect(isAsSaved({ ...EVERYTHING, [name]: undefined }, view), name).toBe(false);
    expect(isAsSaved({ ...EVERYTHING, sort: 'title' }, view)).toBe(false);
    expect(isAsSaved({ ...EVERYTHING, group: 'status' }, view)).toBe(false);
    expect(isAsSaved({ ...EVERYTHING, label: ['a', 'b'], priority: ['LOW', 'HIGH'] }, view)).toBe(true);
    expect(isAsSaved({ ...EVERYTHING, q: ' tiles ' }, view)).toBe(true);
  });

  it('is in the address alone as it was saved, and with all of the list once that is changed', () => {
    const view = viewOf({ status: ['CREATED'] });
    expect(searchOf({ status: ['CREATED'] }, ID, view)).toEqual({ view: ID });
    expect(searchOf({ priority: ['LOW'] }, ID, view)).toEqual({
      view: ID,
      priority: ['LOW'],
      sort: '-createdAt',
    });
    // Without any filter it isn't the view either.
    expect(searchOf({}, ID, view)).toEqual({ view: ID, sort: '-createdAt' });
    expect(searchOf({ priority: ['LOW'] })).toEqual({ priority: ['LOW'] });
    // Whether a view that isn't there was changed can't be said: the list is what counts.
    expect(searchOf({}, ID)).toEqual({ view: ID, sort: '-createdAt' });
  });
});
