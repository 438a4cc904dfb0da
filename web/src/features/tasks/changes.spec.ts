import { describe, expect, it } from 'vitest';
import type { Task, TaskStatus } from '../../api/client.ts';
import { reverseOf, withChanges } from './changes.ts';
import { legalMoves } from './moves.ts';

const task = { labels: ['old', 'shared'], priority: 'LOW', dueAt: null, recurrence: null } as unknown as Task;

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

it('a change of a value is taken back to the one before', () => {
  expect(reverseOf(task, { priority: 'HIGH', dueAt: '2026-01-01T00:00:00.000Z' })).toEqual({
    priority: 'LOW',
    dueAt: null,
  });
});

it('a change of the status is taken back where that is legal and made no next task of a series', () => {
  const back = (status: TaskStatus, to: TaskStatus, allowReopen: boolean, recurrence: string | null = null) =>
    reverseOf({ ...task, status, recurrence }, { status: to }, (from) => legalMoves(from, allowReopen));
  expect(back('IN_PROGRESS', 'COMPLETED', false)).toBeUndefined();
  expect(back('IN_PROGRESS', 'COMPLETED', true)).toEqual({ status: 'IN_PROGRESS' });
  expect(back('IN_PROGRESS', 'COMPLETED', true, 'FREQ=DAILY')).toBeUndefined();
  expect(back('CREATED', 'IN_PROGRESS', true)).toBeUndefined();
  expect(reverseOf(task, { status: 'COMPLETED' })).toBeUndefined();
});
