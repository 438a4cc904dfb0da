import { expect, it } from 'vitest';
import { offeredRules, ruleInWords } from './rule-in-words.ts';

/** A Monday. */
const DUE = new Date(2030, 8, 30, 23, 59, 59).toISOString();

it.each([
  ['FREQ=DAILY', 'Every day'],
  ['FREQ=DAILY;INTERVAL=3', 'Every 3 days'],
  ['FREQ=DAILY;BYMONTH=1,12', 'Every day in January and December'],
  ['FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR', 'Every weekday'],
  ['FREQ=WEEKLY;BYDAY=FR,MO,TU,WE,TH', 'Every weekday'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYMONTH=7', 'Every weekday in July'],
  ['FREQ=WEEKLY', 'Every week on Monday'],
  ['FREQ=WEEKLY;BYDAY=TU,TH', 'Every week on Tuesday and Thursday'],
  ['rrule:freq=weekly;interval=2;byday=su;wkst=su;', 'Every 2 weeks on Sunday'],
  ['FREQ=MONTHLY', 'Every month on the 30th'],
  ['FREQ=MONTHLY;BYMONTHDAY=1,2,23', 'Every month on the 1st, 2nd, and 23rd'],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', 'Every month on the last day'],
  ['FREQ=MONTHLY;BYMONTHDAY=-3', 'Every month on the 3rd last day'],
  ['FREQ=MONTHLY;BYDAY=1MO,-1FR', 'Every month on the first Monday and last Friday'],
  ['FREQ=MONTHLY;BYDAY=1MO,3MO,-1FR', 'Every month on the first and third Monday and last Friday'],
  ['FREQ=MONTHLY;BYDAY=MO', 'Every month on every Monday'],
  ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', 'Every month on the 13th if it is a Friday'],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'Every month on the last weekday'],
  ['FREQ=MONTHLY;BYDAY=TU,WE;BYSETPOS=2', 'Every month on the second Tuesday or Wednesday'],
  ['FREQ=YEARLY', 'Every year on 30 September'],
  ['FREQ=YEARLY;BYMONTH=3', 'Every year in March on the 30th'],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', 'Every year on 29 February'],
  ['FREQ=YEARLY;BYMONTH=11;BYDAY=4TH', 'Every year in November on the fourth Thursday'],
  ['FREQ=YEARLY;BYDAY=20MO', 'Every year on the 20th Monday of the year'],
  ['FREQ=DAILY;COUNT=5', 'Every day, 5 times with this one'],
  ['FREQ=DAILY;COUNT=1', 'Every day, for the last time'],
  ['FREQ=YEARLY;BYWEEKNO=20', 'By the rule FREQ=YEARLY;BYWEEKNO=20'],
  ['FREQ=YEARLY;BYDAY=MO,1TU', 'By the rule FREQ=YEARLY;BYDAY=MO,1TU'],
  ['nonsense', 'By the rule NONSENSE'],
])('%s: %s', (rule, words) => {
  expect(ruleInWords(rule, DUE)).toBe(words);
});

it('says until when, by day', () => {
  expect(ruleInWords('FREQ=DAILY;UNTIL=20311231', DUE)).toMatch(/^Every day, until .*31.*2031/);
});

it('names no day without a due date', () => {
  expect(ruleInWords('FREQ=WEEKLY', null)).toBe('Every week');
});

it('offers the last day of a month, as not every month has a 31st', () => {
  expect(offeredRules(new Date(2030, 8, 30, 12).toISOString())).toContain('FREQ=MONTHLY;BYMONTHDAY=-1');
  expect(offeredRules(new Date(2030, 9, 30, 12).toISOString())).toContain('FREQ=MONTHLY');
});
