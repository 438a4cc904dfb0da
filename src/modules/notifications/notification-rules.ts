import type { LoggedChange } from '../../change-log/change-log-reader.js';
import type { NewNotification, NotificationKind } from './notification.js';

/** The current state of a task. */
export interface TaskState {
  id: string;
  assigneeId: string | null;
  isOpen: boolean;
  /** The sequence of the last change of its assignee; null when it was set with the creation. */
  assignedBy: number | null;
}

export interface CommentState {
  id: string;
  taskId: string;
  mentions: string[];
}

/** The current state of what the changes are about: a change may be outdated when it is consumed. */
export interface NotificationContext {
  tasks: Map<string, TaskState>;
  comments: Map<string, CommentState>;
  /** The user ids that are members; it contains the admins and every possible recipient. */
  members: Set<string>;
  admins: string[];
  /** The members who watch a task, by its id, of the tasks that were changed or commented on. */
  watchers: Map<string, string[]>;
}

/** The reason of notifications, with their recipients. */
interface Occasion {
  kind: NotificationKind;
  taskId: string;
  cause: string;
  userIds: string[];
}

/** The notifications that these changes cause. The actor of a change gets none. */
export function applyRules(entries: LoggedChange[], context: NotificationContext): NewNotification[] {
  const last = lastChanges(entries);
  return entries.flatMap((entry) => {
    const { actorId, sequence } = entry;
    const notified = new Set([actorId]);
    return occasionsOf(entry, context, last).flatMap(({ userIds, ...common }) =>
      userIds
        .filter((userId) => !notified.has(userId) && context.members.has(userId))
        .map((userId) => {
          // What concerns them most comes first: of one change a user is notified once.
          notified.add(userId);
          return { ...common, userId, count: 1, actorId, sequence };
        }),
    );
  });
}

/** Whether watchers of the task are to know of a change: of its status or its due date. */
export const isWatched = ({ type, changes }: LoggedChange): boolean =>
  type === 'task.status-changed' || (type === 'task.updated' && 'dueAt' in changes);

/** The last of such changes that a user made of a task: watchers are notified of where it led. */
function lastChanges(entries: LoggedChange[]): ReadonlySet<LoggedChange> {
  const last = new Map<string, LoggedChange>();
  for (const entry of entries.filter(isWatched)) last.set(`${entry.subjectId} ${entry.actorId}`, entry);
  return new Set(last.values());
}

/** Most important first. */
function occasionsOf(
  entry: LoggedChange,
  context: NotificationContext,
  last: ReadonlySet<LoggedChange>,
): Occasion[] {
  const watched = last.has(entry) ? watchedChange(entry, context) : undefined;
  return occasionsByType(entry, context, watched).filter((one) => one !== undefined);
}

function occasionsByType(
  entry: LoggedChange,
  context: NotificationContext,
  watched: Occasion | undefined,
): (Occasion | undefined)[] {
  switch (entry.type) {
    case 'task.created':
    case 'task.updated':
      return [assignment(entry, context), watched];
    case 'task.status-changed':
      return [watched];
    case 'comment.created':
      return [mention(entry, context), watchedComment(entry, context)];
    case 'comment.updated':
      return [mention(entry, context)];
    default:
      return [];
  }
}

function watchedChange(
  { subjectId, sequence }: LoggedChange,
  { tasks, watchers }: NotificationContext,
): Occasion | undefined {
  if (!tasks.has(subjectId)) return undefined;
  const userIds = watchers.get(subjectId) ?? [];
  return { kind: 'task-changed', taskId: subjectId, cause: String(sequence), userIds };
}

function watchedComment(
  { subjectId }: LoggedChange,
  { comments, watchers }: NotificationContext,
): Occasion | undefined {
  const comment = comments.get(subjectId);
  if (!comment) return undefined;
  const userIds = watchers.get(comment.taskId) ?? [];
  return { kind: 'task-commented', taskId: comment.taskId, cause: comment.id, userIds };
}

/** Only the last change that set the assignee causes a notification: the creation, or a later assignment. */
function assignment(
  { type, subjectId, sequence }: LoggedChange,
  context: NotificationContext,
): Occasion | undefined {
  const task = context.tasks.get(subjectId);
  if (!task?.isOpen) return undefined;
  const about = { taskId: task.id, cause: String(sequence) };
  const isNew = type === 'task.created';
  if (task.assigneeId === null)
    return isNew ? { ...about, kind: 'task-created', userIds: context.admins } : undefined;
  const decides = isNew ? task.assignedBy === null : task.assignedBy === sequence;
  return decides ? { ...about, kind: 'task-assigned', userIds: [task.assigneeId] } : undefined;
}

/** The users whom this change mentions for the first time and the comment still mentions. */
function mention({ subjectId, changes }: LoggedChange, context: NotificationContext): Occasion | undefined {
  const comment = context.comments.get(subjectId);
  if (!comment) return undefined;
  const { from, to } = changes['mentions'] as { from: string[]; to: string[] };
  const userIds = to.filter((id) => !from.includes(id) && comment.mentions.includes(id));
  return { kind: 'task-mentioned', taskId: comment.taskId, cause: comment.id, userIds };
}
