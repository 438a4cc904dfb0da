import { expect, it } from 'vitest';
import { readableChanges, tasksIn } from './sentences.ts';

const names = {
  member: (id: string | null) => `member ${id}`,
  project: () => undefined,
  task: (id: string) => `task ${id}`,
};

it('says of a change what readers can read', () => {
  const added = { from: null, to: '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b' };
  const changes = {
    body: { from: null, to: 'Look' },
    taskId: added,
    mentions: { from: null, to: ['7'] },
    labels: { from: null, to: [] },
    assigneeId: { from: '7', to: null },
    recurrence: { from: 'FREQ=DAILY', to: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO' },
    title: { from: 'nothing', to: 'Something' },
  };
  expect(readableChanges(changes, names)).toEqual([
    { field: 'Text', to: 'Look' },
    { field: 'Mentions', to: 'member 7' },
    { field: 'Assignee', from: 'member 7', to: 'nothing' },
    { field: 'Repeats', from: 'Every day', to: 'Every 2 weeks on Monday' },
    { field: 'Title', from: 'nothing', to: 'Something' },
  ]);
});

it('calls tasks and mentioned members by their names', () => {
  const id = '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b';
  const changes = {
    parentId: { from: null, to: '1' },
    blockedBy: { from: ['2'], to: ['2', '3'] },
    body: { from: null, to: `Ask @[${id}]` },
  };
  expect(readableChanges(changes, names)).toEqual([
    { field: 'Parent', to: 'task 1' },
    { field: 'Blocked by', from: 'task 2', to: 'task 2, task 3' },
    { field: 'Text', to: `Ask @member ${id}` },
  ]);
  expect(tasksIn(changes)).toEqual(['1', '2', '3']);
});
