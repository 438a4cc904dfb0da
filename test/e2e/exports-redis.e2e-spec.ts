import { afterAll, describe } from 'vitest';
import { redisAvailable, TestRedis } from '../support/redis.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { exportAttemptsSuite } from './export-attempts.suite.ts';
import { exportsSuite } from './exports.suite.ts';

const redis = redisAvailable() ? await TestRedis.start() : undefined;
afterAll(() => redis?.end());
const testApp = redis && (await createTestApp({ redisUrl: redis.url }));

describe.skipIf(!redis)('exports with the queue on Redis', () => {
  exportsSuite(testApp as TestApp);
  exportAttemptsSuite(testApp as TestApp);
});
