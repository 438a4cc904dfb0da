import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { NoStore } from '../../http/no-store.decorator.js';
import { Raises } from '../../http/raises.decorator.js';
import { Public } from '../../access/access.decorators.js';
import { MetricsAreLocal, MetricsTokenRequired } from './prometheus.errors.js';
import { PrometheusService } from './prometheus.service.js';

@ApiTags('System')
@Controller('metrics')
export class PrometheusController {
  constructor(private readonly metrics: PrometheusService) {}

  /**
   * The metrics of this process, for Prometheus: with `METRICS_TOKEN` as bearer token, or from the same
   * machine where none is set.
   */
  @Get()
  @NoStore()
  @Public()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiProduces('text/plain')
  @ApiOkResponse({ type: String })
  @Raises(MetricsTokenRequired, MetricsAreLocal)
  getMetrics(@Req() request: FastifyRequest): Promise<string> {
    return this.metrics.read(request.raw);
  }
}
