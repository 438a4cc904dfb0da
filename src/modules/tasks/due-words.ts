import { addDays, type LocalCalendar } from '../../common/calendar.js';
import { NONE } from '../../common/id.js';

/** When tasks are due, in words that mean other moments as time passes; and `none` for those that never are. */
export const DUE_WORDS = [NONE, 'overdue', 'today', 'week'] as const;
export type DueWord = (typeof DUE_WORDS)[number];

const MINUTE = 60_000;

/** The moments between which a word lies: from the first on, and before the second. */
export function momentsOf(
  due: Exclude<DueWord, typeof NONE>,
  calendar: LocalCalendar,
  now = new Date(),
): { after?: Date; before: Date } {
  // To the minute, so that a list which is asked for twice is the same list.
  if (due === 'overdue') return { before: new Date(Math.floor(now.getTime() / MINUTE) * MINUTE) };
  const today = calendar.dateAt(now);
  return {
    after: calendar.startOf(today),
    before: calendar.startOf(addDays(today, due === 'today' ? 1 : 7)),
  };
}
