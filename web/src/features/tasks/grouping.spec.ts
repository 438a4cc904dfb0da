import { describe, expect, it } from 'vitest';
import type { Member, Project } from '../../api/client.ts';
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

  it('are the user’s own, those of the others by name, and those of nobody', () => {
    const named = ['Zoe', 'Me', 'Adam'].map((name) => ({ userId: name, name }));
    const values = { me: 'Me', members: named as Member[], projects: [] };
    expect(keysOf({}, 'assignee', values)).toEqual(['Me', 'Adam', 'Zoe', 'none']);
    expect(keysOf({ assignee: 'me' }, 'assignee', values)).toEqual(['Me']);
    expect(keysOf({ assignee: 'none' }, 'assignee', values)).toEqual(['none']);
    expect(groupsOf({ q: 'dock' }, 'assignee', values).at(-1)?.filter).toEqual({
      q: 'dock',
      assignee: 'none',
    });
  });

  it('are the projects by name, and what has none', () => {
    const projects = [
      { id: '2', name: 'Villa' },
      { id: '1', name: 'Dock' },
    ] as Project[];
    const groups = groupsOf({}, 'project', { me: '', members: [], projects });
    expect(groups.map(({ label }) => label)).toEqual(['Dock', 'Villa', 'No project']);
  });

  it('are the days on which open tasks are due, without a gap, and behind them what is done', () => {
    const groups = groupsOf({}, 'due', undefined, new Date(2026, 5, 1, 15, 30).getTime());
    expect(groups.map(({ label }) => label)).toEqual([
      'Overdue',
      'Today',
      'Tomorrow',
      'Within 7 days',
      'Later',
      'No due date',
      'Done',
    ]);
    const days = groups.slice(0, 5).map(({ filter }) => filter);
    expect(days.map(({ dueBefore }) => dueBefore).slice(0, 4)).toEqual(
      days.map(({ dueAfter }) => dueAfter).slice(1),
    );
    expect(days[0]).toMatchObject({ status: ['CREATED', 'IN_PROGRESS'], dueAfter: undefined });
    expect(days[4]?.dueBefore).toBeUndefined();
    expect(keysOf({ due: 'none', notStatus: ['COMPLETED'] }, 'due')).toEqual(['none']);
    expect(keysOf({ status: ['COMPLETED'] }, 'due')).toEqual(['COMPLETED']);
  });

  it('leave out what the filter excludes', () => {
    expect(keysOf({ notStatus: ['COMPLETED'] }, 'status')).toEqual(['IN_PROGRESS', 'CREATED']);
  });
});
