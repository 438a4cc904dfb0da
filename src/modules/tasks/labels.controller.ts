import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiCachedPage } from '../../cache/cached-page.decorator.js';
import type { CachedPage } from '../../cache/page-cache.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { LabelPageDto } from './dto/label.dto.js';
import { LabelsService } from './labels.service.js';

@ApiTags('Tasks')
@Controller('labels')
export class LabelsController {
  constructor(private readonly labels: LabelsService) {}

  /** Lists the labels that tasks have, the most used first. `Bug` and `bug` are two labels. */
  @Get()
  @RequirePermission('task:read')
  @ApiCachedPage(LabelPageDto)
  listLabels(@Query() query: PageQueryDto): Promise<CachedPage> {
    return this.labels.list(query);
  }
}
