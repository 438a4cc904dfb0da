import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PlatformAdmin } from '../../access/access.decorators.js';
import { AdminAudit } from './admin-audit.js';
import { AuditPageDto, AuditQueryDto } from './dto/audit.dto.js';

@ApiTags('Platform')
@Controller('admin/audit')
export class AuditController {
  constructor(private readonly audit: AdminAudit) {}

  /** What operators did, over HTTP and on the command line, newest first. */
  @Get()
  @PlatformAdmin()
  listAudit(@Query() query: AuditQueryDto): Promise<AuditPageDto> {
    return this.audit.list(query);
  }
}
