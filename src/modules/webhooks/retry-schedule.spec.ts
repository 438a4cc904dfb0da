import { describe, expect, it } from 'vitest';
import { parseRetryAfter, RETRY_SCHEDULE, retryDelay } from './retry-schedule.js';

const schedule = { ...RETRY_SCHEDULE, delays: [5, 30, 120], jitter: 0 };

describe('retryDelay', () => {
  it('grows with the attempts, and stays at the longest', () => {
    expect([1, 2, 3, 4, 50].map((attempts) => retryDelay(schedule, attempts))).toEqual([
      5, 30, 120, 120, 120,
    ]);
  });

  it('differs by chance, within bounds', () => {
    const delays = Array.from({ length: 50 }, () => retryDelay({ ...schedule, jitter: 0.2 }, 1));
    expect(new Set(delays).size).toBeGreaterThan(1);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...delays)).toBeLessThan(6.001);
  });

  it('waits for as long as the endpoint asks for, within bounds', () => {
    expect(retryDelay(schedule, 1, 60)).toBe(60);
    expect(retryDelay(schedule, 3, 1)).toBe(120);
    expect(retryDelay(schedule, 1, 999_999)).toBe(7200);
  });

  it('fits several attempts into a day', () => {
    let [attempts, seconds] = [0, 0];
    while (seconds < RETRY_SCHEDULE.giveUpAfter) seconds += retryDelay(RETRY_SCHEDULE, ++attempts);
    expect(attempts).toBeGreaterThan(12);
  });
});

describe('parseRetryAfter', () => {
  it.each([
    [undefined, 0],
    ['7', 7],
    ['-7', 0],
    ['soon', 0],
    ['Wed, 21 Oct 2026 07:28:30 GMT', 30],
    ['Wed, 21 Oct 2026 07:27:00 GMT', 0],
  ])('reads %s', (header, seconds) => {
    expect(parseRetryAfter(header, Date.parse('2026-10-21T07:28:00Z'))).toBe(seconds);
  });
});
