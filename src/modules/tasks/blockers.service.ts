import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import type { Page, PageQuery } from '../../common/pagination.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { BlockersRepository } from './blockers.repository.js';
import { TaskBlockers } from './task-blockers.js';
import type { Task } from './task.js';
import { BlockerNotFound } from './tasks.errors.js';
import { TasksService } from './tasks.service.js';

type Reference = string | number;

/** What tasks are blocked by. */
@Injectable()
export class BlockersService {
  constructor(
    private readonly tasks: TasksService,
    private readonly blockers: BlockersRepository,
    private readonly links: TaskBlockers,
  ) {}

  /** @throws TaskNotFound */
  @ReadTransaction()
  async list(reference: Reference, { page, limit }: PageQuery): Promise<Page<Task>> {
    const { blockedBy } = await this.tasks.get(reference);
    const data = await this.blockers.findPage(blockedBy, page, limit);
    return { data, page, limit, total: blockedBy.length, nextCursor: null };
  }

  /** Adds one; one that it has changes nothing. @throws TaskNotFound, BlockerCircle, TooManyBlockers */
  @Transactional()
  async add(reference: Reference, blockerReference: Reference): Promise<Task> {
    const task = await this.tasks.lock(reference);
    const { id } = await this.tasks.get(blockerReference);
    return task.blockedBy.includes(id) ? task : this.links.add(task, id);
  }

  /** @throws TaskNotFound, BlockerNotFound */
  @Transactional()
  async remove(reference: Reference, blockerReference: Reference): Promise<void> {
    const task = await this.tasks.lock(reference);
    const { id } = await this.tasks.get(blockerReference);
    if (!task.blockedBy.includes(id)) throw new BlockerNotFound();
    await this.links.remove(task, id);
  }
}
