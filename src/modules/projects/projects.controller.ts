import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiCachedPage } from '../../cache/cached-page.decorator.js';
import type { CachedPage } from '../../cache/page-cache.js';
import {
  ApiIfMatch,
  EntityTagInterceptor,
  IfMatch,
  type ExpectedState,
  VersionConflict,
} from '../../http/entity-tag.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { PlanLimitReached } from '../plans/plans.errors.js';
import { TaskPageDto } from '../tasks/dto/task-page.dto.js';
import { ProjectTasksQueryDto } from '../tasks/dto/task-query.dto.js';
import {
  CreateProjectDto,
  ProjectDto,
  ProjectPageDto,
  ProjectQueryDto,
  UpdateProjectDto,
} from './dto/project.dto.js';
import { ProjectNameTaken, ProjectNotFound, ProjectTooLarge } from './projects.errors.js';
import { ProjectsService } from './projects.service.js';

@ApiTags('Projects')
@Controller('projects')
export class ProjectsController {
  constructor(private readonly projects: ProjectsService) {}

  /** Creates a project. */
  @Post()
  @Idempotent()
  @RequirePermission('project:manage')
  @UseInterceptors(EntityTagInterceptor, LocationInterceptor.under('/projects'))
  @Raises(ProjectNameTaken, PlanLimitReached)
  createProject(@Body() body: CreateProjectDto): Promise<ProjectDto> {
    return this.projects.create(body);
  }

  /** Lists projects by name, without those that are archived unless it is asked for them. */
  @Get()
  @RequirePermission('project:read')
  listProjects(@Query() query: ProjectQueryDto): Promise<ProjectPageDto> {
    return this.projects.list(query);
  }

  /** One project. */
  @Get(':id')
  @RequirePermission('project:read')
  @Raises(ProjectNotFound)
  getProject(@Param('id', ParseIdPipe) id: string): Promise<ProjectDto> {
    return this.projects.get(id);
  }

  /** Lists the tasks of a project, as `GET /tasks` does with its `projectId`. */
  @Get(':id/tasks')
  @RequirePermission('task:read')
  @ApiCachedPage(TaskPageDto)
  @Raises(ProjectNotFound)
  listProjectTasks(
    @Param('id', ParseIdPipe) id: string,
    @Query() query: ProjectTasksQueryDto,
  ): Promise<CachedPage> {
    return this.projects.listTasks(id, query);
  }

  /** Changes the given fields. `archived` archives a project, and brings it back. */
  @Patch(':id')
  @RequirePermission('project:manage')
  @UseInterceptors(EntityTagInterceptor)
  @ApiIfMatch()
  @Raises(ProjectNotFound, ProjectNameTaken, VersionConflict)
  updateProject(
    @Param('id', ParseIdPipe) id: string,
    @Body() body: UpdateProjectDto,
    @IfMatch() expected: ExpectedState,
  ): Promise<ProjectDto> {
    return this.projects.update(id, body, expected);
  }

  /** Deletes a project. Its tasks stay, without a project; each of them gets a new version. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('project:manage')
  @ApiIfMatch()
  @Raises(ProjectNotFound, ProjectTooLarge, VersionConflict)
  deleteProject(@Param('id', ParseIdPipe) id: string, @IfMatch() expected: ExpectedState): Promise<void> {
    return this.projects.delete(id, expected);
  }
}
