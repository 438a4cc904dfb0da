import { Injectable } from '@nestjs/common';
import { PermissionDenied } from '../../access/access.errors.js';
import { isAbove, may } from '../../access/permissions.js';
import type { SequencerRow } from '../../change-log/sequencer.js';
import { RequestContext } from '../../context/request-context.js';
import type { TaskWrites } from '../organizations/settings.js';
import type { Task } from './task.js';

/** Which tasks the caller may write. */
@Injectable()
export class TaskAccess {
  constructor(private readonly context: RequestContext) {}

  /** The value that the organization's setting needs to have for the caller; undefined where any will do. */
  get requiredTaskWrites(): TaskWrites | undefined {
    return isAbove('ADMIN', this.context.principal.role) ? 'MEMBERS' : undefined;
  }

  /** @throws PermissionDenied where only admins write tasks */
  requireTaskWrites({ task_writes }: SequencerRow): void {
    const taskWrites = task_writes as TaskWrites;
    const { role } = this.context.principal;
    if (taskWrites === 'MEMBERS' || !isAbove(taskWrites, role)) return;
    throw new PermissionDenied({
      detail: `The organization's setting taskWrites is ${taskWrites}: the role ${role} may not write tasks.`,
    });
  }

  /**
   * @param forOthers the permission that covers tasks of all members
   * @param reason why it needs to be one's own, where the caller asked for something else
   * @throws PermissionDenied
   */
  requireOwn(
    { creatorId, assigneeId }: Pick<Task, 'creatorId' | 'assigneeId'>,
    forOthers: 'task:update-any' | 'task:delete-any',
    reason = '',
  ): void {
    const { principal } = this.context;
    if ([creatorId, assigneeId].includes(principal.userId) || may(principal, forOthers)) return;
    throw new PermissionDenied({
      detail:
        `${reason} Without ${forOthers} only tasks that you created or are assigned to can be written.`.trim(),
    });
  }
}
