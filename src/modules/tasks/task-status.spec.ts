import { describe, expect, it } from 'vitest';
import { isLegalMove, stepsToCompletion } from './task-status.js';
import { TASK_STATUSES } from './task.js';

describe('task status', () => {
  it('moves forward by one step only', () => {
    const legal = TASK_STATUSES.flatMap((from) =>
      TASK_STATUSES.filter((to) => isLegalMove(from, to)).map((to) => `${from} -> ${to}`),
    );
    expect(legal).toEqual(['CREATED -> IN_PROGRESS', 'IN_PROGRESS -> COMPLETED']);
  });

  it('completes by legal steps from wherever it is', () => {
    for (const from of TASK_STATUSES) {
      let status = from;
      for (const step of stepsToCompletion(from)) {
        expect(isLegalMove(status, step)).toBe(true);
        status = step;
      }
      expect(status).toBe('COMPLETED');
    }
  });
});
