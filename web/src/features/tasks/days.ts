import { toDateInput } from '../../ui/format.ts';

/** The last second of a day of the reader's calendar. @param date as `<input type="date">` has it */
export const endOfDay = (date: string): string => new Date(`${date}T23:59:59`).toISOString();

/** Nine in the morning, so many days from today. */
export function atNine(days: number, now = new Date()): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9);
}

export const inHours = (hours: number): Date => new Date(Date.now() + hours * 3_600_000);

/** As `<input type="datetime-local">` has it. */
export function toMomentInput(moment: Date): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${toDateInput(moment.toISOString())}T${pad(moment.getHours())}:${pad(moment.getMinutes())}`;
}
