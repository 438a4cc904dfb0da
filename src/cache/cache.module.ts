import { CacheModule as NestCacheModule } from '@nestjs/cache-manager';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import Keyv from 'keyv';
import { LRUCache } from 'lru-cache';
import { Config } from '../config/config.js';
import { CacheRedis } from './cache-redis.js';
import { Generations } from './generations.js';
import { MemoryGenerations } from './memory-generations.js';
import { OrganizationCache } from './organization-cache.js';
import { PageCache } from './page-cache.js';
import { RedisGenerations } from './redis-generations.js';

/** Memory that cached pages may take in a process, in bytes. */
const MEMORY_BUDGET = 64 * 1024 * 1024;

interface StoredPage {
  value: Buffer;
}

function memoryStore(): Keyv<Buffer> {
  const pages = new LRUCache<string, StoredPage>({
    maxSize: MEMORY_BUDGET,
    sizeCalculation: ({ value }, key) => value.length + 2 * key.length + 200,
  });
  return new Keyv({
    // Keyv hands its time to live to set() as a number, which LRUCache would take for options.
    store: {
      get: (key: string) => pages.get(key),
      set: (key: string, page: StoredPage) => void pages.set(key, page),
      delete: (key: string) => pages.delete(key),
      clear: () => pages.clear(),
    },
    // Bytes need no serialising to stay in the same process.
    serialize: undefined,
    deserialize: undefined,
  });
}

/** A store that fails is one that has nothing. `CacheRedis` ends the connection, after the last requests are answered. */
function redisStore(redis: CacheRedis): Keyv<Buffer> {
  const keyOf = (key: string): string => `${redis.prefix}:page:${key}`;
  return new Keyv({
    store: {
      get: async (key: string) => {
        const value = await redis.attempt((client) => client.getBuffer(keyOf(key)));
        return value ? { value } : undefined;
      },
      set: (key: string, { value }: StoredPage, life: number) =>
        redis.attempt((client) => client.set(keyOf(key), value, 'PX', life)),
      delete: async (key: string) => ((await redis.attempt((client) => client.unlink(keyOf(key)))) ?? 0) > 0,
      // A purge removes the keys of an organization; nothing asks for all.
      clear: () => undefined,
    },
    useKeyPrefix: false,
    // Bytes are what Redis keeps.
    serialize: undefined,
    deserialize: undefined,
  });
}

@Global()
@Module({})
class CacheRedisModule {
  static forRoot(redis: boolean): DynamicModule {
    return {
      module: CacheRedisModule,
      providers: redis
        ? [
            {
              provide: CacheRedis,
              useFactory: (config: Config) => CacheRedis.connect(config),
              inject: [Config],
            },
            { provide: Generations, useClass: RedisGenerations },
          ]
        : [
            { provide: CacheRedis, useValue: null },
            { provide: Generations, useClass: MemoryGenerations },
          ],
      exports: [CacheRedis, Generations],
    };
  }
}

@Global()
@Module({})
export class CacheModule {
  static forRoot({ redisUrl }: Config): DynamicModule {
    return {
      module: CacheModule,
      imports: [
        CacheRedisModule.forRoot(redisUrl !== undefined),
        NestCacheModule.registerAsync({
          inject: [CacheRedis],
          useFactory: (redis: CacheRedis | null) => ({
            stores: redis ? redisStore(redis) : memoryStore(),
          }),
        }),
      ],
      providers: [PageCache, OrganizationCache],
      exports: [PageCache, CacheRedisModule],
    };
  }
}
