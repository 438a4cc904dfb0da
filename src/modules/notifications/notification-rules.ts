import type { LoggedChange } from '../../activity/activity-log.repository.js';
import type { NewNotification, NotificationKind } from './notification.js';

/** How a task is now. */
export interface TaskState {
  id: string;
  assigneeId: string | null;
  isOpen: boolean;
  /** The number of the last change of its assignee; null when it is as the task was created. */
  assignedBy: number | null;
}

export interface CommentState {
  id: string;
  taskId: string;
  mentions: string[];
}

/** How things stand by now: what a change meant may be out of date. */
export interface Circumstances {
  tasks: Map<string, TaskState>;
  comments: Map<string, CommentState>;
  /** Among them all that admins and whoever else may have to be told. */
  members: Set<string>;
  admins: string[];
}

interface Occasion {
  kind: NotificationKind;
  taskId: string;
  cause: string;
  userIds: string[];
}

/** What people are to be told of these changes. Nobody is told of their own doing. */
export function notificationsFor(entries: LoggedChange[], now: Circumstances): NewNotification[] {
  return entries.flatMap((entry) => {
    const occasion = occasionOf(entry, now);
    if (!occasion) return [];
    const { userIds, ...told } = occasion;
    const { actorId, sequence } = entry;
    return userIds
      .filter((userId) => userId !== actorId && now.members.has(userId))
      .map((userId) => ({ ...told, userId, count: 1, actorId, sequence }));
  });
}

function occasionOf(entry: LoggedChange, now: Circumstances): Occasion | undefined {
  switch (entry.type) {
    case 'task.created':
    case 'task.updated':
      return assignment(entry, now);
    case 'comment.created':
    case 'comment.updated':
      return mention(entry, now);
    default:
      return undefined;
  }
}

/** The last one who decided on the assignee counts: the creator, or whoever assigned the task since. */
function assignment({ type, subjectId, sequence }: LoggedChange, now: Circumstances): Occasion | undefined {
  const task = now.tasks.get(subjectId);
  if (!task?.isOpen) return undefined;
  const about = { taskId: task.id, cause: String(sequence) };
  const isNew = type === 'task.created';
  if (task.assigneeId === null)
    return isNew ? { ...about, kind: 'task-created', userIds: now.admins } : undefined;
  const decides = isNew ? task.assignedBy === null : task.assignedBy === sequence;
  return decides ? { ...about, kind: 'task-assigned', userIds: [task.assigneeId] } : undefined;
}

/** Whoever is mentioned anew, and still is. */
function mention({ subjectId, changes }: LoggedChange, now: Circumstances): Occasion | undefined {
  const comment = now.comments.get(subjectId);
  if (!comment) return undefined;
  const { from, to } = changes['mentions'] as { from: string[]; to: string[] };
  const userIds = to.filter((id) => !from.includes(id) && comment.mentions.includes(id));
  return { kind: 'task-mentioned', taskId: comment.taskId, cause: comment.id, userIds };
}
