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
  return entries.flatMap((entry) => {
    const occasion = occasionOf(entry, context);
    if (!occasion) return [];
    const { userIds, ...common } = occasion;
    const { actorId, sequence } = entry;
    return userIds
      .filter((userId) => userId !== actorId && context.members.has(userId))
      .map((userId) => ({ ...common, userId, count: 1, actorId, sequence }));
  });
}

function occasionOf(entry: LoggedChange, context: NotificationContext): Occasion | undefined {
  switch (entry.type) {
    case 'task.created':
    case 'task.updated':
      return assignment(entry, context);
    case 'comment.created':
    case 'comment.updated':
      return mention(entry, context);
    default:
      return undefined;
  }
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
