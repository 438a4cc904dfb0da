import { describe, expect, it } from 'vitest';
import { groupsOf } from './grouping.ts';

const keysOf = (...parameters: Parameters<typeof groupsOf>): string[] =>
  groupsOf(...parameters).map(({ key }) => key);

describe('the groups of a list of tasks', () => {
  it('are one without a heading, where it isn’t grouped', () => {
    expect(groupsOf({ q: 'dock' })).toEqual([{ key: 'all', filter: { q: 'dock' } }]);
  });

  it('are the tasks of each value, under the filter of the list', () => {
    expect(groupsOf({ q: 'dock' }, 'priority')[0]).toEqual({
      key: 'URGENT',
      label: 'Urgent',
      priority: 'URGENT',
      filter: { q: 'dock', priority: ['URGENT'] },
    });
    expect(keysOf({}, 'status')).toEqual(['IN_PROGRESS', 'CREATED', 'COMPLETED']);
    expect(keysOf({}, 'priority')).toEqual(['URGENT', 'HIGH', 'MEDIUM', 'LOW', 'NONE']);
  });

  it('are only those that the filter lets in', () => {
    expect(keysOf({ status: ['COMPLETED', 'CREATED'] }, 'status')).toEqual(['CREATED', 'COMPLETED']);
    expect(keysOf({ priority: ['LOW'] }, 'priority')).toEqual(['LOW']);
    expect(keysOf({ due: 'overdue' }, 'status')).toEqual(['IN_PROGRESS', 'CREATED']);
  });
});
