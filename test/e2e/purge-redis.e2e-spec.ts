import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';
import { OrganizationCache } from '#app/cache/organization-cache.js';
import { newOperator } from '../support/operator.ts';
import { redisAvailable, TestRedis } from '../support/redis.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { purgeSuite } from './purge.suite.ts';

const server = redisAvailable() ? await TestRedis.start() : undefined;
afterAll(() => server?.end());
const testApp = (server && (await createTestApp({ redisUrl: server.url }))) as TestApp;

describe.skipIf(!server)('a purge with queue and cache on Redis', async () => {
  if (server) await purgeSuite(testApp);

  it('leaves no page and no number in Redis, and those of others alone', async () => {
    const { api, app } = testApp;
    const redis = new Redis((server as TestRedis).url);
    const keysOf = (id: string) => redis.keys(`*${id}*`);
    const operator = await newOperator(testApp);
    const [acme, globex] = [await api.newOrganization(), await api.newOrganization()];
    for (const { owner } of [acme, globex]) {
      for (const page of [1, 2, 3]) await owner.get(`/tasks?page=${page}`).expect(200);
    }
    expect((await keysOf(acme.id)).length).toBeGreaterThanOrEqual(4);
    const cache = app.get(OrganizationCache, { strict: false });
    expect(await cache.isPurged(acme.id)).toBe(false);
    const others = (await keysOf(globex.id)).toSorted();
    await operator.delete(`/admin/organizations/${acme.id}`).expect(200);
    await operator.post(`/admin/organizations/${acme.id}/purge`, { slug: acme.slug }).expect(200);
    expect(await keysOf(acme.id)).toEqual([]);
    expect(await cache.isPurged(acme.id)).toBe(true);
    expect((await keysOf(globex.id)).toSorted()).toEqual(others);
    redis.disconnect();
  });
});
