import { NestFactory } from '@nestjs/core';
import { AppModule } from '../server/app.module.js';
import { NestLogger } from '../common/logger.js';
import { Config } from '../config/config.js';
import { Scheduler } from '../scheduler/scheduler.js';
import { releaseIdleMemory } from './idle-memory.js';
import { checkRoles, migrateIfOwner } from './infrastructure.js';
import { closeOnSignals } from './lifecycle.js';
import type { Started } from './start.js';
import { serveWorkerMetrics } from './worker-metrics.js';

/** Takes jobs, until a signal ends it. */
export async function work({ config, logger, stop }: Started): Promise<void> {
  await migrateIfOwner(config, logger);
  await checkRoles(config, logger);
  const module = AppModule.forRoot(new Config({ ...config, jobs: 'inline' }));
  const app = await NestFactory.createApplicationContext(module, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  closeOnSignals(app, stop, logger);
  const { workerMetricsPort, host } = config;
  try {
    releaseIdleMemory(app.get(Scheduler));
    if (workerMetricsPort !== undefined) await serveWorkerMetrics(app, workerMetricsPort, host, logger);
  } catch (error) {
    // The embedded PostgreSQL doesn't stop while a client is connected.
    await app.close();
    throw error;
  }
  logger.info({ event: 'worker.started', msg: 'The worker takes jobs' });
}
