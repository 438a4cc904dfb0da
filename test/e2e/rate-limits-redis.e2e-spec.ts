import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { redisAvailable, TestRedis } from '../support/redis.ts';
import { ServerProcess } from '../support/server-process.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { exhaust, parametersOf, RATES, rateLimitsSuite } from './rate-limits.suite.ts';

const server = redisAvailable() ? await TestRedis.start() : undefined;
afterAll(() => server?.end());
const testApp = (server && (await createTestApp({ ...RATES, redisUrl: server.url }))) as TestApp;

describe.skipIf(!server)('rate limits on Redis', () => {
  const redis = server as TestRedis;
  let owners: ApiClient[] = [];

  // Before a test has used up what the address may ask.
  beforeAll(async () => {
    owners = [await testApp.api.newOwner(), await testApp.api.newOwner(), await testApp.api.newOwner()];
  });

  it('are shared by all processes', { timeout: 60_000 }, async () => {
    const { config } = testApp;
    const other = new ServerProcess({
      DATA_DIR: config.dataDir,
      PORT: '0',
      JWT_SECRET: config.jwtSecret,
      DATABASE_URL: config.database.runtime,
      REDIS_URL: redis.url,
      RATE_LIMIT: '5/h',
    });
    try {
      const url = await other.url();
      const owner = owners.pop() as ApiClient;
      const elsewhere = async () => {
        const authorization = `Bearer ${owner.session?.accessToken}`;
        const { status, headers } = await fetch(`${url}/tasks`, { headers: { authorization } });
        return { status, headers, body: undefined };
      };
      expect(await exhaust(owner, 2)).toEqual([200, 200]);
      expect(parametersOf(await elsewhere(), 'ratelimit')['r']).toBe(2);
      expect(await exhaust(owner, 3)).toEqual([200, 200, 429]);
      expect((await elsewhere()).status).toBe(429);
    } finally {
      await other.end('SIGKILL');
    }
  });

  rateLimitsSuite(testApp);

  it('fail no request when Redis is gone: each process counts by itself, until it is back', async () => {
    const { api } = testApp;
    const [first, second] = [owners.pop() as ApiClient, owners.pop() as ApiClient];
    await redis.kill();
    try {
      expect(await exhaust(first)).toEqual([200, 200, 200, 200, 200, 429]);
    } finally {
      await redis.start();
    }
    await eventually(async () => (await api.get('/health/ready')).body.status === 'ok', 30_000);
    expect(parametersOf(await second.get('/tasks').expect(200), 'ratelimit')['r']).toBe(4);
  });
});
