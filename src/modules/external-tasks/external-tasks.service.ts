import { Injectable } from '@nestjs/common';
import type { PageQuery } from '../../common/pagination.js';
import { SingleStatement } from '../../tenancy/tenant-transaction.decorators.js';
import type { MergedTaskDto, MergedTaskPageDto } from './dto/external-task.dto.js';
import type { ExternalTask } from './external-item.js';
import { ExternalSourceService } from './external-source.service.js';
import { ExternalTasksCache } from './external-tasks-cache.js';
import { ExternalTasksRepository, type MergedTask } from './external-tasks.repository.js';

@Injectable()
export class ExternalTasksService {
  constructor(
    private readonly external: ExternalTasksCache,
    private readonly source: ExternalSourceService,
    private readonly repository: ExternalTasksRepository,
  ) {}

  /** Local and external tasks together, newest first. A failure of the external source is a warning, never an error. */
  async list({ page, limit }: PageQuery): Promise<MergedTaskPageDto> {
    const source = await this.source.find();
    // Before the transaction: no database connection waits for the external source.
    const { tasks, warnings } = await this.external.read(source);
    const { merged, total } = await this.findMerged(tasks, { page, limit });
    const data = merged.map((task) => toDto(task, tasks));
    return { data, page, limit, total: total + tasks.length, warnings };
  }

  @SingleStatement()
  private findMerged(
    tasks: ExternalTask[],
    query: PageQuery,
  ): Promise<{ merged: MergedTask[]; total: number }> {
    const created = tasks.map(({ createdAt }) => createdAt);
    return this.repository.findPage(created, query);
  }
}

function toDto(task: MergedTask, tasks: ExternalTask[]): MergedTaskDto {
  if ('local' in task) return { source: 'local', ...task.local, url: null };
  return { source: 'external', number: null, ...(tasks[task.external] as ExternalTask) };
}
