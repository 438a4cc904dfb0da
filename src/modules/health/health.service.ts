import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CacheRedis } from '../../cache/cache-redis.js';
import { VERSION } from '../../common/version.js';
import { Config } from '../../config/config.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { Outbox } from '../../queue/outbox.js';
import { EXPORTS_QUEUE } from '../../queue/queue.names.js';
import type { HealthDto, PartDto, ReadinessDto } from './dto/health.dto.js';

const TIMEOUT = 2000;

@Injectable()
export class HealthService {
  private readonly logger = new Logger(HealthService.name);

  constructor(
    private readonly shared: SharedTransaction,
    private readonly outbox: Outbox,
    private readonly config: Config,
    @Inject(CacheRedis) private readonly redis: CacheRedis | null,
  ) {}

  live(): HealthDto {
    return { status: 'ok', version: VERSION, uptime: Math.floor(process.uptime()) };
  }

  /** Only the database is required: without the rest, exports wait and lists are read without a cache. */
  async ready(): Promise<ReadinessDto> {
    const queue = this.outbox.queue(EXPORTS_QUEUE);
    const backend = this.config.redisUrl ? 'Redis' : 'PostgreSQL';
    const [database, waiting, worker] = await Promise.all([
      this.check('PostgreSQL', async () => Boolean(await this.shared.manager.query('SELECT 1'))),
      this.check(backend, async () => (await queue.getWaitingCount()) >= 0),
      this.check(backend, async () => (await queue.getWorkersCount()) > 0),
    ]);
    const parts = { database, queue: waiting, cache: this.cache(), worker };
    const degraded = Object.values(parts).some(({ status }) => status === 'down');
    return { status: database.status === 'down' ? 'unavailable' : degraded ? 'degraded' : 'ok', parts };
  }

  private cache(): PartDto {
    if (!this.redis) return { status: 'up', backend: 'memory' };
    return { status: this.redis.client.isReady ? 'up' : 'down', backend: 'Redis' };
  }

  private async check(backend: string, probe: () => Promise<boolean>): Promise<PartDto> {
    try {
      const late = sleep(TIMEOUT, undefined, { ref: false }).then(() =>
        Promise.reject(new Error('no answer in time')),
      );
      return { status: (await Promise.race([probe(), late])) ? 'up' : 'down', backend };
    } catch (error) {
      this.logger.warn({
        event: 'health.part_down',
        msg: 'A part of the service is down',
        backend,
        err: error,
      });
      return { status: 'down', backend };
    }
  }
}
