export const WORK_STATUSES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
export type WorkStatus = (typeof WORK_STATUSES)[number];

/** The statuses of work that has not ended. */
export const UNFINISHED: readonly string[] = ['QUEUED', 'RUNNING'] satisfies WorkStatus[];
export const isUnfinished = ({ status }: { status: string }): boolean => UNFINISHED.includes(status);
