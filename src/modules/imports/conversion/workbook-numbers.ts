import { millisecondsOf } from '../values/serials.js';

/** Days from the zero of spreadsheets to 1970: those that count from 1900, and those that count from 1904. */
const EPOCH = { 1900: 25_569, 1904: 24_107 };
/** Spreadsheets think that 1900 had a 29 February: what comes before it is a day off. */
const FEBRUARY_1900 = 60;
const LAST_DAY = 2_958_465;

/** The numbers of built-in formats that show dates and times (ECMA-376 part 1, 18.8.30). */
const isBuiltIn = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id === 45 || id === 47 || (id >= 50 && id <= 58);

/** How a format shows a number. */
export type NumberKind = 'number' | 'date' | 'share';

export function numberKindOf(id: number, code: string | undefined): NumberKind {
  if (isDateFormat(id, code)) return 'date';
  const isShare =
    code === undefined ? id === 9 || id === 10 : code.replaceAll(/"[^"]*"|\\./g, '').includes('%');
  return isShare ? 'share' : 'number';
}

/**
 * Whether a format shows a number as a date or a time, and not as a duration.
 * @param code of a format that isn't built in, such as `yyyy\-mm\-dd`
 */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return isBuiltIn(id);
  const [first = ''] = code
    .replaceAll(/"[^"]*"|\\.|_.|\*./g, '')
    .replaceAll(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .split(';');
  return !/\[[hms]+\]/i.test(first) && !/general/i.test(first) && /[ymdhs]/i.test(first);
}

/** A number of a spreadsheet that is a date or a time, such as `2030-01-31` or `2030-01-31 12:30:00`. */
export function dateText(serial: number, is1904: boolean): string | undefined {
  const moved = !is1904 && serial >= 1 && serial < FEBRUARY_1900 ? serial + 1 : serial;
  const moment = millisecondsOf(moved - (is1904 ? EPOCH[1904] : EPOCH[1900]));
  if (!Number.isFinite(moment) || serial < 0 || serial > LAST_DAY) return undefined;
  const text = new Date(moment).toISOString();
  const [day, time] = text.replace(/(?:\.000)?Z$/, '').split('T') as [string, string];
  if (serial < 1 && !is1904) return time;
  return time === '00:00:00' ? day : `${day} ${time}`;
}

/** A share such as 0.4 as 40%. */
export const shareText = (stored: string): string => `${numberText(String(Number(stored) * 100))}%`;

/** A number as a person would write it: spreadsheets store 0.1 + 0.2 with all its digits. */
export function numberText(stored: string): string {
  const number = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(number) || /^-?\d+$/.test(stored)) return stored;
  return String(Number(number.toPrecision(15)));
}
