import { afterAll, describe } from 'vitest';
import { RedisChannel } from '#app/change-notifications/redis-channel.js';
import { eventually } from '../support/eventually.ts';
import { redisAvailable, TestRedis } from '../support/redis.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { changeNotificationsSuite } from './change-notifications.suite.ts';

const redis = redisAvailable() ? await TestRedis.start() : undefined;
afterAll(() => redis?.end());
const testApp = (redis && (await createTestApp({ redisUrl: redis.url }))) as TestApp;

describe.skipIf(!redis)('change notifications over Redis', () => {
  changeNotificationsSuite(testApp, RedisChannel, async () => {
    await redis?.kill();
    await redis?.start();
    // The queue comes back later, and can't close in between.
    await eventually(async () => (await testApp.api.get('/health/ready')).body.status === 'ok', 30_000);
  });
});
