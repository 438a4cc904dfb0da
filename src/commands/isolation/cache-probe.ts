import { Redis } from 'ioredis';
import type { Config } from '../../config/config.js';
import { redisOptions } from '../../redis/redis-client.js';
import type { Probe } from './isolation-probe.js';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/**
 * Checks every key of a cached page and of a number in Redis: it has to contain the id of exactly
 * one organization, so that no two can mean the same key.
 * @param organizations reads the ids of all organizations, after the keys: each key's is among them
 */
export async function probeCache(
  { redisUrl, redisPrefix }: Config,
  organizations: () => Promise<string[]>,
): Promise<Probe> {
  const redis = new Redis({ ...redisOptions(redisUrl as string), lazyConnect: true });
  try {
    await redis.connect();
    const keys = new Set<string>();
    for (const match of [`${redisPrefix}:page*`, `${redisPrefix}:sequence:*`]) {
      for await (const found of redis.scanStream({ match, count: 1000 }))
        for (const key of found as string[]) keys.add(key);
    }
    const known = new Set(await organizations());
    const failures = [...keys].filter((key) => {
      const ids = new Set((key.match(UUID) ?? []).filter((id) => known.has(id)));
      return ids.size !== 1;
    });
    return {
      name: 'find a key of the cache that is not of exactly one organization',
      tried: keys.size,
      failures: failures.map((key) => `${key} does not belong to exactly one organization`),
    };
  } finally {
    redis.disconnect();
  }
}
