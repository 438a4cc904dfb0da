import { describe, expect, it } from 'vitest';
import type { Task } from '../../api/client.ts';
import { reverseOf, withChanges } from './changes.ts';

const task = { labels: ['old', 'shared'], priority: 'LOW', dueAt: null } as unknown as Task;

describe('a change of labels', () => {
  it('leaves the other labels as they are', () => {
    expect(withChanges(task, { addLabels: ['new', 'old'] }).labels).toEqual(['old', 'shared', 'new']);
    expect(withChanges(task, { removeLabels: ['shared'] }).labels).toEqual(['old']);
    expect(withChanges(task, { priority: 'HIGH' })).toEqual({ ...task, priority: 'HIGH' });
    expect(withChanges<{ labels?: string[] }>({}, { addLabels: ['first'] })).toEqual({ labels: ['first'] });
  });

  it('is taken back as far as it has changed something', () => {
    expect(reverseOf(task, { addLabels: ['old', 'new'] })).toEqual({ removeLabels: ['new'] });
    expect(reverseOf(task, { addLabels: ['old'] })).toEqual({ removeLabels: [] });
    expect(reverseOf(task, { removeLabels: ['old', 'new'] })).toEqual({ addLabels: ['old'] });
  });
});

it('a change of a value is taken back to the one before, and that of a status isn’t', () => {
  expect(reverseOf(task, { priority: 'HIGH', dueAt: '2026-01-01T00:00:00.000Z' })).toEqual({
    priority: 'LOW',
    dueAt: null,
  });
  expect(reverseOf(task, { status: 'COMPLETED' })).toBeUndefined();
});
