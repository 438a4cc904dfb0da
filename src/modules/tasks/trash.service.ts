import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { Sequencer } from '../../change-log/sequencer.js';
import type { Page, PageQuery } from '../../common/pagination.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { PlanLimits } from '../plans/plan-limits.js';
import type { Task } from './task.js';
import { TaskNotFound } from './tasks.errors.js';
import { TasksService } from './tasks.service.js';
import { type DeletedTask, TrashRepository } from './trash.repository.js';

/** Deleted tasks, which can be restored for 30 days. */
@Injectable()
export class TrashService {
  constructor(
    private readonly trash: TrashRepository,
    private readonly tasks: TasksService,
    private readonly sequencer: Sequencer,
    private readonly limits: PlanLimits,
  ) {}

  @ReadTransaction()
  async list({ page, limit }: PageQuery): Promise<Page<DeletedTask>> {
    const [data, total] = await this.trash.findPage(page, limit);
    return { data, page, limit, total, nextCursor: null };
  }

  /**
   * @param reference the id or the number
   * @throws TaskNotFound, PlanLimitReached, PermissionDenied as a deletion would
   */
  restore(reference: string | number): Promise<Task> {
    return this.limits.attempt(() => this.moveBack(reference));
  }

  @Transactional()
  private async moveBack(reference: string | number): Promise<Task> {
    this.tasks.requireTaskWrites(await this.sequencer.lock());
    const task = await this.trash.find(reference);
    if (!task) throw new TaskNotFound({ detail: 'There is no such task in the trash.' });
    this.tasks.requireOwn(task, 'task:delete-any');
    return this.trash.restore(task);
  }
}
