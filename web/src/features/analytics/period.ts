import type { PERIODS } from '../../texts/analytics.ts';

export type Days = keyof typeof PERIODS;
const DAYS: number[] = [7, 30, 90, 365] satisfies Days[];

export const DEFAULT_DAYS: Days = 30;

/** What the address of the figures says. */
export interface Period {
  days?: Days;
  /** An IANA time zone; that of the organization unless it is given. */
  timeZone?: string;
}

export function readPeriod(raw: Record<string, unknown>): Period {
  const days = Number(raw['days']);
  return {
    ...(DAYS.includes(days) ? { days: days as Days } : {}),
    ...(isTimeZone(raw['timeZone']) ? { timeZone: raw['timeZone'] } : {}),
  };
}

function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).format() !== '';
  } catch {
    return false;
  }
}

/** So many columns that each can be seen and hit. */
export const intervalOf = (days: Days): 'day' | 'week' | 'month' =>
  days <= 30 ? 'day' : days <= 90 ? 'week' : 'month';

/** The first day of the last so many, today among them, in the reader's calendar. */
export function firstDay(days: Days, now = new Date()): string {
  const first = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() - days + 1));
  return first.toISOString().slice(0, 10);
}

/** When the period of so many times 24 hours began: to the minute, so that the address stays the same meanwhile. */
export const beginOf = (days: Days, now = Date.now()): string =>
  new Date(Math.floor(now / 60_000) * 60_000 - days * 86_400_000).toISOString();
