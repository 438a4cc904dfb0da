import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type QueueOptions, setDefaultBackendFactory, type Telemetry } from 'bullmq';
import type { Config } from '../config/config.js';
import { redisOptions } from '../redis/redis-client.js';
import { OrganizationJobs } from './organization-jobs.js';
import { Outbox } from './outbox.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxReconciliation } from './outbox-reconciliation.js';
import { QUEUES } from './queue.names.js';
import { postgresBackend, redisBackend } from './queue-backend.js';
import { createQueuePool, QueueConnection, reserveConnections } from './queue-connection.js';
import { PROBE_QUEUE, QueueProbe } from './queue-probe.js';
import { Reconciliation } from './reconciliation.js';
import { QueueMetrics } from './queue-metrics.js';
import { QueueWorker } from './queue-worker.js';

/** BullMQ, on Redis where it is configured and on PostgreSQL otherwise. */
@Global()
@Module({})
export class QueueModule {
  static forRoot(config: Config): DynamicModule {
    // Queues and workers are created with the default backend, so this comes before any of them.
    if (config.redisUrl) setDefaultBackendFactory(redisBackend);
    else setDefaultBackendFactory(postgresBackend);
    BullModule.workerClass = QueueWorker;
    const pool = config.redisUrl ? undefined : createQueuePool(config.database.direct);
    const connection = pool ?? {
      ...redisOptions(config.redisUrl as string),
      maxRetriesPerRequest: null,
    };
    return {
      module: QueueModule,
      imports: [
        BullModule.forRootAsync({
          useFactory: async () => {
            // Before the workers: a start that can't run jobs says so and ends.
            if (pool && config.jobs === 'inline') await reserveConnections(pool);
            return {
              connection: connection as QueueOptions['connection'],
              prefix: config.redisPrefix,
              defaultJobOptions: {
                attempts: 3,
                backoff: { type: 'exponential', delay: 1000 },
                // The outcome is in the row of the work. A job that is kept would block its id.
                removeOnComplete: true,
                removeOnFail: true,
              },
              telemetry: config.tracing ? await loadTelemetry() : undefined,
            };
          },
        }),
        BullModule.registerQueue(...[...QUEUES, PROBE_QUEUE].map((name) => ({ name }))),
      ],
      providers: [
        Outbox,
        OutboxRepository,
        OrganizationJobs,
        QueueMetrics,
        QueueProbe,
        { provide: QueueConnection, useValue: new QueueConnection(pool) },
        OutboxReconciliation,
        Reconciliation,
      ],
      exports: [Outbox, QueueMetrics, QueueProbe, QueueConnection, Reconciliation, BullModule],
    };
  }
}

/** Loaded only when tracing is on. */
async function loadTelemetry(): Promise<Telemetry> {
  const { TracedWorker, traceJobs } = await import('./job-tracing.js');
  BullModule.workerClass = TracedWorker;
  return traceJobs();
}
