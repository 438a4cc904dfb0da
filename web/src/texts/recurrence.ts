import { LANGUAGE } from './language.ts';

const ordinals = new Intl.PluralRules(LANGUAGE, { type: 'ordinal' });
const SUFFIXES: Record<string, string> = { one: 'st', two: 'nd', few: 'rd' };
const nth = (number: number): string => `${number}${SUFFIXES[ordinals.select(number)] ?? 'th'}`;
const FIRST = ['first', 'second', 'third', 'fourth', 'fifth'];
/** @param number counted from the end where it is negative */
const place = (number: number): string =>
  number === -1
    ? 'last'
    : number < 0
      ? `${nth(-number)} last`
      : number > FIRST.length
        ? nth(number)
        : (FIRST[number - 1] as string);
const all = new Intl.ListFormat(LANGUAGE);
const oneOf = new Intl.ListFormat(LANGUAGE, { type: 'disjunction' });

const UNITS = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' } as const;

/** From Sunday. */
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export type RecurrenceUnit = keyof typeof UNITS;

/** What rules of recurrence say, from its parts in this order. */
export const RULE = {
  every: (unit: RecurrenceUnit, interval: number) =>
    interval === 1 ? `Every ${UNITS[unit]}` : `Every ${interval} ${UNITS[unit]}s`,
  everyWeekday: 'Every weekday',
  inMonths: (months: string[]) => `in ${all.format(months)}`,
  on: (days: string[]) => `on ${all.format(days)}`,
  onEvery: (days: string[]) => `on every ${all.format(days)}`,
  onDays: (days: number[]) =>
    `on the ${all.format(days.map((day) => (day === -1 ? 'last day' : day < 0 ? `${place(day)} day` : nth(day))))}`,
  onDate: (day: number, month: string) => `on ${day} ${month}`,
  onPlaces: (days: { places: number[]; day: string }[]) =>
    `on the ${all.format(days.map((one) => `${all.format(one.places.map(place))} ${one.day}`))}`,
  onPlacesOf: (places: number[], days: string[]) =>
    `on the ${all.format(places.map(place))} ${oneOf.format(days)}`,
  weekday: 'weekday',
  ofYear: 'of the year',
  ifOn: (days: string[]) => `if it is a ${oneOf.format(days)}`,
  times: (count: number) => (count === 1 ? 'for the last time' : `${count} times with this one`),
  until: (date: string) => `until ${date}`,
  other: (rule: string) => `By the rule ${rule}`,
};

export const RECURRENCE = {
  field: 'Repeats',
  never: 'Never',
  first: 'First due on',
  rule: 'Rule (RFC 5545)',
  ruleHint: 'FREQ=MONTHLY;BYDAY=-1FR',
  set: 'Set',
  next: 'Next: {task}',
  nextDue: 'Next: {task}, {due}',
  /** Of a series that has no next task. */
  ended: 'No next task',
};
