import { describe, expect, it } from 'vitest';
import { LocalCalendar } from '../../common/calendar.js';
import { ValidationFailed } from '../../common/problem.js';
import { bucketsOf, MAX_BUCKETS, type TrendRange } from './trend-buckets.js';

const NOW = new Date('2027-03-31T23:30:00Z');
const of = (range: TrendRange, timeZone = 'UTC') => bucketsOf(range, new LocalCalendar(timeZone), NOW);

describe('the buckets of a trend', () => {
  it('are the last 30 days, 12 weeks or 12 months by default', () => {
    const days = of({ interval: 'day' });
    expect([days.starts.length, days.starts[0], days.lastDay]).toEqual([30, '2027-03-02', '2027-03-31']);
    const weeks = of({ interval: 'week' });
    expect([weeks.starts.length, weeks.starts[0], weeks.lastDay]).toEqual([12, '2027-01-11', '2027-04-04']);
    const months = of({ interval: 'month' });
    expect([months.starts.length, months.starts[0], months.lastDay]).toEqual([
      12,
      '2026-04-01',
      '2027-03-31',
    ]);
  });

  it('know which day it is in the time zone', () => {
    expect(of({ interval: 'day' }, 'Europe/Zurich').lastDay).toBe('2027-04-01');
  });

  it('are whole weeks and months', () => {
    expect(of({ interval: 'week', from: '2027-03-03', to: '2027-03-09' })).toMatchObject({
      starts: ['2027-03-01', '2027-03-08'],
      lastDay: '2027-03-14',
    });
    expect(of({ interval: 'month', from: '2027-01-31', to: '2027-02-01' })).toMatchObject({
      starts: ['2027-01-01', '2027-02-01'],
      lastDay: '2027-02-28',
    });
  });

  it('have 23 and 25 hours where the clocks change', () => {
    const { boundaries } = of({ interval: 'day', from: '2027-03-27', to: '2027-03-29' }, 'Europe/Zurich');
    const lengths = boundaries.slice(1).map((end, index) => Number(end) - Number(boundaries[index]));
    expect(lengths.map((length) => length / 3_600_000)).toEqual([24, 23, 24]);
  });

  it.each([
    [{ interval: 'day', from: '2026-01-01', to: '2027-01-01' }, 366],
    [{ interval: 'month', from: '1997-01-01', to: '2027-06-01' }, 366],
  ] as [TrendRange, number][])('may be %j', (range, count) => expect(of(range).starts).toHaveLength(count));

  it.each([
    { interval: 'day', from: '2026-01-01', to: '2027-01-02' },
    { interval: 'week', from: '2010-01-01' },
    { interval: 'day', from: '2027-03-02', to: '2027-03-01' },
    { interval: 'month', from: '2027-03-02', to: '2027-03-01' },
    { interval: 'day', from: '2027-04-01' },
  ] as TrendRange[])('may not be %j', (range) => {
    expect(MAX_BUCKETS).toBe(366);
    expect(() => of(range)).toThrow(ValidationFailed);
  });
});
