import { Inject, Injectable } from '@nestjs/common';
import { CacheRedis } from '../../cache/cache-redis.js';
import { FailureLog } from '../../common/failure-log.js';
import { withTimeLimit } from '../../common/time-limit.js';
import { VERSION } from '../../common/version.js';
import { Config } from '../../config/config.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { Outbox } from '../../queue/outbox.js';
import { EXPORTS_QUEUE } from '../../queue/queue.names.js';
import { QueueProbe } from '../../queue/queue-probe.js';
import { QueueWorker } from '../../queue/queue-worker.js';
import { Storage } from '../../storage/storage.js';
import { TenantRoleMonitor } from '../../tenancy/tenant-role-monitor.js';
import type { HealthDto, PartDto, ReadinessDto } from './dto/health.dto.js';

const TIMEOUT = 2000;

type CheckedPart = 'database' | 'queue' | 'worker' | 'storage';

@Injectable()
export class HealthService {
  private readonly logs = {
    database: logOf('database'),
    queue: logOf('queue'),
    worker: logOf('worker'),
    storage: logOf('storage'),
  };

  constructor(
    private readonly shared: SharedTransaction,
    private readonly outbox: Outbox,
    private readonly probe: QueueProbe,
    private readonly roles: TenantRoleMonitor,
    private readonly storage: Storage,
    private readonly config: Config,
    @Inject(CacheRedis) private readonly redis: CacheRedis | null,
  ) {}

  live(): HealthDto {
    return { status: 'ok', version: VERSION, uptime: Math.floor(process.uptime()) };
  }

  /** Only the database is required: without the rest, exports wait, lists are read without a cache, or files are out of reach. */
  async ready(): Promise<ReadinessDto> {
    const queue = this.outbox.queue(EXPORTS_QUEUE);
    const backend = this.config.redisUrl ? 'Redis' : 'PostgreSQL';
    const [database, waiting, worker, storage] = await Promise.all([
      this.check('database', 'PostgreSQL', async () => Boolean(await this.shared.manager.query('SELECT 1'))),
      this.check('queue', backend, async () => (await this.probe.attempt(), true)),
      this.check(
        'worker',
        backend,
        async () => !QueueWorker.isAnyFailing && (await queue.getWorkersCount()) > 0,
      ),
      this.check('storage', this.storage.backend, async () => (await this.storage.ping(), true)),
    ]);
    const roles: PartDto = {
      status: this.roles.unusable === 'none' ? 'up' : 'down',
      backend: 'PostgreSQL',
    };
    const parts = { database, roles, queue: waiting, cache: this.cache(), storage, worker };
    const isUnavailable = database.status === 'down' || this.roles.unusable === 'all';
    const degraded = Object.values(parts).some(({ status }) => status === 'down');
    return { status: isUnavailable ? 'unavailable' : degraded ? 'degraded' : 'ok', parts };
  }

  private cache(): PartDto {
    if (!this.redis) return { status: 'up', backend: 'memory' };
    return { status: this.redis.isReady ? 'up' : 'down', backend: 'Redis' };
  }

  private async check(part: CheckedPart, backend: string, probe: () => Promise<boolean>): Promise<PartDto> {
    const log = this.logs[part];
    try {
      const isUp = await withTimeLimit(probe(), TIMEOUT);
      log.succeeded();
      return { status: isUp ? 'up' : 'down', backend };
    } catch (error) {
      log.failed(error);
      return { status: 'down', backend };
    }
  }
}

const logOf = (part: CheckedPart): FailureLog =>
  new FailureLog(
    HealthService.name,
    { event: 'health.part_down', msg: 'A part of the service is down', part },
    { event: 'health.part_up', msg: 'A part of the service that was down is up again', part },
  );
