import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiCachedPage } from '../../cache/cached-page.decorator.js';
import type { CachedPage } from '../../cache/page-cache.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { Raises } from '../../http/raises.decorator.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { LabelDto, LabelPageDto, UpdateLabelDto } from './dto/label.dto.js';
import { LabelNamePipe } from './label-name.pipe.js';
import { LabelNotFound, LabelTooLarge } from './labels.errors.js';
import { LabelsService } from './labels.service.js';

@ApiTags('Tasks')
@Controller('labels')
export class LabelsController {
  constructor(private readonly labels: LabelsService) {}

  /** Lists the labels that tasks have, the most used first, with their colours. `Bug` and `bug` are two labels. */
  @Get()
  @RequirePermission('task:read')
  @ApiCachedPage(LabelPageDto)
  listLabels(@Query() query: PageQueryDto): Promise<CachedPage> {
    return this.labels.list(query);
  }

  /**
   * Renames a label in all tasks, and sets its colour. To the name of another label, it is merged into that: no task has it
   * twice, and the other one keeps its colour, or gets this one. Each task changes by itself, as if its labels were set, and is
   * logged. Saved views follow. A colour outlives the last task: a label that comes back has it again.
   */
  @Patch(':name')
  @RequirePermission('task:update-any')
  @Raises(LabelNotFound, LabelTooLarge)
  updateLabel(@Param('name', LabelNamePipe) name: string, @Body() body: UpdateLabelDto): Promise<LabelDto> {
    return this.labels.update(name, body);
  }

  /** Takes a label off all tasks, and forgets its colour. Each task changes by itself and is logged. */
  @Delete(':name')
  @HttpCode(204)
  @RequirePermission('task:update-any')
  @Raises(LabelNotFound, LabelTooLarge)
  deleteLabel(@Param('name', LabelNamePipe) name: string): Promise<void> {
    return this.labels.delete(name);
  }
}
