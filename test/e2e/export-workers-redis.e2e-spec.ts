import { afterAll, describe } from 'vitest';
import { redisAvailable, TestRedis } from '../support/redis.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { exportWorkersSuite } from './export-workers.suite.ts';

const redis = redisAvailable() ? await TestRedis.start() : undefined;
afterAll(() => redis?.end());
const testApp = redis && (await createTestApp({ jobs: 'off', redisUrl: redis.url }));

describe.skipIf(!redis)('an export, with the queue on Redis,', () => exportWorkersSuite(testApp as TestApp));
