const DAY = /^\d{4}-\d\d-\d\d$/;

const isDay = (text: string): boolean => DAY.test(text);

/** A moment in the form of the API, or a day, which stays one; undefined where a text names neither. */
export function momentOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) return undefined;
  return isDay(value) ? value : new Date(value).toISOString();
}

/** When a day begins. The API goes by the organization's time zone, what is computed here by the reader's. */
export function beginningOf(momentOrDay: string): string;
export function beginningOf(momentOrDay?: string): string | undefined;
export function beginningOf(momentOrDay?: string): string | undefined {
  return momentOrDay && isDay(momentOrDay) ? new Date(`${momentOrDay}T00:00:00`).toISOString() : momentOrDay;
}

const given = (moments: (string | undefined)[]): string[] =>
  moments
    .filter((moment) => moment !== undefined)
    .toSorted((a, b) => Date.parse(beginningOf(a)) - Date.parse(beginningOf(b)));
export const latest = (...moments: (string | undefined)[]): string | undefined => given(moments).at(-1);
export const earliest = (...moments: (string | undefined)[]): string | undefined => given(moments)[0];

/** The midnight that begins the day so many days from now, in the reader's calendar. */
export function startOfDay(days: number, now = Date.now()): string {
  const date = new Date(new Date(now).setHours(0, 0, 0, 0));
  date.setDate(date.getDate() + days);
  return date.toISOString();
}

/** The present, to the minute: so that a list which is asked for twice is the same list. */
export const minuteOf = (now: number): string => new Date(Math.floor(now / 60_000) * 60_000).toISOString();
