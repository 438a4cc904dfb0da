import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import {
  createPostgresBackend,
  createRedisBackend,
  type QueueOptions,
  setDefaultBackendFactory,
  type Telemetry,
} from 'bullmq';
import type { Config } from '../config/config.js';
import { OrganizationJobs } from './organization-jobs.js';
import { Outbox } from './outbox.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxSweep } from './outbox-sweep.js';
import { QUEUES } from './queue.names.js';
import { createQueuePool, QueueConnection } from './queue-connection.js';
import { QueueMetrics } from './queue-metrics.js';

/** BullMQ: on Redis where there is one, on PostgreSQL otherwise. */
@Global()
@Module({})
export class QueueModule {
  static forRoot(config: Config): DynamicModule {
    // Queues and workers are made with the default backend, so this comes before any of them.
    if (config.redisUrl) setDefaultBackendFactory(createRedisBackend);
    else setDefaultBackendFactory(createPostgresBackend);
    const pool = config.redisUrl ? undefined : createQueuePool(config.database.direct);
    const connection = pool ?? { url: config.redisUrl, maxRetriesPerRequest: null };
    return {
      module: QueueModule,
      imports: [
        BullModule.forRootAsync({
          useFactory: async () => ({
            connection: connection as QueueOptions['connection'],
            prefix: 'taskflow',
            defaultJobOptions: {
              attempts: 3,
              backoff: { type: 'exponential', delay: 1000 },
              // What became of the work stands in its row. A job that stayed would block its id.
              removeOnComplete: true,
              removeOnFail: true,
            },
            telemetry: config.tracing ? await loadTelemetry() : undefined,
          }),
        }),
        BullModule.registerQueue(...QUEUES.map((name) => ({ name }))),
      ],
      providers: [
        Outbox,
        OutboxRepository,
        OrganizationJobs,
        QueueMetrics,
        { provide: QueueConnection, useValue: new QueueConnection(pool) },
        ...(config.jobs === 'inline' ? [OutboxSweep] : []),
      ],
      exports: [Outbox, QueueMetrics, QueueConnection, BullModule],
    };
  }
}

/** Loaded by those alone who trace. */
async function loadTelemetry(): Promise<Telemetry> {
  const { TracedWorker, traceJobs } = await import('./job-tracing.js');
  BullModule.workerClass = TracedWorker;
  return traceJobs();
}
