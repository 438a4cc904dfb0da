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
import { OutboxReconciliation } from './outbox-reconciliation.js';
import { QUEUES } from './queue.names.js';
import { Reconciliation } from './reconciliation.js';
import { createQueuePool, QueueConnection } from './queue-connection.js';
import { QueueMetrics } from './queue-metrics.js';

/** BullMQ, on Redis where it is configured and on PostgreSQL otherwise. */
@Global()
@Module({})
export class QueueModule {
  static forRoot(config: Config): DynamicModule {
    // Queues and workers are created with the default backend, so this comes before any of them.
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
              // The outcome is in the row of the work. A job that is kept would block its id.
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
        OutboxReconciliation,
        Reconciliation,
      ],
      exports: [Outbox, QueueMetrics, QueueConnection, Reconciliation, BullModule],
    };
  }
}

/** Loaded only when tracing is on. */
async function loadTelemetry(): Promise<Telemetry> {
  const { TracedWorker, traceJobs } = await import('./job-tracing.js');
  BullModule.workerClass = TracedWorker;
  return traceJobs();
}
