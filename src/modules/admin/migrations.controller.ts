import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PlatformAdmin } from '../../access/access.decorators.js';
import { MigrationPageDto, MigrationQueryDto } from './dto/migrations.dto.js';
import { MigrationsService } from './migrations.service.js';

@ApiTags('Platform')
@Controller('admin/migrations')
export class MigrationsController {
  constructor(private readonly migrations: MigrationsService) {}

  /** How far the organizations' schemas are: the migration ledger. For platform admins. */
  @Get()
  @PlatformAdmin()
  listMigrations(@Query() query: MigrationQueryDto): Promise<MigrationPageDto> {
    return this.migrations.list(query);
  }
}
