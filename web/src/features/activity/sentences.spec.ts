import { expect, it } from 'vitest';
import { readableChanges } from './sentences.ts';

const names = { member: (id: string | null) => `member ${id}`, project: () => undefined };

it('says of a change what readers can read', () => {
  const added = { from: null, to: '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b' };
  const changes = {
    body: { from: null, to: 'Look' },
    taskId: added,
    mentions: { from: null, to: ['7'] },
    labels: { from: null, to: [] },
    assigneeId: { from: '7', to: null },
    title: { from: 'nothing', to: 'Something' },
  };
  expect(readableChanges(changes, names)).toEqual([
    { field: 'Text', to: 'Look' },
    { field: 'Mentions', to: 'member 7' },
    { field: 'Assignee', from: 'member 7', to: 'nothing' },
    { field: 'Title', from: 'nothing', to: 'Something' },
  ]);
});
