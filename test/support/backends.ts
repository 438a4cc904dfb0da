import { beforeAll, describe } from 'vitest';
import type { TestOverrides } from './global-setup.ts';
import { redisAvailable, TestRedis } from './redis.ts';
import { startTestApp, type TestApp } from './test-app.ts';

/** What queues, cached pages, counts and notifications of changes are kept in. */
export interface Backend {
  name: string;
  usesRedis: boolean;
  isAvailable: boolean;
}

const backends: Backend[] = [
  { name: 'PostgreSQL alone', usesRedis: false, isAvailable: true },
  { name: 'PostgreSQL and Redis', usesRedis: true, isAvailable: redisAvailable() },
];

/** Describes what holds for each backend. Tests of one that isn't installed are listed as skipped. */
export function describeBackends(title: string, suite: (backend: Backend) => void): void {
  for (const backend of backends)
    describe.skipIf(!backend.isAvailable)(`${title} with ${backend.name}`, () => suite(backend));
}

/** An application, with the Redis server that it has for itself. */
export interface BackendApp extends TestApp {
  redis?: TestRedis;
}

/** The application on a backend: empty until the suite that calls this begins, and closed at its end. */
export function useBackendApp({ usesRedis }: Backend, overrides: TestOverrides = {}): BackendApp {
  const t = {} as BackendApp;
  beforeAll(async () => {
    const redis = usesRedis ? await TestRedis.start() : undefined;
    const { close, ...testApp } = await startTestApp({ ...overrides, redisUrl: redis?.url });
    Object.assign(t, testApp, { redis });
    return async () => {
      await close();
      await redis?.end();
    };
  });
  return t;
}
