import { expect, it } from 'vitest';
import { LocalCalendar } from '../../../common/calendar.js';
import { hasNext, nextDue } from './next-due.js';

const BERLIN = new LocalCalendar('Europe/Berlin');
const BEFORE = new Date('2026-01-01T00:00:00Z');

/** Due dates in Berlin, and the one after each. */
const IN_BERLIN: [rule: string, dueAt: string, next: string][] = [
  ['FREQ=DAILY', '2027-03-27T08:00:00.000Z', '2027-03-28T07:00:00.000Z'],
  ['FREQ=DAILY', '2027-10-30T07:00:00.000Z', '2027-10-31T08:00:00.000Z'],
  // 02:30 is skipped, and was shown twice.
  ['FREQ=DAILY', '2027-03-27T01:30:00.000Z', '2027-03-28T01:30:00.000Z'],
  ['FREQ=DAILY', '2027-10-30T00:30:00.000Z', '2027-10-31T00:30:00.000Z'],
  // The day there, not in UTC: Monday, 00:30.
  ['FREQ=WEEKLY;BYDAY=MO,TU', '2027-06-06T22:30:00.000Z', '2027-06-07T22:30:00.000Z'],
  // The end of a day.
  ['FREQ=WEEKLY', '2027-03-26T22:59:59.999Z', '2027-04-02T21:59:59.999Z'],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', '2027-02-28T22:59:59.999Z', '2027-03-31T21:59:59.999Z'],
];

it.each(IN_BERLIN)('%s after %s is at the same local time: %s', (rule, dueAt, next) => {
  expect(nextDue(rule, new Date(dueAt), BEFORE, BERLIN)?.dueAt.toISOString()).toBe(next);
});

it('leaves out the days that have passed, but not what is still to come today', () => {
  const dueAt = new Date('2030-01-07T11:00:00Z');
  const nextAt = (now: string) => nextDue('FREQ=DAILY', dueAt, new Date(now), BERLIN)?.dueAt.toISOString();
  expect(nextAt('2030-01-01T00:00:00Z')).toBe('2030-01-08T11:00:00.000Z');
  expect(nextAt('2030-03-05T10:59:00Z')).toBe('2030-03-05T11:00:00.000Z');
  expect(nextAt('2030-03-05T11:00:00Z')).toBe('2030-03-06T11:00:00.000Z');
  const weekly = nextDue('FREQ=WEEKLY;INTERVAL=2', dueAt, new Date('2030-01-22T00:00:00Z'), BERLIN);
  expect(weekly?.dueAt.toISOString()).toBe('2030-02-04T11:00:00.000Z');
});

it('counts down, and ends after the last', () => {
  const dueAt = new Date('2030-01-01T12:00:00Z');
  const after = (rule: string) => nextDue(rule, dueAt, BEFORE, BERLIN)?.recurrence;
  expect(after('FREQ=DAILY;COUNT=3;INTERVAL=2')).toBe('FREQ=DAILY;COUNT=2;INTERVAL=2');
  expect(after('COUNT=2;FREQ=DAILY')).toBe('COUNT=1;FREQ=DAILY');
  expect(after('FREQ=DAILY;COUNT=1')).toBeUndefined();
});

it.each([
  ['20300102', true],
  ['20300101', false],
  ['20300102T110000Z', true],
  ['20300102T105959Z', false],
  ['20300102T120000', true],
  ['20300102T115959', false],
])('with UNTIL=%s has a next one: %s', (until, expected) => {
  // Noon in Berlin.
  const next = nextDue(`FREQ=DAILY;UNTIL=${until}`, new Date('2030-01-01T11:00:00Z'), BEFORE, BERLIN);
  expect(next !== undefined).toBe(expected);
});

it('knows whether a rule ever has a day, its end aside', () => {
  const dueAt = new Date('2030-01-31T12:00:00Z');
  expect(hasNext('FREQ=DAILY;COUNT=1', dueAt, BERLIN)).toBe(true);
  expect(hasNext('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', dueAt, BERLIN)).toBe(false);
});
