import type { LocalCalendar } from '../../../common/calendar.js';
import { canonicalRule, parseRule, type RecurrenceRule } from './recurrence-rule.js';
import { type Day, daysOf } from './rule-days.js';

const DAY = 24 * 3600 * 1000;

/** The next task of a series: when it is due, and the rule that it has from then on. */
export interface NextDue {
  dueAt: Date;
  recurrence: string;
}

/**
 * When the next task of a series is due: on the first day of the rule after the due date, at the same time of day, unless
 * that has passed; then on the first day to come. Days and times are the organization's, also where clocks change.
 * @returns undefined where the rule has ended
 */
export function nextDue(
  recurrence: string,
  dueAt: Date,
  now: Date,
  calendar: LocalCalendar,
): NextDue | undefined {
  const rule = parseRule(recurrence);
  if (rule.count === 1) return undefined;
  const today = dayAt(now, calendar);
  const timeOfDay = calendar.timeOfDayAt(dueAt);
  for (const day of daysOf(rule, dayAt(dueAt, calendar), today)) {
    const moment = calendar.momentOf(dateOf(day), timeOfDay);
    if (hasEnded(rule, day * DAY + timeOfDay, moment)) return undefined;
    if (moment > now) return { dueAt: moment, recurrence: withCount(recurrence, rule) };
  }
  return undefined;
}

/** Whether a rule has any day after a due date, its end aside. */
export function hasNext(recurrence: string, dueAt: Date, calendar: LocalCalendar): boolean {
  const start = dayAt(dueAt, calendar);
  return daysOf(parseRule(recurrence), start, start).next().done !== true;
}

const dayAt = (moment: Date, calendar: LocalCalendar): Day =>
  Date.parse(`${calendar.dateAt(moment)}T00:00:00Z`) / DAY;
const dateOf = (day: Day): string => new Date(day * DAY).toISOString().slice(0, 10);

/** @param shown the moment as the clocks of the organization show it */
function hasEnded({ until }: RecurrenceRule, shown: number, moment: Date): boolean {
  return until !== undefined && (until.isLocal ? shown : moment.getTime()) > until.time;
}

const withCount = (recurrence: string, { count }: RecurrenceRule): string =>
  count === undefined
    ? recurrence
    : canonicalRule(recurrence).replace(/(^|;)COUNT=\d+/, `$1COUNT=${count - 1}`);
