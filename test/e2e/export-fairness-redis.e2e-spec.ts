import { afterAll, describe } from 'vitest';
import { redisAvailable, TestRedis } from '../support/redis.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { exportFairnessSuite } from './export-fairness.suite.ts';

const redis = redisAvailable() ? await TestRedis.start() : undefined;
afterAll(() => redis?.end());
const testApp = redis && (await createTestApp({ redisUrl: redis.url }));

describe.skipIf(!redis)('fairness of exports with the queue on Redis', () =>
  exportFairnessSuite(testApp as TestApp),
);
