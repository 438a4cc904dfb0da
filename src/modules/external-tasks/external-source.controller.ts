import { Body, Controller, Delete, Get, HttpCode, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Raises } from '../../http/raises.decorator.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { ExternalSourceDto, PutExternalSourceDto } from './dto/external-source.dto.js';
import { ExternalSourceNotFound } from './external-source.errors.js';
import { ExternalSourceService } from './external-source.service.js';

@ApiTags('Organizations')
@Controller('organizations/current/external-source')
export class ExternalSourceController {
  constructor(private readonly source: ExternalSourceService) {}

  /** The source of external tasks that the organization has set, without its token. */
  @Get()
  @RequirePermission('organization:manage')
  @Raises(ExternalSourceNotFound)
  getExternalSource(): Promise<ExternalSourceDto> {
    return this.source.get();
  }

  /**
   * Sets the source of external tasks. `GET /external-tasks` lists them with the organization's own from now on, in the
   * place of the deployment's. `map` says where its JSON has the fields of a task: for a todo API, `title` and
   * `completed` are enough. At most 1,000 tasks, 50 pages, 2 MiB a page and 8 MiB in all are read; other origins and
   * redirects are not followed.
   */
  @Put()
  @RequirePermission('organization:manage')
  putExternalSource(@Body() body: PutExternalSourceDto): Promise<ExternalSourceDto> {
    return this.source.put(body);
  }

  /** Removes the source, and with it its token. */
  @Delete()
  @HttpCode(204)
  @RequirePermission('organization:manage')
  @Raises(ExternalSourceNotFound)
  deleteExternalSource(): Promise<void> {
    return this.source.delete();
  }
}
