import { describe, expect, it } from 'vitest';
import { digest, keyOf, MAX_SINGLE_NOTIFICATIONS } from './digest.js';
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

describe('digest', () => {
  it('leaves few as they are', () => {
    expect(digest(many('bob', MAX_SINGLE_NOTIFICATIONS), new Set())).toEqual(
      many('bob', MAX_SINGLE_NOTIFICATIONS),
    );
  });

  it('makes many of a kind for one user a digest', () => {
    const one = { ...of('bob', 21), taskId: null, cause: null, count: 21 };
    expect(digest([...many('bob', 21), of('eve', 1)], new Set())).toEqual([one, of('eve', 1)]);
  });

  it('adds even one to an open digest', () => {
    expect(digest([of('bob', 1)], new Set([keyOf(of('bob', 1))]))).toMatchObject([
      { taskId: null, count: 1 },
    ]);
  });

  it('names the actor only when there is exactly one', () => {
    expect(digest([...many('bob', 20), of('bob', 21, 'eve')], new Set())).toMatchObject([{ actorId: null }]);
  });
});
