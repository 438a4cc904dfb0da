import { MONTHS, type RecurrenceUnit, RULE, WEEKDAYS } from '../texts/recurrence.ts';
import { formatDay } from './format.ts';

const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const WORKING_DAYS = 'MO,TU,WE,TH,FR';
const UNITS: RecurrenceUnit[] = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

/** The parts of a rule, by name. */
type Parts = Partial<Record<string, string>>;

/**
 * A recurrence rule (RFC 5545) as it is said: `Every week on Monday`. A rule that there are no words for is shown as it is.
 * @param dueAt the due date that its days follow, which says the day where the rule doesn't
 */
export function ruleInWords(rule: string, dueAt: string | null): string {
  const text = rule
    .trim()
    .toUpperCase()
    .replace(/^RRULE:|;$/g, '');
  const parts: Parts = Object.fromEntries(text.split(';').map((part) => part.split('=')));
  const unit = UNITS.find((one) => one === parts['FREQ']);
  const days = unit && daysOf(unit, parts, dueAt ? new Date(dueAt) : undefined);
  if (!unit || days === undefined) return RULE.other(text);
  const interval = Number(parts['INTERVAL'] ?? 1);
  const isPlain = interval === 1 && ['DAILY', 'WEEKLY'].includes(unit);
  const main =
    isPlain && sorted(parts['BYDAY']) === sorted(WORKING_DAYS)
      ? [RULE.everyWeekday, monthsOf(parts)]
      : [RULE.every(unit, interval), ...days];
  const end = parts['COUNT']
    ? RULE.times(Number(parts['COUNT']))
    : parts['UNTIL'] && RULE.until(dateOf(parts['UNTIL']));
  return [main.filter(Boolean).join(' '), end].filter(Boolean).join(', ');
}

/** The days of each period, in words; undefined where there are none for them. */
function daysOf(unit: RecurrenceUnit, parts: Parts, due?: Date): string[] | undefined {
  if (parts['BYWEEKNO'] || parts['BYYEARDAY']) return undefined;
  const monthDays = numbersOf(parts['BYMONTHDAY']);
  const months = numbersOf(parts['BYMONTH']);
  const weekdays = parts['BYDAY']?.split(',').map(weekdayOf);
  const places = numbersOf(parts['BYSETPOS']);
  if (weekdays?.some(({ day }) => day === undefined)) return undefined;
  const names = (weekdays ?? []).map(({ day }) => day as string);

  if (places) {
    // The last of these weekdays, as is said of one that each period has.
    if (monthDays || !weekdays || weekdays.some(({ place }) => place)) return undefined;
    if (unit !== 'MONTHLY' && !(unit === 'YEARLY' && months)) return undefined;
    const kinds = sorted(parts['BYDAY']) === sorted(WORKING_DAYS) ? [RULE.weekday] : names;
    return [monthsOf(parts), RULE.onPlacesOf(places, kinds)];
  }
  if (weekdays && monthDays) {
    if (weekdays.some(({ place }) => place)) return undefined;
    return [monthsOf(parts), RULE.onDays(monthDays), RULE.ifOn(names)];
  }
  if (weekdays?.every(({ place }) => place)) {
    const byDay = Map.groupBy(weekdays, ({ day }) => day as string);
    const said = RULE.onPlaces(
      [...byDay].map(([day, all]) => ({ places: all.map(({ place }) => place as number), day })),
    );
    return [monthsOf(parts), said, unit === 'YEARLY' && !months ? RULE.ofYear : ''];
  }
  if (weekdays) {
    if (weekdays.some(({ place }) => place)) return undefined;
    return [monthsOf(parts), unit === 'WEEKLY' || unit === 'DAILY' ? RULE.on(names) : RULE.onEvery(names)];
  }
  if (monthDays) {
    const [day] = monthDays;
    const [month] = months ?? [];
    const isDate = unit === 'YEARLY' && months?.length === 1 && monthDays.length === 1 && Number(day) > 0;
    if (isDate) return [RULE.onDate(day as number, MONTHS[(month as number) - 1] as string)];
    return [monthsOf(parts), RULE.onDays(monthDays)];
  }
  return [
    monthsOf(parts),
    due && !months ? dayOf(unit, due) : due && unit === 'YEARLY' ? RULE.onDays([due.getDate()]) : '',
  ];
}

/** The day of a due date, as the reader's calendar has it. */
function dayOf(unit: RecurrenceUnit, due: Date): string {
  if (unit === 'WEEKLY') return RULE.on([WEEKDAYS[due.getDay()] as string]);
  if (unit === 'MONTHLY') return RULE.onDays([due.getDate()]);
  return unit === 'YEARLY' ? RULE.onDate(due.getDate(), MONTHS[due.getMonth()] as string) : '';
}

function monthsOf(parts: Parts): string {
  const months = numbersOf(parts['BYMONTH']);
  return months ? RULE.inMonths(months.map((month) => MONTHS[month - 1] ?? String(month))) : '';
}

function weekdayOf(text: string): { day?: string; place?: number } {
  const [, place, name = ''] = /^([+-]?\d+)?([A-Z]{2})$/.exec(text) ?? [];
  return { day: WEEKDAYS[DAYS.indexOf(name)], ...(place && { place: Number(place) }) };
}

const numbersOf = (text?: string): number[] | undefined => text?.split(',').map(Number);
const sorted = (list = ''): string => list.split(',').toSorted().join();

/** 20301231 or 20301231T120000Z */
function dateOf(until: string): string {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)/.exec(until) ?? [];
  return year ? formatDay(`${year}-${month}-${day}T12:00:00Z`) : until;
}

/** The rules that are offered for a due date: what they mean follows it. */
export function offeredRules(dueAt: string): string[] {
  const due = new Date(dueAt);
  const isLastDay = new Date(due.getFullYear(), due.getMonth(), due.getDate() + 1).getDate() === 1;
  return [
    'FREQ=DAILY',
    `FREQ=WEEKLY;BYDAY=${WORKING_DAYS}`,
    'FREQ=WEEKLY',
    // On the 31st it would leave out the months that are shorter.
    isLastDay ? 'FREQ=MONTHLY;BYMONTHDAY=-1' : 'FREQ=MONTHLY',
    'FREQ=YEARLY',
  ];
}
