/** Why a member watches a task; the first that holds: they chose to, or the task or a comment on it names them. */
export const WATCH_REASONS = ['watcher', 'assignee', 'creator', 'commenter', 'mentioned'] as const;
export type WatchReason = (typeof WATCH_REASONS)[number];

/** A member who is notified of changes of a task. */
export interface Watcher {
  userId: string;
  reason: WatchReason;
}
