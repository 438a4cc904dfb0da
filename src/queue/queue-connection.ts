import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { ConfigurationError } from '../config/read-environment.js';
import { sessionConfig } from '../database/connection.js';
import { QUEUES } from './queue.names.js';

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
    ...sessionConfig(url, 'queue', { search_path: 'bullmq' }),
    max: POOL_SIZE,
    idleTimeoutMillis: IDLE_TIMEOUT,
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

/**
 * Opens as many connections as the workers hold, which then find them open.
 * @throws ConfigurationError when there is no room for them: no job would ever run
 */
export async function reserveConnections(pool: pg.Pool): Promise<void> {
  const needed = QUEUES.length + 1;
  const opened = await Promise.allSettled(Array.from({ length: needed }, () => pool.connect()));
  for (const result of opened) if (result.status === 'fulfilled') result.value.release();
  for (const result of opened) {
    if (result.status === 'fulfilled') continue;
    const { message } = result.reason as Error;
    // The start has failed, and nothing else will close it.
    await pool.end();
    throw new ConfigurationError([
      `DATABASE_URL leaves no room for the ${needed} connections that the workers hold: ${message}`,
    ]);
  }
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
