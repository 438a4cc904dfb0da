import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PlatformAdmin } from '../../access/access.decorators.js';
import { AnalyticsAdminService } from './analytics-admin.service.js';
import { OrganizationFiguresPageDto, OrganizationFiguresQueryDto } from './dto/analytics-admin.dto.js';

@ApiTags('Platform')
@Controller('admin/analytics')
export class AnalyticsAdminController {
  constructor(private readonly analytics: AnalyticsAdminService) {}

  /** How much each organization is used, oldest first: counts alone, nothing of what is in its tasks. */
  @Get()
  @PlatformAdmin()
  listOrganizationFigures(@Query() query: OrganizationFiguresQueryDto): Promise<OrganizationFiguresPageDto> {
    return this.analytics.list(query);
  }
}
