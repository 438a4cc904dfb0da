import { afterAll, describe } from 'vitest';
import { redisAvailable, TestRedis } from '../support/redis.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { exportTurnsSuite } from './export-turns.suite.ts';

const redis = redisAvailable() ? await TestRedis.start() : undefined;
afterAll(() => redis?.end());
const testApp = redis && (await createTestApp({ redisUrl: redis.url }));

describe.skipIf(!redis)('turns of exports with the queue on Redis', () =>
  exportTurnsSuite(testApp as TestApp),
);
