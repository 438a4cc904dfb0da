import { expect, it } from 'vitest';
import { sentenceOf } from './change-sentences.ts';

const names = { member: () => 'Mia', project: () => 'Launch' };
const say = (changes: Record<string, { from: unknown; to: unknown }>, parent?: number) =>
  sentenceOf({ type: 'task.updated', changes: changes as never }, names, parent);

it.each([
  [{ status: { from: 'CREATED', to: 'IN_PROGRESS' } }, 'set the status to In progress'],
  [{ assigneeId: { from: 'a', to: null } }, 'took the assignee away'],
  [{ parentId: { from: null, to: 'p' } }, 'made this a subtask of #7'],
  [{ parentId: { from: 'p', to: null } }, 'took this out of its parent'],
  [{ blockedBy: { from: [], to: ['a', 'b'] } }, 'added 2 tasks that this is blocked by'],
  [{ blockedBy: { from: ['a'], to: [] } }, 'removed a task that this was blocked by'],
  [{ recurrence: { from: null, to: 'FREQ=DAILY' } }, 'made this repeat: every day'],
  [{ recurrence: { from: 'FREQ=DAILY', to: null } }, 'ended the repetition'],
  [{ somethingNew: { from: 1, to: 2 } }, 'changed this'],
])('says %j', (changes, sentence) => {
  expect(say(changes, 7)).toBe(sentence);
});

it('says that a completed task has passed its rule on', () => {
  const sentence = say({
    status: { from: 'IN_PROGRESS', to: 'COMPLETED' },
    recurrence: { from: 'FREQ=DAILY', to: null },
  });
  expect(sentence).toMatch(/set the status to Done.*passed the repetition on to the next task/);
});

it('doesn’t name a parent that it doesn’t know', () => {
  expect(say({ parentId: { from: null, to: 'p' } })).toBe('made this a subtask of another task');
});
