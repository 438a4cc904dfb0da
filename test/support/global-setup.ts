import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { Config } from '../../dist/config/config.js';
import { EmbeddedPostgres } from '../../dist/database/embedded/embedded-postgres.js';
import { createDatabase } from '../../dist/infrastructure.js';
import { migrate } from '../../dist/tenancy/migration/migrate.js';
import { redisAvailable } from './redis.ts';

export interface TestDatabaseServer {
  superuser: string;
  owner: string;
  runtime: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    server: TestDatabaseServer;
  }
}

/** The database that every test file gets a copy of. */
export const TEMPLATE = 'template_taskflow';

const OWNER = { name: 'taskflow_owner', password: 'owner' };
const RUNTIME = { name: 'taskflow_runtime', password: 'runtime' };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'taskflow-test-'));
  // Under root the server runs as somebody else, who has to get through.
  chmodSync(dir, 0o711);
  const server = await EmbeddedPostgres.start({
    dir: join(dir, 'postgres'),
    // The data is thrown away, so nothing has to survive a crash.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' },
  });
  await createDatabase(server, TEMPLATE, OWNER, RUNTIME);
  await migrate(
    testConfig({ owner: server.url(TEMPLATE, OWNER), runtime: server.url(TEMPLATE, RUNTIME) }, dir),
  );
  if (!redisAvailable()) {
    console.log(
      'The Redis tests are skipped: install redis-server (Debian: apt-get install redis-server) to run them.',
    );
  }
  project.provide('server', {
    superuser: server.url('DATABASE'),
    owner: server.url('DATABASE', OWNER),
    runtime: server.url('DATABASE', RUNTIME),
  });
  return async () => {
    await server.stop();
    EmbeddedPostgres.remove(join(dir, 'postgres'));
    rmSync(dir, { recursive: true, force: true });
  };
}

export type TestOverrides = Partial<Config> & { poolSize?: number };

/** The configuration of a test's application. */
export function testConfig(
  { owner, runtime }: { owner: string; runtime: string },
  dataDir: string,
  { poolSize = 5, ...overrides }: TestOverrides = {},
): Config {
  return new Config({
    port: 0,
    host: '127.0.0.1',
    dataDir,
    database: { runtime, direct: runtime, owner, poolSize, embedded: false },
    jwtSecret: 'a secret that is only good for tests',
    jobs: 'inline',
    demo: false,
    defaultPlan: 'ENTERPRISE',
    corsOrigins: ['https://app.example.com'],
    logLevel: 'silent',
    ...overrides,
  });
}
