import { Controller, Get, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NoStore } from '../../http/no-store.decorator.js';
import { Public } from '../../access/access.decorators.js';
import { HealthDto, ReadinessDto } from './dto/health.dto.js';
import { HealthService } from './health.service.js';

@ApiTags('System')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** The process is up. */
  @Get()
  @NoStore()
  @Public()
  getHealth(): HealthDto {
    return this.health.live();
  }

  /** The process can serve. 503 while the database can't be reached, or no organization's role in it can be used. */
  @Get('ready')
  @NoStore()
  @Public()
  @ApiResponse({ status: 503, type: ReadinessDto })
  async getReadiness(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessDto> {
    const readiness = await this.health.ready();
    reply.code(readiness.status === 'unavailable' ? 503 : 200);
    return readiness;
  }
}
