import { afterAll, describe, it } from 'vitest';
import { redisAvailable, TestRedis } from '../support/redis.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { importCrashesSuite } from './import-crashes.suite.ts';

const redis = redisAvailable() ? await TestRedis.start() : undefined;
afterAll(() => redis?.end());
const testApp = redis && (await createTestApp({ redisUrl: redis.url, jobs: 'off' }));

describe.skipIf(!redis)('an import with the queue on Redis', () => {
  const { halfDone, expectAllOnce } = importCrashesSuite(testApp as TestApp);

  it.each(['best-effort', 'all-or-nothing'])('has every row once when Redis forgets it, %s', async (mode) => {
    const { owner, importId, database, release } = await halfDone(mode);
    await redis?.kill();
    await redis?.start();
    await release();
    await expectAllOnce(owner, importId, database);
  });
});
