/** Which members write tasks: all with a role that may, or only admins. */
export const TASK_WRITES = ['MEMBERS', 'ADMIN'] as const;
export type TaskWrites = (typeof TASK_WRITES)[number];

/** What an organization sets for itself. */
export interface Settings {
  taskWrites: TaskWrites;
  timeZone: string;
  allowReopen: boolean;
}

const DEFAULTS: Settings = { taskWrites: 'MEMBERS', timeZone: 'UTC', allowReopen: false };

/** The settings in full. Only what an organization has set is stored. */
export const settingsOf = (stored: Partial<Settings>): Settings => ({ ...DEFAULTS, ...stored });
