import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { Sequencer } from '../../change-log/sequencer.js';
import type { PageQuery } from '../../common/pagination.js';
import { RequestContext } from '../../context/request-context.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { TasksService } from '../tasks/tasks.service.js';
import type { WatcherPageDto, WatchStateDto } from './dto/watcher.dto.js';
import { TooManyWatchers } from './watchers.errors.js';
import { WatchersRepository } from './watchers.repository.js';

/** How many members may choose to watch a task; those whom it names come on top. */
const MAX_WATCHERS = 200;

/** Who is notified of what happens to a task. */
@Injectable()
export class WatchersService {
  constructor(
    private readonly watchers: WatchersRepository,
    private readonly tasks: TasksService,
    private readonly sequencer: Sequencer,
    private readonly context: RequestContext,
  ) {}

  /** @param task its id or its number. @throws TaskNotFound */
  @ReadTransaction()
  async list(task: string | number, { page, limit }: PageQuery): Promise<WatcherPageDto> {
    const { id } = await this.tasks.get(task);
    const all = (await this.watchers.find([id])).map(({ userId, reason }) => ({ userId, reason }));
    const isWatching = all.some(({ userId }) => userId === this.me);
    const data = all.slice((page - 1) * limit, page * limit);
    return { data, page, limit, total: all.length, nextCursor: null, isWatching };
  }

  /** Repeating it changes nothing. @param task its id or its number. @throws TaskNotFound, TooManyWatchers */
  @Transactional()
  async watch(task: string | number): Promise<WatchStateDto> {
    await this.sequencer.lock();
    const { id } = await this.tasks.get(task);
    if ((await this.watchers.countOthers(id, this.me)) >= MAX_WATCHERS)
      throw TooManyWatchers.with(MAX_WATCHERS);
    await this.watchers.set(id, this.me, true);
    return { isWatching: true };
  }

  /** Repeating it changes nothing. @param task its id or its number. @throws TaskNotFound */
  @Transactional()
  async cease(task: string | number): Promise<void> {
    const { id } = await this.tasks.get(task);
    await this.watchers.set(id, this.me, false);
  }

  /** The ids of the members who watch these tasks, by the ids of the tasks. */
  @ReadTransaction()
  async findFor(taskIds: string[]): Promise<Map<string, string[]>> {
    const found = taskIds.length > 0 ? await this.watchers.find(taskIds) : [];
    const byTask = Map.groupBy(found, ({ taskId }) => taskId);
    return new Map([...byTask].map(([taskId, those]) => [taskId, those.map(({ userId }) => userId)]));
  }

  private get me(): string {
    return this.context.user.userId;
  }
}
