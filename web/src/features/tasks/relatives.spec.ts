import { expect, it } from 'vitest';
import type { Task } from '../../api/client.ts';
import { Relatives } from './relatives.ts';

const task = (id: string, fields: Partial<Task> = {}): Task =>
  ({ id, parentId: null, blockedBy: [], ...fields }) as Task;

const SHOWN = [task('parent'), task('other'), task('blocked', { blockedBy: ['blocker'] })];

function relativesOf(
  type: string,
  changed: Task,
  changes: Record<string, { from: unknown; to: unknown }> = {},
) {
  const relatives = new Relatives();
  relatives.add({ type, data: { subjectType: 'task', subjectId: changed.id, task: changed, changes } });
  return relatives.take(() => SHOWN);
}

it.each(['task.created', 'task.status-changed', 'task.deleted', 'task.restored'])(
  'a parent changes with its subtask: %s',
  (type) => {
    expect(relativesOf(type, task('sub', { parentId: 'parent' }))).toEqual(['parent']);
  },
);

it('both parents change where a subtask goes from one to the other', () => {
  const changes = { parentId: { from: 'parent', to: 'other' } };
  expect(relativesOf('task.updated', task('sub', { parentId: 'other' }), changes)).toEqual([
    'parent',
    'other',
  ]);
});

it('what a task blocks changes with its status, and so does what is blocked itself', () => {
  expect(relativesOf('task.status-changed', task('blocker'))).toEqual(['blocked']);
  expect(relativesOf('task.updated', task('late', { blockedBy: ['blocker'] }))).toEqual(['late']);
});

it('nothing else changes', () => {
  expect(relativesOf('task.updated', task('sub', { parentId: 'parent' }))).toEqual([]);
  expect(relativesOf('task.created', task('blocker'))).toEqual([]);
  expect(relativesOf('task.status-changed', task('alone'))).toEqual([]);
});
