import type { Redis, RedisOptions } from 'ioredis';
import { parseRedisUrl } from '../config/redis-url.js';

/** Longest pause before a lost connection is tried again, in milliseconds. */
const LONGEST_PAUSE = 1000;

/** How every client connects. A server that has become a replica is left for the one that takes writes now. */
export function redisOptions(url: string): RedisOptions {
  return {
    ...parseRedisUrl(url),
    connectTimeout: 2000,
    retryStrategy: (tries) => Math.min(50 * 2 ** tries, LONGEST_PAUSE),
    sentinelRetryStrategy: (tries) => Math.min(50 * 2 ** tries, LONGEST_PAUSE),
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  };
}

/** A client whose commands fail at once while there is no connection, and after `commandTimeout` milliseconds. */
export async function connectRedis(url: string, commandTimeout: number): Promise<Redis> {
  // Loaded only where there is Redis.
  const { Redis } = await import('ioredis');
  return new Redis({
    ...redisOptions(url),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout,
  });
}
