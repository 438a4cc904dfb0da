import type { Reporter } from '../common/logger.js';
import { ConfigurationError } from '../config/read-environment.js';
import { redisOptions } from './redis-client.js';

/** How long the start waits for Redis, in milliseconds: everything but the queue does without it. */
const TIMEOUT = 3000;

/**
 * Looks at the start whether Redis is one that the queue can work on.
 * @throws ConfigurationError when it is a cluster; what may pass is only reported
 */
export async function checkRedis(url: string, reporter: Reporter): Promise<void> {
  const { Redis } = await import('ioredis');
  const redis = new Redis({
    ...redisOptions(url),
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    connectTimeout: TIMEOUT,
    commandTimeout: TIMEOUT,
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
    reconnectOnError: null,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    const info = `${await redis.info('server')}\n${await redis.info('replication')}`;
    if (/^(?:redis|server|valkey)_mode:cluster/m.test(info))
      throw new ConfigurationError([
        'REDIS_URL leads to a Redis Cluster, where the keys of a queue lie apart: it needs one server, or sentinels',
      ]);
    if (/^role:slave/m.test(info))
      reporter.warn({
        event: 'redis.read_only',
        msg: 'Redis is a replica, which takes no writes: jobs wait until REDIS_URL leads to the primary',
      });
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    reporter.warn({
      event: 'redis.unavailable',
      msg: 'Redis can not be used at the start: jobs wait, and lists are read without a cache',
      err: error,
    });
  } finally {
    redis.disconnect();
  }
}
