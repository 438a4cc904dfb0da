import type { ByDay, RecurrenceRule } from './recurrence-rule.js';

/** A day, counted from 1970-01-01. */
export type Day = number;

/** 9999-12-31. */
const LAST_DAY: Day = 2_932_896;

/**
 * How many days a rule is looked for in: some forty years of every day. What comes less often than that, or never, has no
 * next day.
 */
const MAX_DAYS = 15_000;

interface DateParts {
  year: number;
  /** From 1. */
  month: number;
  dayOfMonth: number;
  weekday: number;
}

/** Days of 400 years, after which the calendar repeats itself. */
const DAYS_OF_ERA = 146_097;
/** From 1970-01-01 back to 0000-03-01: years that begin with March have the leap day at their end. */
const EPOCH = 719_468;

/**
 * The date of a day, by the algorithm `civil_from_days` of H. Hinnant, "chrono-compatible low-level date algorithms": rules
 * test thousands of days, for which `Date` takes ten times as long.
 */
function partsOf(day: Day): DateParts {
  const shifted = day + EPOCH;
  const era = Math.floor(shifted / DAYS_OF_ERA);
  const dayOfEra = shifted - era * DAYS_OF_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / (DAYS_OF_ERA - 1))) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
    // 1970-01-01 was a Thursday.
    weekday: (((day + 4) % 7) + 7) % 7,
  };
}

/** The first day of a month; months before and after the year count on. The inverse, `days_from_civil`. */
function firstOf(year: number, month: number): Day {
  const fromMarch = year * 12 + month - 3;
  const marchYear = Math.floor(fromMarch / 12);
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (fromMarch - marchYear * 12) + 2) / 5);
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * DAYS_OF_ERA + yearOfEra * 365 + leapDays + dayOfYear - EPOCH;
}

const weekOf = (day: Day, weekStart: number): Day => day - ((partsOf(day).weekday - weekStart + 7) % 7);

/** The first day of week 1: the first week with four days in the year. */
const firstWeekOf = (year: number, weekStart: number): Day => weekOf(firstOf(year, 1) + 3, weekStart);

/**
 * The days of a rule after its first day, in order, from a day on.
 * @param start the first day, from which intervals are counted, and what the rule leaves out is taken
 */
export function* daysOf(given: RecurrenceRule, start: Day, from: Day): Generator<Day> {
  const rule = completed(given, partsOf(start));
  const { interval, bySetPosition } = rule;
  const since = Math.max(from, start + 1);
  let searched = 0;
  for (let n = floorTo(periodAt(rule, since, start), interval); searched < MAX_DAYS; n += interval) {
    const [first, end] = boundsOf(rule, start, n);
    if (first > LAST_DAY) return;
    const days: Day[] = [];
    for (let day = first; day < end; day++) if (matches(rule, day)) days.push(day);
    searched += end - first;
    for (const day of bySetPosition ? atPositions(days, bySetPosition) : days)
      if (day >= since && day <= LAST_DAY) yield day;
  }
}

/** What a rule doesn't say is as on its first day. */
function completed(rule: RecurrenceRule, { month, dayOfMonth, weekday }: DateParts): RecurrenceRule {
  const { frequency, byMonth, byWeekNumber, byYearDay, byMonthDay, byDay } = rule;
  if (byDay ?? byMonthDay ?? byYearDay) return rule;
  if (frequency === 'WEEKLY' || byWeekNumber) return { ...rule, byDay: [{ weekday }] };
  if (frequency === 'MONTHLY') return { ...rule, byMonthDay: [dayOfMonth] };
  if (frequency === 'YEARLY') return { ...rule, byMonth: byMonth ?? [month], byMonthDay: [dayOfMonth] };
  return rule;
}

const floorTo = (number: number, step: number): number => Math.floor(number / step) * step;

/** Which period a day is in, counted from the one of the first day. */
function periodAt({ frequency, weekStart }: RecurrenceRule, day: Day, start: Day): number {
  const [a, b] = [partsOf(start), partsOf(day)];
  switch (frequency) {
    case 'DAILY':
      return day - start;
    case 'WEEKLY':
      return (weekOf(day, weekStart) - weekOf(start, weekStart)) / 7;
    case 'MONTHLY':
      return (b.year - a.year) * 12 + b.month - a.month;
    case 'YEARLY':
      return b.year - a.year;
  }
}

/** The first day of a period, and the one after its last. */
function boundsOf({ frequency, weekStart }: RecurrenceRule, start: Day, n: number): [Day, Day] {
  const { year, month } = partsOf(start);
  switch (frequency) {
    case 'DAILY':
      return [start + n, start + n + 1];
    case 'WEEKLY':
      return [weekOf(start, weekStart) + 7 * n, weekOf(start, weekStart) + 7 * n + 7];
    case 'MONTHLY':
      return [firstOf(year, month + n), firstOf(year, month + n + 1)];
    case 'YEARLY':
      return [firstOf(year + n, 1), firstOf(year + n + 1, 1)];
  }
}

function matches(rule: RecurrenceRule, day: Day): boolean {
  const parts = partsOf(day);
  const { year, month, dayOfMonth, weekday } = parts;
  const { byMonth, byMonthDay, byYearDay, byWeekNumber, byDay } = rule;
  if (byMonth && !byMonth.includes(month)) return false;
  if (byDay && !byDay.some((one) => one.weekday === weekday)) return false;
  if (byMonthDay && !includes(byMonthDay, dayOfMonth, firstOf(year, month + 1) - firstOf(year, month)))
    return false;
  if (byYearDay) {
    const first = firstOf(year, 1);
    if (!includes(byYearDay, day - first + 1, firstOf(year + 1, 1) - first)) return false;
  }
  if (byWeekNumber && !isInWeek(byWeekNumber, day, rule.weekStart)) return false;
  return !byDay || byDay.some((one) => one.weekday === weekday && isOrdinal(one, rule, day, parts));
}

/** @param count how many there are, from which negative numbers count back */
const includes = (numbers: number[], number: number, count: number): boolean =>
  numbers.includes(number) || numbers.includes(number - count - 1);

function isInWeek(weeks: number[], day: Day, weekStart: number): boolean {
  // A week belongs to the year that has most of it.
  const { year } = partsOf(weekOf(day, weekStart) + 3);
  const first = firstWeekOf(year, weekStart);
  const count = (firstWeekOf(year + 1, weekStart) - first) / 7;
  return includes(weeks, Math.floor((day - first) / 7) + 1, count);
}

/** Ordinals count in the month, or without one in the year. */
function isOrdinal(
  { ordinal }: ByDay,
  { frequency, byMonth }: RecurrenceRule,
  day: Day,
  { year, month }: DateParts,
): boolean {
  if (ordinal === undefined) return true;
  const isOfYear = frequency === 'YEARLY' && !byMonth;
  const first = firstOf(year, isOfYear ? 1 : month);
  const end = isOfYear ? firstOf(year + 1, 1) : firstOf(year, month + 1);
  return ordinal > 0
    ? Math.floor((day - first) / 7) + 1 === ordinal
    : -(Math.floor((end - 1 - day) / 7) + 1) === ordinal;
}

function atPositions(days: Day[], positions: number[]): Day[] {
  return days.filter((_, index) => includes(positions, index + 1, days.length));
}
