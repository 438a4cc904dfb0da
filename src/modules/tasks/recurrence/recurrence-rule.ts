/** The day of the week as JavaScript counts it, from Sunday, 0. */
export const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** A weekday, and where it has an ordinal, which one in the month or the year: 1 is the first, -1 the last. */
export interface ByDay {
  weekday: number;
  ordinal?: number;
}

/** A recurrence rule of days (RFC 5545, 3.3.10). */
export interface RecurrenceRule {
  frequency: Frequency;
  interval: number;
  /** How many tasks there are, with the one that has the rule. */
  count?: number;
  /** In milliseconds since 1970. `isLocal`: what the clocks of the organization show. */
  until?: { time: number; isLocal: boolean };
  byMonth?: number[];
  byWeekNumber?: number[];
  byYearDay?: number[];
  byMonthDay?: number[];
  byDay?: ByDay[];
  bySetPosition?: number[];
  /** The weekday that weeks begin with. */
  weekStart: number;
}

/** In code points. */
export const MAX_RULE_LENGTH = 500;

/** A rule is refused, with what it must be. */
export class InvalidRule extends Error {}

/** The one form of a rule: without `RRULE:`, in upper case. */
export const canonicalRule = (text: string): string =>
  text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .replace(/;$/, '');

/** @throws InvalidRule */
export function parseRule(text: string): RecurrenceRule {
  const parts = partsOf(text);
  const rule: RecurrenceRule = {
    frequency: oneOf(FREQUENCIES, 'FREQ', parts),
    interval: integers('INTERVAL', parts, 1, 999)?.[0] ?? 1,
    count: integers('COUNT', parts, 1, 9999)?.[0],
    until: untilOf(parts.get('UNTIL')),
    byMonth: integers('BYMONTH', parts, 1, 12),
    byWeekNumber: integers('BYWEEKNO', parts, 1, 53, true),
    byYearDay: integers('BYYEARDAY', parts, 1, 366, true),
    byMonthDay: integers('BYMONTHDAY', parts, 1, 31, true),
    byDay: parts.get('BYDAY')?.split(',').map(byDayOf),
    bySetPosition: integers('BYSETPOS', parts, 1, 366, true),
    weekStart: WEEKDAYS.indexOf(parts.has('WKST') ? oneOf(WEEKDAYS, 'WKST', parts) : 'MO'),
  };
  requireMeaning(rule, parts);
  return rule;
}

const SINGLE = ['INTERVAL', 'COUNT'];
const NAMES = [
  'FREQ',
  'UNTIL',
  'WKST',
  'BYMONTH',
  'BYWEEKNO',
  'BYYEARDAY',
  'BYMONTHDAY',
  'BYDAY',
  'BYSETPOS',
];

function partsOf(text: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of text.split(';')) {
    const [name = '', value, ...more] = part.split('=');
    if (!value || more.length > 0 || ![...NAMES, ...SINGLE].includes(name) || parts.has(name))
      throw new InvalidRule(`has a part that is no part of a rule of days, or is there twice: ${part}`);
    if (SINGLE.includes(name) && value.includes(','))
      throw new InvalidRule(`must have one number as ${name}`);
    parts.set(name, value);
  }
  return parts;
}

function oneOf<T extends string>(values: readonly T[], name: string, parts: Map<string, string>): T {
  const value = values.find((one) => one === parts.get(name));
  if (!value) throw new InvalidRule(`must have one of ${values.join(', ')} as ${name}`);
  return value;
}

function integers(
  name: string,
  parts: Map<string, string>,
  least: number,
  most: number,
  mayCountBack = false,
): number[] | undefined {
  return parts
    .get(name)
    ?.split(',')
    .map((text) => {
      const value = Number(text);
      const size = mayCountBack ? Math.abs(value) : value;
      if (/^[+-]?\d{1,4}$/.test(text) && size >= least && size <= most) return value;
      throw new InvalidRule(
        `must have ${mayCountBack ? `${least} to ${most}, or -1 to -${most},` : `${least} to ${most}`} as ${name}`,
      );
    });
}

function byDayOf(text: string): ByDay {
  const [, ordinal, name] = /^([+-]?\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)$/.exec(text) ?? [];
  const number = ordinal === undefined ? undefined : Number(ordinal);
  if (name === undefined || number === 0 || Math.abs(number ?? 1) > 53)
    throw new InvalidRule('must have weekdays as BYDAY, such as MO or -1FR');
  return { weekday: WEEKDAYS.indexOf(name as (typeof WEEKDAYS)[number]), ordinal: number };
}

/** A day lasts until its end. */
function untilOf(text: string | undefined): RecurrenceRule['until'] {
  if (text === undefined) return undefined;
  const [, year, month, day, hour = '23', minute = '59', second = '59', zone] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  const time = Date.parse(`${date}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(date))
    throw new InvalidRule('must have a day or a moment as UNTIL, such as 20301231 or 20301231T120000Z');
  return { time: time + 999, isLocal: zone === undefined };
}

/** What RFC 5545 says of parts beside each other. */
function requireMeaning(
  { frequency, byDay, byWeekNumber }: RecurrenceRule,
  parts: Map<string, string>,
): void {
  const only = (name: string, ...frequencies: Frequency[]): void => {
    if (parts.has(name) && !frequencies.includes(frequency))
      throw new InvalidRule(`must not have ${name} with FREQ=${frequency}`);
  };
  only('BYWEEKNO', 'YEARLY');
  only('BYYEARDAY', 'YEARLY');
  only('BYMONTHDAY', 'DAILY', 'MONTHLY', 'YEARLY');
  const hasOrdinal = byDay?.some(({ ordinal }) => ordinal !== undefined) ?? false;
  if (hasOrdinal && (!['MONTHLY', 'YEARLY'].includes(frequency) || byWeekNumber))
    throw new InvalidRule(
      'must have numbers in BYDAY only with FREQ=MONTHLY or FREQ=YEARLY, without BYWEEKNO',
    );
  if (parts.has('COUNT') && parts.has('UNTIL')) throw new InvalidRule('must not have both COUNT and UNTIL');
  if (parts.has('BYSETPOS') && ![...parts.keys()].some((name) => /^BY(?!SETPOS)/.test(name)))
    throw new InvalidRule('must have BYSETPOS only beside another BY part');
}
