import { describe, expect, it } from 'vitest';
import { legalStatusChanges, stepsTo } from './task-status.js';
import { TASK_STATUSES } from './task.js';

describe('task status', () => {
  const FORWARD = ['CREATED -> IN_PROGRESS', 'IN_PROGRESS -> COMPLETED'];

  it.each([
    ['moves forward by one step only', false, FORWARD],
    [
      'goes back from COMPLETED where the organization allows it',
      true,
      [...FORWARD, 'COMPLETED -> IN_PROGRESS'],
    ],
  ])('%s', (_name, allowReopen, expected) => {
    const legal = TASK_STATUSES.flatMap((from) =>
      legalStatusChanges(from, allowReopen).map((to) => `${from} -> ${to}`),
    );
    expect(legal).toEqual(expected);
  });

  it('completes by legal steps from wherever it is', () => {
    for (const from of TASK_STATUSES) {
      let status = from;
      for (const step of stepsTo(from)) {
        expect(legalStatusChanges(status, false)).toContain(step);
        status = step;
      }
      expect(status).toBe('COMPLETED');
    }
  });
});
