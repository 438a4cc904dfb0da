import type { TaskWrites } from '../../activity/activity.repository.js';

export const TASK_WRITES = ['MEMBERS', 'ADMIN'] as const satisfies readonly TaskWrites[];

/** What an organization sets for itself. */
export interface Settings {
  taskWrites: TaskWrites;
  timeZone: string;
}

const DEFAULTS: Settings = { taskWrites: 'MEMBERS', timeZone: 'UTC' };

/** The settings in full. Only what an organization has set is stored. */
export const settingsOf = (stored: Partial<Settings>): Settings => ({ ...DEFAULTS, ...stored });

/** Whether this is a name in the IANA time zone database, such as Europe/Berlin: no offset. */
export function isTimeZone(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[A-Za-z]/.test(value)) return false;
  try {
    Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
