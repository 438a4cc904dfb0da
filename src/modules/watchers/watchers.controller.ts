import { Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../access/access.decorators.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { Raises } from '../../http/raises.decorator.js';
import { TaskReferencePipe } from '../tasks/task-reference.pipe.js';
import { TaskNotFound } from '../tasks/tasks.errors.js';
import { WatcherPageDto, WatchStateDto } from './dto/watcher.dto.js';
import { TooManyWatchers } from './watchers.errors.js';
import { WatchersService } from './watchers.service.js';

@ApiTags('Notifications')
@Controller('tasks/:id/watchers')
export class WatchersController {
  constructor(private readonly watchers: WatchersService) {}

  /**
   * The members who watch a task: those who chose to, its assignee and its creator, and those who comment on it or are
   * mentioned there. They are notified of its status, its due date and its comments, but not of what they do themselves.
   */
  @Get()
  @RequirePermission('task:read')
  @Raises(TaskNotFound)
  listWatchers(
    @Param('id', TaskReferencePipe) task: string | number,
    @Query() query: PageQueryDto,
  ): Promise<WatcherPageDto> {
    return this.watchers.list(task, query);
  }

  /** Watches a task. Repeating it changes nothing. */
  @Put('me')
  @RequirePermission('notification:manage')
  @Raises(TaskNotFound, TooManyWatchers)
  watchTask(@Param('id', TaskReferencePipe) task: string | number): Promise<WatchStateDto> {
    return this.watchers.watch(task);
  }

  /** Ceases to watch a task, also for a user whom it names. Assignments, mentions and your own reminders still notify you. */
  @Delete('me')
  @HttpCode(204)
  @RequirePermission('notification:manage')
  @Raises(TaskNotFound)
  ceaseToWatchTask(@Param('id', TaskReferencePipe) task: string | number): Promise<void> {
    return this.watchers.cease(task);
  }
}
