import { Controller, Delete, Get, HttpCode, Param, Put, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../access/access.decorators.js';
import { EntityTagInterceptor } from '../../http/entity-tag.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { Raises } from '../../http/raises.decorator.js';
import { BlockersService } from './blockers.service.js';
import { BlockerPageDto } from './dto/blocker.dto.js';
import { TaskDto } from './dto/task.dto.js';
import { TaskReferencePipe } from './task-reference.pipe.js';
import { BlockerCircle, BlockerNotFound, TaskNotFound, TooManyBlockers } from './tasks.errors.js';

const Reference = (name: 'id' | 'blockerId') => Param(name, TaskReferencePipe);

@ApiTags('Tasks')
@Controller('tasks')
export class BlockersController {
  constructor(private readonly blockers: BlockersService) {}

  /** The tasks that a task is blocked by, in the order of their numbers. What it blocks, `GET /tasks?blockedBy=` lists. */
  @Get(':id/blockers')
  @RequirePermission('task:read')
  @Raises(TaskNotFound)
  listBlockers(
    @Reference('id') reference: string | number,
    @Query() query: PageQueryDto,
  ): Promise<BlockerPageDto> {
    return this.blockers.list(reference, query);
  }

  /**
   * Says that a task is blocked by another one, at most 100 in all; one that it is blocked by already changes nothing. A
   * blocked task can be started and completed like any other: it shows that it is blocked until the others are completed.
   */
  @Put(':id/blockers/:blockerId')
  @RequirePermission('task:update')
  @UseInterceptors(EntityTagInterceptor)
  @Raises(TaskNotFound, BlockerCircle, TooManyBlockers)
  addBlocker(
    @Reference('id') reference: string | number,
    @Reference('blockerId') blocker: string | number,
  ): Promise<TaskDto> {
    return this.blockers.add(reference, blocker);
  }

  /** Says that a task is not blocked by another one any more. */
  @Delete(':id/blockers/:blockerId')
  @HttpCode(204)
  @RequirePermission('task:update')
  @Raises(TaskNotFound, BlockerNotFound)
  removeBlocker(
    @Reference('id') reference: string | number,
    @Reference('blockerId') blocker: string | number,
  ): Promise<void> {
    return this.blockers.remove(reference, blocker);
  }
}
