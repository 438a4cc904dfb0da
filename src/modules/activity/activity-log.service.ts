import { Injectable } from '@nestjs/common';
import { type ActivityFilter, ChangeLogReader } from '../../change-log/change-log-reader.js';
import { RequestContext } from '../../context/request-context.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { may } from '../../access/permissions.js';
import { TasksService } from '../tasks/tasks.service.js';
import { writeActivityCursor, readActivityCursor } from './activity-cursor.js';
import type {
  ActivityPageDto,
  ActivityQueryDto,
  ChainStateDto,
  TaskActivityQueryDto,
} from './dto/activity-log.dto.js';

@Injectable()
export class ActivityLogService {
  constructor(
    private readonly log: ChangeLogReader,
    private readonly tasks: TasksService,
    private readonly context: RequestContext,
  ) {}

  /** @param reference the id or the number of a task. @throws TaskNotFound */
  async listOfTask(reference: string | number, query: TaskActivityQueryDto): Promise<ActivityPageDto> {
    return this.findPage({ ...query, taskId: await this.findTaskId(reference) });
  }

  list(query: ActivityQueryDto): Promise<ActivityPageDto> {
    return this.findPage(query);
  }

  /** Verifies that every entry is as it was written, and that none is missing. */
  async verify(): Promise<ChainStateDto> {
    const state = await this.log.verify();
    return { isWhole: state.brokenAt === null, ...state };
  }

  @ReadTransaction()
  private async findPage({
    sort: wanted,
    limit,
    cursor,
    ...filter
  }: ActivityFilter & TaskActivityQueryDto): Promise<ActivityPageDto> {
    const sort = wanted ?? (filter.after === undefined ? '-sequence' : 'sequence');
    const position = cursor === undefined ? undefined : readActivityCursor(sort, cursor);
    const found = await this.log.findPage({ filter, sort, limit, position });
    const last = found.length > limit ? found[limit - 1] : undefined;
    return {
      data: found.slice(0, limit),
      limit,
      nextCursor: last ? writeActivityCursor(sort, last.sequence) : null,
    };
  }

  private async findTaskId(reference: string | number): Promise<string> {
    // A caller with this permission can read the entries of a deleted task in the whole log anyway.
    const seesDeleted = may(this.context.principal, 'activity:read');
    if (seesDeleted && typeof reference === 'string' && (await this.isLogged(reference))) return reference;
    return (await this.tasks.get(reference)).id;
  }

  @ReadTransaction()
  private isLogged(taskId: string): Promise<boolean> {
    return this.log.knows('task', taskId);
  }
}
