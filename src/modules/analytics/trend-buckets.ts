import { addDays, addMonths, type CalendarDate, LocalCalendar, mondayOf } from '../../common/calendar.js';
import { ValidationFailed } from '../../common/problem.js';

export const INTERVALS = ['day', 'week', 'month'] as const;
export type Interval = (typeof INTERVALS)[number];

/** The most buckets of an answer: a leap year of days. */
export const MAX_BUCKETS = 366;

/** How each interval begins, goes on, and how many of it there are unless somebody says from when. */
const RULES: Record<
  Interval,
  {
    startOf: (date: CalendarDate) => CalendarDate;
    add: (start: CalendarDate, count: number) => CalendarDate;
    usual: number;
  }
> = {
  day: { startOf: (date) => date, add: addDays, usual: 30 },
  week: { startOf: mondayOf, add: (start, count) => addDays(start, count * 7), usual: 12 },
  month: { startOf: (date) => addMonths(date, 0), add: addMonths, usual: 12 },
};

export interface Range {
  interval: Interval;
  from?: CalendarDate;
  to?: CalendarDate;
}

export interface Buckets {
  /** The first day of each. */
  starts: CalendarDate[];
  /** Where each begins, and at last where the last one ends: one moment more than `starts`. */
  boundaries: Date[];
  /** The last day of the last bucket. */
  lastDay: CalendarDate;
}

/**
 * The whole days, weeks from Monday, or months that a range touches. `to` is today and `from` a usual
 * time before it when they are left out.
 * @throws ValidationFailed when they are too many, or none
 */
export function bucketsOf({ interval, from, to }: Range, calendar: LocalCalendar, now: Date): Buckets {
  const { startOf, add, usual } = RULES[interval];
  const last = startOf(to ?? calendar.dateAt(now));
  const first = from === undefined ? add(last, 1 - usual) : startOf(from);
  if (first > last || (from !== undefined && to !== undefined && from > to))
    throw ValidationFailed.of('from', `from must not be after ${to === undefined ? 'today' : 'to'}`);
  const starts: CalendarDate[] = [];
  for (let start = first; start <= last; start = add(start, 1)) {
    starts.push(start);
    if (starts.length > MAX_BUCKETS)
      throw ValidationFailed.of(
        'from',
        `from and to must be at most ${MAX_BUCKETS} ${interval}s apart: ask for less, or by a longer interval`,
      );
  }
  const end = add(last, 1);
  return {
    starts,
    boundaries: [...starts, end].map((start) => calendar.startOf(start)),
    lastDay: addDays(end, -1),
  };
}
