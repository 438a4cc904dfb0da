import { describe, expect, it } from 'vitest';
import { condense, keyOf, MOST_AT_A_TIME } from './condense.js';
import type { NewNotification } from './notification.js';

const of = (userId: string, sequence: number, actorId = 'ada'): NewNotification => ({
  userId,
  kind: 'task-created',
  taskId: `task ${sequence}`,
  cause: String(sequence),
  count: 1,
  actorId,
  sequence,
});
const many = (userId: string, count: number) =>
  Array.from({ length: count }, (_, index) => of(userId, index + 1));

describe('condense', () => {
  it('leaves few as they are', () => {
    expect(condense(many('bob', MOST_AT_A_TIME), new Set())).toEqual(many('bob', MOST_AT_A_TIME));
  });

  it('makes many of a kind for a person one', () => {
    const summary = { ...of('bob', 21), taskId: null, cause: null, count: 21 };
    expect(condense([...many('bob', 21), of('eve', 1)], new Set())).toEqual([summary, of('eve', 1)]);
  });

  it('adds even one to what counts already', () => {
    expect(condense([of('bob', 1)], new Set([keyOf(of('bob', 1))]))).toMatchObject([
      { taskId: null, count: 1 },
    ]);
  });

  it('names who did it only when that is one person', () => {
    expect(condense([...many('bob', 20), of('bob', 21, 'eve')], new Set())).toMatchObject([
      { actorId: null },
    ]);
  });
});
