import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BodyLimit } from '../../http/body-limit.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { BulkService } from './bulk.service.js';
import { BulkDto, BulkResultsDto } from './dto/bulk.dto.js';

@ApiTags('Tasks')
@Controller('tasks')
export class BulkController {
  constructor(private readonly bulk: BulkService) {}

  /**
   * Creates, changes and deletes up to 500 tasks. Each operation has a result of its own and fails by
   * itself; with `atomic` all are done or none, and what didn't fail by itself has the status 424.
   */
  @Post('bulk')
  @HttpCode(200)
  @RequirePermission('task:update')
  @Idempotent()
  @BodyLimit(16 * 1024 * 1024)
  runBulk(@Body() body: BulkDto): Promise<BulkResultsDto> {
    return this.bulk.run(body);
  }
}
