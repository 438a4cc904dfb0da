import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Raises } from '../../http/raises.decorator.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { TaskReferencePipe } from '../tasks/task-reference.pipe.js';
import { TaskNotFound } from '../tasks/tasks.errors.js';
import { ActivityLogService } from './activity-log.service.js';
import {
  ActivityPageDto,
  ActivityQueryDto,
  ChainStateDto,
  TaskActivityQueryDto,
} from './dto/activity-log.dto.js';

@ApiTags('Activity')
@Controller()
export class ActivityLogController {
  constructor(private readonly log: ActivityLogService) {}

  /**
   * The log of all changes in the organization, newest first. With `after`, a reader continues where it
   * stopped: the following changes are listed, oldest first.
   */
  @Get('activity')
  @RequirePermission('activity:read')
  listActivity(@Query() query: ActivityQueryDto): Promise<ActivityPageDto> {
    return this.log.list(query);
  }

  /**
   * The log of one task, its comments and its attachments, newest first. By its id, admins find the log of a
   * deleted task, too.
   */
  @Get('tasks/:id/activity')
  @RequirePermission('task:read')
  @Raises(TaskNotFound)
  listTaskActivity(
    @Param('id', TaskReferencePipe) reference: string | number,
    @Query() query: TaskActivityQueryDto,
  ): Promise<ActivityPageDto> {
    return this.log.listOfTask(reference, query);
  }

  /** Whether the log is complete and unaltered: reads all of it, and returns where its hash chain breaks. */
  @Post('activity/verify')
  @HttpCode(200)
  @RequirePermission('activity:read')
  verifyActivity(): Promise<ChainStateDto> {
    return this.log.verify();
  }
}
