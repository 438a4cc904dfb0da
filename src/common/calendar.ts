import { ValidateBy } from 'class-validator';
import { inSchema } from './in-schema.js';

const DAY = 24 * 3600 * 1000;
const DATE = /^\d{4}-\d\d-\d\d$/;
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;
/** Both and those between them, as a pattern that a date begins with. */
export const YEARS = '^(?:19[7-9]|20\\d|21\\d)\\d-';

/** A day without a time and a place, as 2030-01-31: such dates sort as text. */
export type CalendarDate = string;

const atUtc = (date: CalendarDate): number => Date.parse(`${date}T00:00:00Z`);
const dateOf = (utc: number): CalendarDate => new Date(utc).toISOString().slice(0, 10);

/** The day so many days later, or earlier. */
export const addDays = (date: CalendarDate, days: number): CalendarDate => dateOf(atUtc(date) + days * DAY);

/** The first day of the month so many months later, or earlier. */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const [year, month] = date.split('-').map(Number) as [number, number];
  return dateOf(Date.UTC(year, month - 1 + months, 1));
}

/** The Monday of the week that a day is in. */
export const mondayOf = (date: CalendarDate): CalendarDate =>
  addDays(date, -((new Date(atUtc(date)).getUTCDay() + 6) % 7));

export function isCalendarDate(value: unknown): value is CalendarDate {
  if (typeof value !== 'string' || !DATE.test(value)) return false;
  const year = Number(value.slice(0, 4));
  // Date rolls 30 February over to March: the day must exist in its own month.
  return (
    year >= FIRST_YEAR && year <= LAST_YEAR && !Number.isNaN(atUtc(value)) && dateOf(atUtc(value)) === value
  );
}

/** A day of the calendar from 1970 to 2199. */
export const IsCalendarDate = () =>
  ValidateBy(
    {
      name: 'isCalendarDate',
      validator: {
        validate: isCalendarDate,
        defaultMessage: () =>
          `$property must be a date from ${FIRST_YEAR} to ${LAST_YEAR}, such as 2030-01-31`,
      },
    },
    inSchema({ type: 'string', format: 'date', pattern: YEARS }),
  );

/** The days of a time zone: which one a moment is in, and when each begins, also where clocks change at midnight. */
export class LocalCalendar {
  private readonly clock: Intl.DateTimeFormat;

  /** @param timeZone its IANA name. @throws RangeError when there is none of that name */
  constructor(readonly timeZone: string) {
    this.clock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  dateAt(moment: Date): CalendarDate {
    return dateOf(this.localTime(moment.getTime()));
  }

  /** The full hour that the clocks show, 0 to 23. */
  hourAt(moment: Date): number {
    return new Date(this.localTime(moment.getTime())).getUTCHours();
  }

  /** What the clocks show, in milliseconds since midnight. */
  timeOfDayAt(moment: Date): number {
    const shown = this.localTime(moment.getTime());
    const milliseconds = ((moment.getTime() % 1000) + 1000) % 1000;
    return (((shown % DAY) + DAY) % DAY) + milliseconds;
  }

  /** The first moment of a day. It isn't 00:00 where the clocks skip that. */
  startOf(date: CalendarDate): Date {
    const midnight = atUtc(date);
    const usual = midnight - (this.localTime(midnight) - midnight);
    if (this.begins(date, usual)) return new Date(usual);
    return new Date(this.search(date, midnight - DAY, midnight + DAY));
  }

  /** The last millisecond of a day. */
  endOf(date: CalendarDate): Date {
    return new Date(this.startOf(addDays(date, 1)).getTime() - 1);
  }

  /**
   * The first moment at which the clocks show a time; where they skip it, the one at which they would have shown it.
   * @param timeOfDay in milliseconds
   */
  momentOf(date: CalendarDate, timeOfDay: number): Date {
    // Clocks are read to the second.
    const milliseconds = timeOfDay % 1000;
    const shown = atUtc(date) + timeOfDay - milliseconds;
    if (this.timeZone === 'UTC') return new Date(shown + milliseconds);
    // By the clocks of the day before, and where they don't show it, of the day after.
    const before = shown - (this.localTime(shown - DAY) - (shown - DAY));
    const after = shown - (this.localTime(shown + DAY) - (shown + DAY));
    const found = this.localTime(before) !== shown && this.localTime(after) === shown ? after : before;
    return new Date(found + milliseconds);
  }

  private begins(date: CalendarDate, moment: number): boolean {
    const isIn = (time: number): boolean => dateOf(this.localTime(time)) >= date;
    return isIn(moment) && !isIn(moment - 1000);
  }

  /** Halves the time between a moment before the day and one in it or after, down to the second. */
  private search(date: CalendarDate, before: number, within: number): number {
    if (within - before <= 1000) return within;
    const middle = Math.floor((before + within) / 2000) * 1000;
    return dateOf(this.localTime(middle)) >= date
      ? this.search(date, before, middle)
      : this.search(date, middle, within);
  }

  /** What the clocks show, as the moment when those of UTC show the same. */
  private localTime(moment: number): number {
    const shown = Object.fromEntries(
      this.clock.formatToParts(moment).map(({ type, value }) => [type, Number(value)]),
    ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
    const { year, month, day, hour, minute, second } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }
}
