import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';

/** Each worker and listener holds a connection as long as it lives; the rest is for adding and finishing jobs. */
const POOL_SIZE = 20;
/**
 * In milliseconds. A connection compiles BullMQ's functions with their first use, which takes longer than all else that
 * a job costs, and jobs may come minutes apart.
 */
const IDLE_TIMEOUT = 300_000;

/** The pool that all queues share. It needs a session of its own (LISTEN), so it bypasses a pooler. */
export function createQueuePool(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    options: '-c search_path=bullmq',
    application_name: 'taskflow-queue',
    max: POOL_SIZE,
    idleTimeoutMillis: IDLE_TIMEOUT,
    keepAlive: true,
  });
  // Every queue and every worker adds listeners to it.
  pool.setMaxListeners(0);
  const logger = new Logger('Queue');
  // A broken connection rejects the query that is in progress. One that is checked out without a query emits an
  // error, which would end the process if nothing listened.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) =>
    logger.warn({ event: 'queue.disconnected', msg: 'An idle connection of the queue ended', err: error }),
  );
  return pool;
}

/** The owner of the queue's pool, which closes it after everything that uses it. */
export class QueueConnection implements OnApplicationShutdown {
  /** Resolves once every connection is closed; the queues close in the meantime and release them. */
  closed: Promise<void> | undefined;

  constructor(private readonly pool: pg.Pool | undefined) {}

  onApplicationShutdown(): void {
    this.closed = this.pool?.end();
  }
}
