import { describe, expect, it } from 'vitest';
import { addTo, bucketKey, type Limit, bucketLimit, waitFor } from './leaky-bucket.js';

const GUESSES: Limit = { burst: 10, leak: 600, backoff: { first: 5, longest: 900 } };

/** The blocks, in seconds, of failures that follow each other as soon as they may. */
function blocks(count: number): number[] {
  let level = 0;
  let age = 0;
  return Array.from({ length: count }, () => {
    const next = addTo(GUESSES, { level, age });
    level = next.level;
    age = next.block;
    return next.block;
  });
}

describe('a bucket that backs off', () => {
  const limit = { burst: 3, leak: 60, backoff: { first: 5, longest: 900 } };

  it('lets nine failures pass and blocks ever longer from the tenth on', () => {
    expect(blocks(9)).toEqual(Array.from({ length: 9 }, () => 0));
    expect(blocks(13).slice(9)).toEqual([5, 10, 20, 40]);
  });

  it('never blocks for more than a quarter of an hour, and settles at a guess in ten minutes', () => {
    const later = blocks(500).slice(100);
    expect(Math.max(...later)).toBeLessThanOrEqual(900);
    expect(later.reduce((sum, block) => sum + block, 0) / later.length).toBeGreaterThan(500);
  });

  it('drains a failure in the time of its limit', () => {
    expect(addTo(limit, { level: 2, age: 59 })).toEqual({ level: expect.closeTo(2.02, 2), block: 5 });
    expect(addTo(limit, { level: 2, age: 60 })).toEqual({ level: 2, block: 0 });
    expect(addTo(limit, { level: 2, age: 0 })).toEqual({ level: 3, block: 5 });
    expect(addTo(limit, { level: 2, age: 1e9 })).toEqual({ level: 1, block: 0 });
  });

  it('takes a clock that went back for one that stood still', () => {
    expect(addTo(limit, { level: 1, age: -1e9 })).toEqual({ level: 2, block: 0 });
  });

  it('is waited for as long as its block lasts', () => {
    expect(waitFor(limit, { level: 9, age: 0, block: 7 })).toBe(7);
    expect(waitFor(limit, { level: 9, age: 0, block: -1 })).toBeLessThanOrEqual(0);
  });
});

describe('a quota', () => {
  const limit = bucketLimit({ quota: 30, window: 3600 });

  it('is there at once, and comes back evenly', () => {
    expect(limit).toEqual({ burst: 30, leak: 120 });
    expect(waitFor(limit, { level: 29, age: 0, block: 0 })).toBeLessThanOrEqual(0);
    expect(waitFor(limit, { level: 30, age: 0, block: 0 })).toBe(120);
    expect(waitFor(limit, { level: 30, age: 100, block: 0 })).toBeCloseTo(20);
    expect(waitFor(limit, { level: 30, age: 120, block: 0 })).toBeLessThanOrEqual(0);
  });

  it('blocks nothing by itself: another rate counts at once', () => {
    expect(addTo(limit, { level: 30, age: 120 })).toEqual({ level: 30, block: 0 });
    expect(waitFor(bucketLimit({ quota: 60, window: 3600 }), { level: 30, age: 0, block: 0 })).toBeLessThan(
      0,
    );
  });
});

describe('bucketKey', () => {
  it('keeps its parts apart, and to itself', () => {
    expect(bucketKey('a', 'bc')).not.toBe(bucketKey('ab', 'c'));
    expect(bucketKey('account', 'ada')).not.toContain('ada');
  });
});
