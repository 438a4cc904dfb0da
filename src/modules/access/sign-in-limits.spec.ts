import { describe, expect, it } from 'vitest';
import { addFailure, bucketKey, PAIR_LIMIT } from './sign-in-limits.js';

/** The blocks, in seconds, of failures that follow each other as soon as they may. */
function blocks(count: number): number[] {
  let level = 0;
  let age = 0;
  return Array.from({ length: count }, () => {
    const next = addFailure(PAIR_LIMIT, level, age);
    level = next.level;
    age = next.block;
    return next.block;
  });
}

describe('addFailure', () => {
  it('lets nine failures pass and blocks ever longer from the tenth on', () => {
    expect(blocks(9)).toEqual(Array.from({ length: 9 }, () => 0));
    expect(blocks(13).slice(9)).toEqual([5, 10, 20, 40]);
  });

  it('never blocks for more than a quarter of an hour, and settles at a guess in ten minutes', () => {
    const later = blocks(500).slice(100);
    expect(Math.max(...later)).toBeLessThanOrEqual(900);
    expect(later.reduce((sum, block) => sum + block, 0) / later.length).toBeGreaterThan(500);
  });

  it('forgets a failure in the time of its limit', () => {
    expect(addFailure({ burst: 3, leak: 60 }, 2, 59)).toEqual({ level: expect.closeTo(2.02, 2), block: 5 });
    expect(addFailure({ burst: 3, leak: 60 }, 2, 60)).toEqual({ level: 2, block: 0 });
    expect(addFailure({ burst: 3, leak: 60 }, 2, 0)).toEqual({ level: 3, block: 5 });
    expect(addFailure({ burst: 3, leak: 60 }, 2, 1e9)).toEqual({ level: 1, block: 0 });
  });

  it('takes a clock that went back for one that stood still', () => {
    expect(addFailure({ burst: 3, leak: 60 }, 1, -1e9)).toEqual({ level: 2, block: 0 });
  });
});

describe('bucketKey', () => {
  it('keeps its parts apart, and to itself', () => {
    expect(bucketKey('a', 'bc')).not.toBe(bucketKey('ab', 'c'));
    expect(bucketKey('account', 'ada')).not.toContain('ada');
  });
});
