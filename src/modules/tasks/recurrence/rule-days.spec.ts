import { describe, expect, it } from 'vitest';
import { processorTimeOf } from '../../../../test/support/processor-time.ts';
import { InvalidRule, parseRule } from './recurrence-rule.js';
import { daysOf } from './rule-days.js';

const DAY = 24 * 3600 * 1000;
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY;

/** The first days of a rule after its first one. */
function daysAfter(text: string, start: string, count: number, from = start): string[] {
  const days = daysOf(parseRule(text), dayOf(start), dayOf(from));
  const found = Array.from({ length: count }, () => days.next()).flatMap(({ value }) => value ?? []);
  return found.map((day) => new Date(day * DAY).toISOString().slice(0, 10));
}

/** Most are the examples of RFC 5545, 3.8.5.3. */
const EXAMPLES: [rule: string, start: string, ...days: string[]][] = [
  ['FREQ=DAILY;INTERVAL=10', '1997-09-02', '1997-09-12', '1997-09-22', '1997-10-02'],
  ['FREQ=DAILY;BYMONTH=1', '1998-01-30', '1998-01-31', '1999-01-01', '1999-01-02'],
  ['FREQ=WEEKLY', '1997-12-30', '1998-01-06', '1998-01-13'],
  ['FREQ=WEEKLY;INTERVAL=2;WKST=SU', '1997-09-02', '1997-09-16', '1997-09-30', '1997-10-14'],
  ['FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,WE,FR', '1997-09-01', '1997-09-03', '1997-09-05', '1997-09-15'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO', '1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU', '1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31'],
  ['FREQ=MONTHLY;BYDAY=1FR', '1997-09-05', '1997-10-03', '1997-11-07', '1997-12-05'],
  [
    'FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU',
    '1997-09-07',
    '1997-09-28',
    '1997-11-02',
    '1997-11-30',
    '1998-01-04',
  ],
  ['FREQ=MONTHLY;BYDAY=-2MO', '1997-09-22', '1997-10-20', '1997-11-17', '1997-12-22'],
  ['FREQ=MONTHLY;BYMONTHDAY=-3', '1997-09-28', '1997-10-29', '1997-11-28', '1997-12-29'],
  ['FREQ=MONTHLY;BYMONTHDAY=1,-1', '1997-09-30', '1997-10-01', '1997-10-31', '1997-11-01'],
  ['FREQ=MONTHLY;INTERVAL=18;BYMONTHDAY=10,11', '1997-09-10', '1997-09-11', '1999-03-10', '1999-03-11'],
  ['FREQ=MONTHLY;BYMONTHDAY=15,30', '2007-01-15', '2007-01-30', '2007-02-15', '2007-03-15', '2007-03-30'],
  ['FREQ=MONTHLY', '2030-01-31', '2030-03-31', '2030-05-31', '2030-07-31'],
  [
    'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
    '1997-09-02',
    '1998-02-13',
    '1998-03-13',
    '1998-11-13',
    '1999-08-13',
  ],
  ['FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3', '1997-09-04', '1997-10-07', '1997-11-06'],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2', '1997-09-29', '1997-10-30', '1997-11-27', '1997-12-30'],
  ['FREQ=YEARLY', '2028-02-29', '2032-02-29', '2036-02-29'],
  ['FREQ=YEARLY;BYMONTH=6,7', '1997-06-10', '1997-07-10', '1998-06-10'],
  [
    'FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,200',
    '1997-01-01',
    '1997-04-10',
    '1997-07-19',
    '2000-01-01',
    '2000-04-09',
  ],
  ['FREQ=YEARLY;BYYEARDAY=-1,60', '2027-12-31', '2028-02-29', '2028-12-31', '2029-03-01'],
  ['FREQ=YEARLY;BYDAY=20MO', '1997-05-19', '1998-05-18', '1999-05-17'],
  ['FREQ=YEARLY;BYDAY=-1FR', '1997-12-26', '1998-12-25', '1999-12-31'],
  ['FREQ=YEARLY;BYMONTH=3;BYDAY=TH', '1997-03-13', '1997-03-20', '1997-03-27', '1998-03-05'],
  ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', '1997-05-12', '1998-05-11', '1999-05-17'],
  ['FREQ=YEARLY;BYWEEKNO=53', '2026-12-31', '2032-12-30', '2037-12-31'],
  [
    'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
    '1996-11-05',
    '2000-11-07',
    '2004-11-02',
  ],
];

describe('the days of a rule', () => {
  it.each(EXAMPLES)('%s from %s', (rule, start, ...days) => {
    expect(daysAfter(rule, start, days.length)).toEqual(days);
  });

  it.each(EXAMPLES)('%s is the same from any day on', (rule, start) => {
    const days = daysAfter(rule, start, 6);
    for (const [index, day] of days.entries())
      expect(daysAfter(rule, start, 6 - index, day)).toEqual(days.slice(index));
  });

  it.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31',
    'FREQ=MONTHLY;INTERVAL=12;BYMONTH=3',
    'FREQ=WEEKLY;INTERVAL=999;BYMONTH=2',
    'FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2',
  ])('%s ends, though it may never have one', (rule) => {
    let days: string[] = [];
    // Thousands of days take some milliseconds: not the seconds of a search through all of time.
    expect(processorTimeOf(() => (days = daysAfter(rule, '2030-01-31', 3)))).toBeLessThan(1000);
    expect(days.length).toBeLessThanOrEqual(3);
  });

  it('goes no further than the calendar does', () => {
    expect(daysAfter('FREQ=DAILY', '9999-12-30', 3)).toEqual(['9999-12-31']);
    expect(daysAfter('FREQ=YEARLY;INTERVAL=999', '2030-01-01', 20).at(-1)).toBe('9023-01-01');
  });
});

it.each([
  ['', 'part'],
  ['FREQ', 'part'],
  ['FREQ=', 'part'],
  ['BYDAY=MO', 'FREQ'],
  ['FREQ=HOURLY', 'FREQ'],
  ['FREQ=SECONDLY', 'FREQ'],
  ['FREQ=DAILY;FREQ=DAILY', 'twice'],
  ['FREQ=DAILY;BYHOUR=1', 'part'],
  ['FREQ=DAILY;X=1', 'part'],
  ['FREQ=DAILY;INTERVAL=0', 'INTERVAL'],
  ['FREQ=DAILY;INTERVAL=-1', 'INTERVAL'],
  ['FREQ=DAILY;INTERVAL=1,2', 'INTERVAL'],
  ['FREQ=DAILY;INTERVAL=1e9', 'INTERVAL'],
  ['FREQ=DAILY;COUNT=0', 'COUNT'],
  ['FREQ=DAILY;COUNT=2;UNTIL=20301231', 'UNTIL'],
  ['FREQ=DAILY;UNTIL=20300230', 'UNTIL'],
  ['FREQ=DAILY;UNTIL=2030-12-31', 'UNTIL'],
  ['FREQ=WEEKLY;BYDAY=XX', 'BYDAY'],
  ['FREQ=WEEKLY;BYDAY=1MO', 'BYDAY'],
  ['FREQ=MONTHLY;BYDAY=0MO', 'BYDAY'],
  ['FREQ=WEEKLY;BYMONTHDAY=1', 'BYMONTHDAY'],
  ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY'],
  ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY'],
  ['FREQ=MONTHLY;BYWEEKNO=1', 'BYWEEKNO'],
  ['FREQ=MONTHLY;BYYEARDAY=1', 'BYYEARDAY'],
  ['FREQ=YEARLY;BYMONTH=13', 'BYMONTH'],
  ['FREQ=YEARLY;BYSETPOS=1', 'BYSETPOS'],
  ['FREQ=DAILY;WKST=XX', 'WKST'],
  ['FREQ=DAILY\nDTSTART=20300101', 'FREQ'],
])('refuses the rule %j and says why', (rule, reason) => {
  const refused = () => parseRule(rule);
  expect(refused).toThrow(InvalidRule);
  expect(refused).toThrow(reason);
});
