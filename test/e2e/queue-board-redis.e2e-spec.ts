import { afterAll, describe } from 'vitest';
import { redisAvailable, TestRedis } from '../support/redis.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { queueBoardSuite } from './queue-board.suite.ts';

const redis = redisAvailable() ? await TestRedis.start() : undefined;
afterAll(() => redis?.end());
// No worker: what is queued stays, to be looked at.
const testApp = redis && (await createTestApp({ jobs: 'off', redisUrl: redis.url }));

describe.skipIf(!redis)('the queue board on Redis', () => queueBoardSuite(testApp as TestApp));
