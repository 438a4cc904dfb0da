import { CacheModule as NestCacheModule } from '@nestjs/cache-manager';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import Keyv from 'keyv';
import { Config } from '../config/config.js';
import { CacheRedis } from './cache-redis.js';
import { Generations } from './generations.js';
import { MemoryGenerations } from './memory-generations.js';
import { MemoryPages, type StoredPage } from './memory-pages.js';
import { OrganizationCache } from './organization-cache.js';
import { PageCache } from './page-cache.js';
import { RedisGenerations } from './redis-generations.js';

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
            { provide: MemoryPages, useValue: null },
          ]
        : [
            { provide: CacheRedis, useValue: null },
            { provide: Generations, useClass: MemoryGenerations },
            MemoryPages,
          ],
      exports: [CacheRedis, Generations, MemoryPages],
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
          inject: [CacheRedis, MemoryPages],
          useFactory: (redis: CacheRedis | null, pages: MemoryPages) => ({
            stores: redis ? redisStore(redis) : pages.store,
          }),
        }),
      ],
      providers: [PageCache, OrganizationCache],
      exports: [PageCache, CacheRedisModule],
    };
  }
}
