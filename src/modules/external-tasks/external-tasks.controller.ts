import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { MergedTaskPageDto } from './dto/external-task.dto.js';
import { ExternalTasksService } from './external-tasks.service.js';

@ApiTags('Tasks')
@Controller('external-tasks')
export class ExternalTasksController {
  constructor(private readonly tasks: ExternalTasksService) {}

  /**
   * The organization's tasks together with those of its external source, or of the deployment's where it has set none,
   * newest first. Without a source these are the local ones; when it is slow or down, `warnings` says so. External tasks
   * are up to half a minute old.
   */
  @Get()
  @RequirePermission('task:read')
  listExternalTasks(@Query() query: PageQueryDto): Promise<MergedTaskPageDto> {
    return this.tasks.list(query);
  }
}
