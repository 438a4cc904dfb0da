import { addDays, addMonths, type CalendarDate, LocalCalendar, mondayOf } from '../../common/calendar.js';
import { ValidationFailed } from '../../common/problem.js';

export const INTERVALS = ['day', 'week', 'month'] as const;
export type Interval = (typeof INTERVALS)[number];

/** The most buckets of an answer: a leap year of days. */
export const MAX_BUCKETS = 366;

/** The start of each interval, the next one, and how many buckets there are when the query has no start. */
const RULES: Record<
  Interval,
  {
    startOf: (date: CalendarDate) => CalendarDate;
    add: (start: CalendarDate, count: number) => CalendarDate;
    defaultCount: number;
  }
> = {
  day: { startOf: (date) => date, add: addDays, defaultCount: 30 },
  week: { startOf: mondayOf, add: (start, count) => addDays(start, count * 7), defaultCount: 12 },
  month: { startOf: (date) => addMonths(date, 0), add: addMonths, defaultCount: 12 },
};

export interface TrendRange {
  interval: Interval;
  from?: CalendarDate;
  to?: CalendarDate;
}

export interface Buckets {
  /** The first day of each. */
  starts: CalendarDate[];
  /** The start of each bucket, and the end of the last one: one more than `starts`. */
  boundaries: Date[];
  /** The last day of the last bucket. */
  lastDay: CalendarDate;
}

/**
 * The whole days, weeks from Monday, or months that a range touches. `to` is today and `from` the default
 * time before it when they are left out.
 * @throws ValidationFailed when there are too many, or none
 */
export function bucketsOf({ interval, from, to }: TrendRange, calendar: LocalCalendar, now: Date): Buckets {
  const { startOf, add, defaultCount } = RULES[interval];
  const last = startOf(to ?? calendar.dateAt(now));
  const first = from === undefined ? add(last, 1 - defaultCount) : startOf(from);
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
