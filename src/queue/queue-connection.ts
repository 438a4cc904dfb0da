import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';

/** Workers and listeners each hold a connection for good; the rest is for adding and finishing jobs. */
const POOL_SIZE = 20;

/** The pool that all queues share. It needs a session of its own (LISTEN), so it bypasses a pooler. */
export function createQueuePool(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    options: '-c search_path=bullmq',
    application_name: 'taskflow-queue',
    max: POOL_SIZE,
    keepAlive: true,
  });
  // Every queue and every worker listens to it.
  pool.setMaxListeners(0);
  const logger = new Logger('Queue');
  // Whoever waits for an answer hears of a broken connection. One that is just held by somebody who doesn't
  // listen would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) => logger.warn(`A connection of the queue ended: ${error.message}`));
  return pool;
}

/** Closes the queue's pool after everything that uses it. */
export class QueueConnection implements OnApplicationShutdown {
  /** Settles once every connection is closed; the queues, which close meanwhile, give them back. */
  closed: Promise<void> | undefined;

  constructor(private readonly pool: pg.Pool | undefined) {}

  onApplicationShutdown(): void {
    this.closed = this.pool?.end();
  }
}
