import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { Sequencer } from '../../change-log/sequencer.js';
import type { Page, PageQuery } from '../../common/pagination.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { PlanLimits } from '../plans/plan-limits.js';
import { quotaUsage } from '../plans/quotas.js';
import { TaskAccess } from './task-access.js';
import { TaskBlockers } from './task-blockers.js';
import type { Task } from './task.js';
import { TaskNotFound } from './tasks.errors.js';
import { TasksRepository } from './tasks.repository.js';
import { type DeletedTask, TrashRepository } from './trash.repository.js';

/** Deleted tasks, which can be restored for 30 days. */
@Injectable()
export class TrashService {
  constructor(
    private readonly trash: TrashRepository,
    private readonly tasks: TasksRepository,
    private readonly access: TaskAccess,
    private readonly blockers: TaskBlockers,
    private readonly sequencer: Sequencer,
    private readonly limits: PlanLimits,
  ) {}

  @ReadTransaction()
  async list({ page, limit }: PageQuery): Promise<Page<Omit<DeletedTask, 'blocks'>>> {
    const [data, total] = await this.trash.findPage(page, limit);
    const shown = data.map(({ blocks: _blocks, ...task }) => task);
    return { data: shown, page, limit, total, nextCursor: null };
  }

  /**
   * Restores a task with the subtasks that were deleted with it.
   * @param reference the id or the number
   * @throws TaskNotFound, PlanLimitReached, PermissionDenied as a deletion would
   */
  @Transactional()
  async restore(reference: string | number): Promise<Task> {
    const row = await this.sequencer.lock();
    this.access.requireTaskWrites(row);
    const task = await this.trash.find(reference);
    if (!task) throw new TaskNotFound({ detail: 'There is no such task in the trash.' });
    const subtasks = await this.trash.findDeletedWith(task);
    for (const one of [task, ...subtasks]) this.access.requireOwn(one, 'task:delete-any');
    await this.limits.require('tasks', quotaUsage(row, 'tasks'), 1 + subtasks.length);
    for (const one of [task, ...subtasks]) await this.trash.restore(one);
    for (const { id, blocks } of [task, ...subtasks]) await this.blockers.blockAgain(id, blocks);
    return (await this.tasks.find(task.id)) as Task;
  }
}
