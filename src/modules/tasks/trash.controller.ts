import { Controller, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EntityTagInterceptor } from '../../http/entity-tag.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { Raises } from '../../http/raises.decorator.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { PlanLimitReached } from '../plans/plans.errors.js';
import { DeletedTaskPageDto } from './dto/deleted-task.dto.js';
import { TaskDto } from './dto/task.dto.js';
import { TaskReferencePipe } from './task-reference.pipe.js';
import { TaskNotFound } from './tasks.errors.js';
import { TrashService } from './trash.service.js';

@ApiTags('Tasks')
@Controller('tasks')
export class TrashController {
  constructor(private readonly trash: TrashService) {}

  /** The tasks that were deleted within the last 30 days, the last one first. */
  @Get('trash')
  @RequirePermission('task:delete')
  listTrash(@Query() query: PageQueryDto): Promise<DeletedTaskPageDto> {
    return this.trash.list(query);
  }

  /** Brings a deleted task back, under its number, with the subtasks that were deleted with it. */
  @Post(':id/restore')
  @HttpCode(200)
  @RequirePermission('task:delete')
  @UseInterceptors(EntityTagInterceptor)
  @Raises(TaskNotFound, PlanLimitReached)
  restoreTask(@Param('id', TaskReferencePipe) reference: string | number): Promise<TaskDto> {
    return this.trash.restore(reference);
  }
}
