import { DATES } from '../texts/ui.ts';
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const number = new Intl.NumberFormat();

export const formatNumber = (value: number): string => number.format(value);
export const formatExact = (iso: string): string => exact.format(new Date(iso));

const DAY = 86_400_000;
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', DAY],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** Hours and minutes of late, days of this week, and after that the date. */
export function formatPast(iso: string, now = Date.now()): string {
  const elapsed = now - Date.parse(iso);
  if (elapsed > 7 * DAY) return formatDay(iso, now);
  const unit = UNITS.find(([, length]) => Math.abs(elapsed) >= length);
  return unit ? relative.format(-Math.trunc(elapsed / unit[1]), unit[0]) : DATES.now;
}

export function formatDay(iso: string, now = Date.now()): string {
  const date = new Date(iso);
  return (date.getFullYear() === new Date(now).getFullYear() ? day : dayOfYear).format(date);
}

/** Days from the first moment up to the second one, which is the first that doesn't belong to them. */
export function formatPeriod(after?: string, before?: string): string {
  const last = before && new Date(Date.parse(before) - 1);
  if (after && last) return dayOfYear.formatRange(new Date(after), last);
  if (after) return DATES.since(formatDay(after));
  return last ? DATES.until(formatDay(last.toISOString())) : DATES.anyTime;
}

/** Calendar days from today, of the reader's calendar. */
export function daysUntil(iso: string, now = Date.now()): number {
  const midnight = (time: number): number => new Date(time).setHours(0, 0, 0, 0);
  return Math.round((midnight(Date.parse(iso)) - midnight(now)) / DAY);
}

/** Days ago for those of the last week, today and tomorrow, and otherwise the date. */
export function formatDue(iso: string, now = Date.now()): string {
  const days = daysUntil(iso, now);
  return days < -6 || days > 1 ? formatDay(iso, now) : relative.format(days, 'day');
}

/** As `<input type="date">` has it, in the reader's calendar. */
export function toDateInput(iso: string | null): string {
  if (!iso) return '';
  const date = new Date(iso);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

export const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => [...word][0] ?? '')
    .filter((_initial, index, all) => index === 0 || index === all.length - 1)
    .join('')
    .toUpperCase();

/** One of a few hues, always the same for the same id. */
export function hueOf(id: string): number {
  let hash = 7;
  for (const character of id) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return (hash % 12) * 30;
}

const BYTES = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

export function formatBytes(bytes: number): string {
  const power = Math.min(BYTES.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1000)));
  const value = bytes / 1000 ** power;
  const options = {
    style: 'unit',
    unit: BYTES[power],
    // Bytes have no abbreviation that takes a plural.
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  } as const;
  return new Intl.NumberFormat(undefined, options).format(value);
}

const UNIT_OF_HOURS = [
  ['day', 24],
  ['hour', 1],
] as const;

/** How long something took, in the unit that says it best. */
export function formatHours(hours: number): string {
  const [unit, length] = UNIT_OF_HOURS.find(([, each]) => hours >= each * 2) ?? ['minute', 1 / 60];
  const value = hours / length;
  const options = { style: 'unit', unit, unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(undefined, {
    ...options,
    maximumFractionDigits: value < 10 && unit !== 'minute' ? 1 : 0,
  }).format(value);
}

export const formatPercent = (percent: number): string =>
  new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 }).format(percent / 100);
