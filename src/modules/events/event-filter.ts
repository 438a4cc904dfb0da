import { isOneOf } from '../../change-log/change-event.js';
import type { UserPrincipal } from '../../context/principal.js';
import { may, type Permission } from '../../access/permissions.js';
import type { ChangeEntry } from './event-entry.js';

/** Which events a user wants; everything given has to hold. */
export interface EventInterest {
  /** `task.created`, or `task.*` for all about tasks. */
  type?: string[];
  projectId?: string;
  taskId?: string;
  /** About tasks that they created or are assigned to. */
  mine?: boolean;
}

/** What it takes to read what changed. Of anything else, the whole log. */
const READABLE_WITH: Record<string, Permission> = {
  task: 'task:read',
  label: 'task:read',
  comment: 'task:read',
  attachment: 'task:read',
  project: 'project:read',
};

/** Admits the events that a user may read and asks for. */
export class EventFilter {
  constructor(
    private readonly principal: UserPrincipal,
    private readonly interest: EventInterest,
  ) {}

  admits({ change, context }: ChangeEntry): boolean {
    const { type, projectId, taskId, mine } = this.interest;
    return (
      may(this.principal, READABLE_WITH[change.subjectType] ?? 'activity:read') &&
      (!type || isOneOf(type, change.type)) &&
      (!projectId || context.projectIds.has(projectId)) &&
      (!taskId || context.taskId === taskId) &&
      (!mine || context.userIds.has(this.principal.userId))
    );
  }
}
