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
import { RequirePermission } from '../../access/access.decorators.js';
import {
  ApiIfMatch,
  EntityTagInterceptor,
  IfMatch,
  type ExpectedState,
  VersionConflict,
} from '../../http/entity-tag.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { CreateViewDto, UpdateViewDto, ViewDto, ViewPageDto } from './dto/view.dto.js';
import { TooManyViews, ViewNotFound } from './views.errors.js';
import { ViewsService } from './views.service.js';

@ApiTags('Views')
@Controller('views')
export class ViewsController {
  constructor(private readonly views: ViewsService) {}

  /** Saves a view, 100 at most of each user in an organization. */
  @Post()
  @Idempotent()
  @RequirePermission('view:write')
  @UseInterceptors(EntityTagInterceptor, LocationInterceptor.under('/views'))
  @Raises(TooManyViews)
  createView(@Body() body: CreateViewDto): Promise<ViewDto> {
    return this.views.create(body);
  }

  /** Lists the shared views and your own, by name. */
  @Get()
  @RequirePermission('task:read')
  listViews(@Query() query: PageQueryDto): Promise<ViewPageDto> {
    return this.views.list(query);
  }

  /** One view. A private view of another user isn't there. */
  @Get(':id')
  @RequirePermission('task:read')
  @Raises(ViewNotFound)
  getView(@Param('id', ParseIdPipe) id: string): Promise<ViewDto> {
    return this.views.get(id);
  }

  /** Changes the given fields. Shared views are changed by their author, with `view:share`, and by those with `view:manage-any`. */
  @Patch(':id')
  @RequirePermission('view:write')
  @UseInterceptors(EntityTagInterceptor)
  @ApiIfMatch()
  @Raises(ViewNotFound, VersionConflict)
  updateView(
    @Param('id', ParseIdPipe) id: string,
    @Body() body: UpdateViewDto,
    @IfMatch() expected: ExpectedState,
  ): Promise<ViewDto> {
    return this.views.update(id, body, expected);
  }

  /** Deletes a view; a shared one under the rules of PATCH. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('view:write')
  @ApiIfMatch()
  @Raises(ViewNotFound, VersionConflict)
  deleteView(@Param('id', ParseIdPipe) id: string, @IfMatch() expected: ExpectedState): Promise<void> {
    return this.views.delete(id, expected);
  }
}
