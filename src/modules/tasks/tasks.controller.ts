import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiCachedPage } from '../../cache/cached-page.decorator.js';
import type { CachedPage } from '../../cache/page-cache.js';
import {
  ApiIfMatch,
  EntityTagInterceptor,
  type ExpectedState,
  IfMatch,
  VersionConflict,
} from '../../http/entity-tag.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { Raises } from '../../http/raises.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { PlanLimitReached } from '../plans/plans.errors.js';
import { MyTaskPageDto, TaskPageDto } from './dto/task-page.dto.js';
import { MyTasksQueryDto, TaskQueryDto } from './dto/task-query.dto.js';
import { CreateTaskDto, ReplaceTaskDto, TaskDto, UpdateTaskDto } from './dto/task.dto.js';
import { TaskReferencePipe } from './task-reference.pipe.js';
import {
  IllegalStatusChange,
  NestedSubtask,
  ProjectArchived,
  TaskNotFound,
  TooManySubtasks,
} from './tasks.errors.js';
import { TasksService } from './tasks.service.js';

const Reference = () => Param('id', TaskReferencePipe);

@ApiTags('Tasks')
@Controller('tasks')
export class TasksController {
  constructor(private readonly tasks: TasksService) {}

  /** Creates a task. */
  @Post()
  @RequirePermission('task:create')
  @Idempotent()
  @Raises(PlanLimitReached, ProjectArchived, NestedSubtask, TooManySubtasks)
  @UseInterceptors(EntityTagInterceptor, LocationInterceptor.under('/tasks'))
  createTask(@Body() body: CreateTaskDto): Promise<TaskDto> {
    return this.tasks.create(body);
  }

  /** Lists tasks, by page with a total or by cursor without one. `X-Cache` says where the page is from. */
  @Get()
  @RequirePermission('task:read')
  @ApiCachedPage(TaskPageDto)
  listTasks(@Query() query: TaskQueryDto): Promise<CachedPage> {
    return this.tasks.list(query);
  }

  /** Lists the tasks assigned to the caller: those still to be done, unless it is asked for a status. */
  @Get('mine')
  @RequirePermission('task:read')
  @ApiCachedPage(MyTaskPageDto)
  listMyTasks(@Query() query: MyTasksQueryDto): Promise<CachedPage> {
    return this.tasks.listMine(query);
  }

  /** One task, by id or by number. */
  @Get(':id')
  @RequirePermission('task:read')
  @Raises(TaskNotFound)
  getTask(@Reference() reference: string | number): Promise<TaskDto> {
    return this.tasks.get(reference);
  }

  /**
   * Changes the fields it names. An empty body completes the task. A recurring task that is completed makes the next one of its
   * series, by a copy of its fields: where that can't be created, the task isn't completed either.
   */
  @Patch(':id')
  @RequirePermission('task:update')
  @UseInterceptors(EntityTagInterceptor)
  @ApiIfMatch()
  @Raises(
    TaskNotFound,
    IllegalStatusChange,
    ProjectArchived,
    NestedSubtask,
    TooManySubtasks,
    PlanLimitReached,
    VersionConflict,
  )
  updateTask(
    @Reference() reference: string | number,
    @Body() body: UpdateTaskDto,
    @IfMatch() expected: ExpectedState,
  ): Promise<TaskDto> {
    return this.tasks.update(reference, body, expected);
  }

  /** Replaces all writable fields; what is left out is emptied. */
  @Put(':id')
  @RequirePermission('task:update')
  @UseInterceptors(EntityTagInterceptor)
  @ApiIfMatch()
  @Raises(
    TaskNotFound,
    IllegalStatusChange,
    ProjectArchived,
    NestedSubtask,
    TooManySubtasks,
    PlanLimitReached,
    VersionConflict,
  )
  replaceTask(
    @Reference() reference: string | number,
    @Body() body: ReplaceTaskDto,
    @IfMatch() expected: ExpectedState,
  ): Promise<TaskDto> {
    return this.tasks.replace(reference, body, expected);
  }

  /** Deletes a task and its subtasks. They stay in the trash for 30 days. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('task:delete')
  @ApiIfMatch()
  @Raises(TaskNotFound, VersionConflict)
  deleteTask(@Reference() reference: string | number, @IfMatch() expected: ExpectedState): Promise<void> {
    return this.tasks.delete(reference, expected);
  }
}
