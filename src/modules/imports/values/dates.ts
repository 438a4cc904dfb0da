import type { LocalCalendar } from '../../../common/calendar.js';
import { parseTimestamp } from '../../../common/timestamp.js';
import { nameKey } from './names.js';
import { millisecondsOf } from './serials.js';

/** The order of day and month in dates such as 03/04/2026. */
export const DATE_ORDERS = ['DMY', 'MDY'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** How the dates of a column are read. */
export interface DateRules {
  /** Of dates in which both the day and the month may be meant; undefined where nothing tells. */
  order?: DateOrder;
  /** In which times without an offset are. */
  calendar: LocalCalendar;
  /** Whether a day without a time means its end; its beginning otherwise. */
  endOfDay: boolean;
}

/** Why a text is no date that can be read, and what could stand in its place. */
export interface UnreadableDate {
  reason: string;
  proposal?: string;
}

interface Parts {
  year: number;
  month: number;
  day: number;
  /** In milliseconds; undefined for a day without a time. */
  time?: number;
  /** In minutes. */
  offset?: number;
}

/** In characters: no date in a form of its own is longer. */
const MAX_LENGTH = 100;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const DAY = 24 * HOUR;
/** Days from the zero of spreadsheets to 1970. */
const SPREADSHEET_EPOCH = 25_569;

const TIME = String.raw`(?:[\sT,]+(?:at |um |à |a las )?(\d{1,2})(?::(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*([ap]\.?m\.?)?(?:\s*(?:Uhr|h))?)?`;
const OFFSET = String.raw`(?:\s*(Z|(?:UTC|GMT)?[+-]\d\d(?::?\d\d)?|UTC|GMT))?(?:\s*\([^)]*\))?`;
const whole = (date: string): RegExp => new RegExp(`^${date}${TIME}${OFFSET}$`, 'i');

const YEAR_FIRST = whole(String.raw`(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})`);
const COMPACT = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/;
const NUMBERS = whole(String.raw`(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)`);
const DAY_NAMED = whole(
  String.raw`(\d{1,2})(?:st|nd|rd|th|er)?[-/.\s]+(?:de |of )?([a-zà-ÿ]+)\.?,?[-/.\s]+(?:de )?(\d{4}|\d\d)`,
);
const MONTH_NAMED = whole(String.raw`([a-zà-ÿ]+)\.?[-/\s]+(\d{1,2})(?:st|nd|rd|th)?,?[-/\s]+(\d{4})`);
/** Such as `Mon, ` and `Thursday `. */
const WEEKDAY = /^(?:[a-zà-ÿ]{2,10}\.?,\s*|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\s+)(?=[\da-z])/i;
/** Two days, the later of which counts. */
const RANGE = /\s+(?:→|->|–|—|to|bis)\s+/;
const SERIAL = /^\d{5}(?:[.,]\d+)?$/;
const UNIX = /^\d{10}(?:\d{3})?$/;

const MONTHS = new Map(
  [
    'jan,january,januar,jänner,janvier,janv,enero,ene',
    'feb,february,februar,fevrier,fevr,fev,febrero',
    'mar,march,marz,mars,marzo,mrz,maerz',
    'apr,april,avril,avr,abril,abr',
    'may,mai,mayo',
    'jun,june,juni,juin,junio',
    'jul,july,juli,juillet,juil,julio',
    'aug,august,aout,agosto,ago',
    'sep,sept,september,septembre,septiembre',
    'oct,october,oktober,okt,octobre,octubre',
    'nov,november,novembre,noviembre',
    'dec,december,dezember,dez,decembre,diciembre,dic',
  ].flatMap((names, index) => names.split(',').map((name) => [nameKey(name), index + 1] as const)),
);

/** The moment that a cell names. Spreadsheets' numbers of days, Unix times and local forms are read as well. */
export function readDate(cell: string, rules: DateRules): Date | UnreadableDate {
  return parseTimestamp(cell) ?? (cell.length > MAX_LENGTH ? unknown(cell) : momentOf(cell, rules));
}

export const isUnreadable = (date: Date | UnreadableDate): date is UnreadableDate => !(date instanceof Date);

/** Which order of day and month a date proves; undefined where it has another form, or both are possible. */
export function orderIn(cell: string): DateOrder | undefined {
  const match = numbersIn(cell);
  if (!match) return undefined;
  const [first, second] = [Number(match[1]), Number(match[3])];
  if (first > 12 && second <= 12) return 'DMY';
  return second > 12 && first <= 12 ? 'MDY' : undefined;
}

/** Whether a date needs to be told the order of its day and its month. */
export function isAmbiguous(cell: string): boolean {
  const match = numbersIn(cell);
  return (
    match !== null &&
    match[2] !== '.' &&
    Number(match[1]) <= 12 &&
    Number(match[3]) <= 12 &&
    match[1] !== match[3]
  );
}

/** Whether day and month stand in the order of the United States, as times of twelve hours suggest. */
export const hasTwelveHours = (cell: string): boolean =>
  numbersIn(cell) !== null && /\d\s*[ap]\.?m\.?$/i.test(cell);

const numbersIn = (cell: string): RegExpExecArray | null =>
  cell.length > MAX_LENGTH ? null : NUMBERS.exec(cell.trim());

function momentOf(cell: string, rules: DateRules): Date | UnreadableDate {
  const text = cell.trim().replace(WEEKDAY, '');
  if (SERIAL.test(text)) return ofSerial(Number(text.replace(',', '.')), rules);
  if (UNIX.test(text)) return new Date(Number(text) * (text.length === 10 ? 1000 : 1));
  const parts = partsOf(text, rules.order);
  if (!parts) {
    const [first = text, ...rest] = text.split(RANGE);
    const last = rest.at(-1);
    if (last === undefined) return unknown(cell);
    const end = momentOf(last, rules);
    // Within one day, the end is a time alone.
    return isUnreadable(end) ? momentOf(first, rules) : end;
  }
  if ('reason' in parts) return parts;
  const date = isoDate(parts);
  if (!date)
    return {
      reason: `${JSON.stringify(cell)} names a day or a time that does not exist`,
      proposal: nearest(parts),
    };
  const { time, offset } = parts;
  if (offset !== undefined) return new Date(Date.parse(`${date}T00:00:00Z`) + (time ?? 0) - offset * MINUTE);
  if (time === undefined) return dayOf(date, rules);
  return rules.calendar.momentOf(date, time);
}

function dayOf(date: string, { calendar, endOfDay }: DateRules): Date {
  if (!endOfDay) return calendar.startOf(date);
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
  return new Date(calendar.startOf(next).getTime() - 1);
}

function ofSerial(serial: number, rules: DateRules): Date {
  const moment = millisecondsOf(serial - SPREADSHEET_EPOCH);
  const date = new Date(moment).toISOString().slice(0, 10);
  const time = moment - Date.parse(`${date}T00:00:00Z`);
  return time === 0 ? dayOf(date, rules) : rules.calendar.momentOf(date, time);
}

function partsOf(text: string, order: DateOrder | undefined): Parts | UnreadableDate | undefined {
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst) return parts(yearFirst, 1, 2, 3, 4);
  const numbers = NUMBERS.exec(text);
  if (numbers) {
    const known = numbers[2] === '.' ? 'DMY' : (orderIn(text) ?? order);
    if (!known && numbers[1] !== numbers[3]) return ambiguous(text);
    return known === 'MDY' ? parts(numbers, 4, 1, 3, 5) : parts(numbers, 4, 3, 1, 5);
  }
  const dayNamed = DAY_NAMED.exec(text);
  if (dayNamed && MONTHS.has(nameKey(dayNamed[2] as string))) return parts(dayNamed, 3, 2, 1, 4);
  const monthNamed = MONTH_NAMED.exec(text);
  if (monthNamed && MONTHS.has(nameKey(monthNamed[1] as string))) return parts(monthNamed, 3, 1, 2, 4);
  const compact = COMPACT.exec(text);
  if (!compact) return undefined;
  const [, year, month, day, hour, minute, second, zone] = compact;
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    ...(hour && {
      time:
        hoursOf(Number(hour), undefined) * HOUR +
        checked(minute as string) * MINUTE +
        checked(second as string) * 1000,
    }),
    ...(zone && { offset: 0 }),
  };
}

/** @param time the index of the hour, behind which minute, second, fraction, half of the day and offset stand */
function parts(match: RegExpExecArray, year: number, month: number, day: number, time: number): Parts {
  const [hour, minute = '0', second = '0', fraction = '', half, offset] = match.slice(time, time + 6);
  const name = match[month] as string;
  return {
    year: fullYear(match[year] as string),
    month: MONTHS.get(nameKey(name)) ?? Number(name),
    day: Number(match[day]),
    ...(hour !== undefined && {
      time:
        hoursOf(Number(hour), half) * HOUR +
        checked(minute) * MINUTE +
        checked(second) * 1000 +
        Number(fraction.padEnd(3, '0').slice(0, 3)),
    }),
    ...(offset !== undefined && { offset: minutesOf(offset) }),
  };
}

/** Of two digits, the year up to 2069 and from 1970, as POSIX reads them. */
const fullYear = (year: string): number =>
  year.length === 2 ? Number(year) + (Number(year) < 70 ? 2000 : 1900) : Number(year);

/** NaN where there are no such minutes or seconds. */
const checked = (text: string): number => (Number(text) < 60 ? Number(text) : Number.NaN);

function hoursOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour < 24 ? hour : Number.NaN;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

/** @param text such as Z, UTC, +0200 and UTC+02:00. @returns NaN where there is no such offset */
function minutesOf(text: string): number {
  const offset = text.replace(/^[A-Z]+/i, '');
  const hours = hoursOf(Number(offset.slice(1, 3)), undefined);
  const minutes = checked(offset.slice(3).replace(':', ''));
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** As 2030-01-31; undefined when the day, the time or the offset doesn't exist. */
function isoDate({ year, month, day, time = 0, offset = 0 }: Parts): string | undefined {
  if (
    Number.isNaN(time) ||
    Number.isNaN(offset) ||
    year < 1 ||
    year > 9000 ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > daysOf(year, month)
  )
    return undefined;
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join(
    '-',
  );
}

/** 400 years later the calendar is the same, and Date.UTC doesn't take 0 to 99 for 1900 to 1999. */
const daysOf = (year: number, month: number): number => new Date(Date.UTC(year + 400, month, 0)).getUTCDate();

function nearest({ year, month, day }: Parts): string | undefined {
  return month >= 1 && month <= 12
    ? isoDate({ year, month, day: Math.max(1, Math.min(day, daysOf(year, month))) })
    : undefined;
}

const ambiguous = (text: string): UnreadableDate => ({
  reason: `${JSON.stringify(text)} may be day/month or month/day`,
  proposal: 'dateFormat=DMY or dateFormat=MDY',
});

const unknown = (text: string): UnreadableDate => ({
  reason: `${JSON.stringify(text.slice(0, 100))} is no date that can be read`,
  proposal: 'a date such as 2030-01-31, or a timestamp such as 2030-01-31T12:00:00Z',
});
