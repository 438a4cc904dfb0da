import { Cache } from '@nestjs/cache-manager';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { CacheRedis } from '#app/cache/cache-redis.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { redisAvailable, TestRedis } from '../support/redis.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { cacheSuite, readPage } from './cache.suite.ts';

const server = redisAvailable() ? await TestRedis.start() : undefined;
afterAll(() => server?.end());
const testApp = (server && (await createTestApp({ redisUrl: server.url }))) as TestApp;

describe.skipIf(!server)('the cache in Redis', () => {
  const redis = server as TestRedis;

  // The queue comes back later than the cache, and can't close in between.
  afterEach(() =>
    eventually(async () => (await testApp.api.get('/health/ready')).body.status === 'ok', 30_000),
  );

  cacheSuite(testApp);

  it('reads and writes without Redis, and caches again once it is back', async () => {
    const owner = await testApp.api.newOwner();
    await readUntilHit(owner);
    await redis.kill();
    try {
      for (const titles of [['One'], ['One', 'Two']]) {
        await owner.post('/tasks', { title: titles.at(-1) }).expect(201);
        for (const _again of titles) {
          expect(await readPage(owner, '/tasks?sort=number')).toEqual({ cache: 'MISS', titles });
        }
      }
      expect((await owner.get('/health/ready').expect(200)).body).toMatchObject({
        status: 'degraded',
        parts: { cache: { status: 'down', backend: 'Redis' }, database: { status: 'up' } },
      });
    } finally {
      await redis.start();
    }
    expect((await readUntilHit(owner)).at(-1)).toEqual(['Two', 'One']);
  });

  it('serves no old page when Redis has lost what it knew last', async () => {
    const owner = await testApp.api.newOwner();
    await owner.post('/tasks', { title: 'old' }).expect(201);
    await readUntilHit(owner);
    await redis.save();
    await owner.patch('/tasks/1', { title: 'new' }).expect(200);
    await redis.kill();
    await untilRedisIs('down');
    await redis.start();
    await untilRedisIs('up');
    for (const titles of await readUntilHit(owner)) expect(titles).toEqual(['new']);
  });

  it('serves no old page when a write could not tell Redis', async () => {
    const owner = await testApp.api.newOwner();
    await owner.post('/tasks', { title: 'old' }).expect(201);
    await readUntilHit(owner);
    await redis.save();
    await redis.kill();
    await owner.patch('/tasks/1', { title: 'new' }).expect(200);
    await redis.start();
    for (const titles of await readUntilHit(owner)) expect(titles).toEqual(['new']);
  });

  it('stays connected when Nest ends the cache, before the last writes are answered', async () => {
    await testApp.app.get(Cache, { strict: false }).disconnect();
    expect(testApp.app.get(CacheRedis, { strict: false }).client.isOpen).toBe(true);
  });

  async function untilRedisIs(status: 'up' | 'down'): Promise<void> {
    await eventually(async () => (await testApp.api.get('/health/ready')).body.parts.cache.status === status);
  }

  /** Everything that was read until the cache served a page. */
  async function readUntilHit(client: ApiClient): Promise<string[][]> {
    const read: string[][] = [];
    await eventually(async () => {
      const { cache, titles } = await readPage(client);
      read.push(titles);
      return cache === 'HIT';
    });
    return read;
  }
});
