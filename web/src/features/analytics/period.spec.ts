import { describe, expect, it } from 'vitest';
import { beginOf, firstDay, readPeriod } from './period.ts';

describe('the period of figures', () => {
  it('is read from an address, without what means nothing', () => {
    expect(readPeriod({ days: '90', timeZone: 'Asia/Tokyo' })).toEqual({ days: 90, timeZone: 'Asia/Tokyo' });
    expect(readPeriod({ days: 31, timeZone: 'Mars/Base' })).toEqual({});
  });

  it('has today as its last day', () => {
    expect(firstDay(7, new Date(2026, 2, 3, 12))).toBe('2026-02-25');
  });

  it('begins so many times 24 hours ago', () => {
    expect(beginOf(7, Date.UTC(2026, 2, 8, 12, 0, 30))).toBe('2026-03-01T12:00:00.000Z');
  });
});
