import { afterAll, describe } from 'vitest';
import { RedisChannel } from '../../dist/announcements/redis-channel.js';
import { eventually } from '../support/eventually.ts';
import { redisAvailable, TestRedis } from '../support/redis.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { announcementsSuite } from './announcements.suite.ts';

const redis = redisAvailable() ? await TestRedis.start() : undefined;
afterAll(() => redis?.end());
const testApp = (redis && (await createTestApp({ redisUrl: redis.url }))) as TestApp;

describe.skipIf(!redis)('announcements over Redis', () => {
  announcementsSuite(testApp, RedisChannel, async () => {
    await redis?.kill();
    await redis?.start();
    // The queue comes back later, and can't close in between.
    await eventually(async () => (await testApp.api.get('/health/ready')).body.status === 'ok', 30_000);
  });
});
