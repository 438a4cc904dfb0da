import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { Config } from '#app/config/config.js';
import { EmbeddedPostgres } from '@taskflow/embedded-postgres';
import { createDatabase, startEmbeddedServer } from '#app/bootstrap/embedded-database.js';
import { groupRoleNames } from '#app/tenancy/group-roles.js';
import { migrate } from '#app/tenancy/migration/migrate.js';
import { chromiumPath } from './browser-path.ts';
import { ExistingServer } from './existing-server.ts';
import { pgbouncerAvailable } from './pgbouncer.ts';
import { postgresql15Available } from './postgresql-15.ts';
import { redisAvailable } from './redis.ts';
import { swiftAvailable } from './swift.ts';

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

/** The data is thrown away, so nothing has to survive a crash, and no table lives long enough to be vacuumed. */
const THROW_AWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '4GB',
  checkpoint_timeout: '1h',
  autovacuum: 'off',
  max_connections: '400',
  // Whatever is dropped is looked for in all of them, and each new one is memory that is cleared first.
  shared_buffers: '128MB',
};

/** The database that every test file gets a copy of. */
export const TEMPLATE = 'template_taskflow';

const OWNER = { name: 'taskflow_owner', password: 'owner' };
const RUNTIME = { name: 'taskflow_runtime', password: 'runtime' };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'taskflow-test-'));
  // Under root the server runs as another account, which has to get access.
  chmodSync(dir, 0o711);
  const { server, stop } = await startServer(join(dir, 'postgres'));
  await createDatabase(server, TEMPLATE, OWNER, RUNTIME);
  await migrate(
    testConfig({ owner: server.url(TEMPLATE, OWNER), runtime: server.url(TEMPLATE, RUNTIME) }, dir),
  );
  if (!redisAvailable()) {
    console.log(
      'The Redis tests are skipped: install redis-server (Debian: apt-get install redis-server) to run them.',
    );
  }
  if (!pgbouncerAvailable()) {
    console.log(
      'The pooler tests are skipped: install pgbouncer (Debian: apt-get install pgbouncer) to run them.',
    );
  }
  if (!postgresql15Available()) {
    console.log(
      'The tests of an external PostgreSQL and of a replica are skipped: install postgresql-15 ' +
        '(Debian: apt-get install postgresql-15) to run them.',
    );
  }
  if (chromiumPath() === undefined) {
    console.log(
      'The tests of the console are skipped: install chromium (Debian: apt-get install chromium) to run them.',
    );
  }
  if (!swiftAvailable()) {
    console.log(
      'The tests of files in a bucket are skipped: install OpenStack Swift ' +
        '(Debian: apt-get install swift-account swift-container swift-object swift-proxy) to run them.',
    );
  }
  project.provide('server', {
    superuser: server.url('DATABASE'),
    owner: server.url('DATABASE', OWNER),
    runtime: server.url('DATABASE', RUNTIME),
  });
  return async () => {
    await stop();
    rmSync(dir, { recursive: true, force: true });
  };
}

/** The server at TEST_POSTGRES_URL, or else an embedded one. `stop` leaves nothing of the tests behind. */
async function startServer(
  dir: string,
): Promise<{ server: EmbeddedPostgres | ExistingServer; stop: () => Promise<void> }> {
  const existing = process.env['TEST_POSTGRES_URL'];
  if (existing) {
    const server = new ExistingServer(existing);
    await server.clean();
    return { server, stop: () => server.clean() };
  }
  const server = await startEmbeddedServer({
    dir,
    settings: THROW_AWAY,
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    EmbeddedPostgres.remove(dir);
  };
  return { server, stop };
}

export type TestOverrides = Partial<Config> & {
  poolSize?: number;
  /** How many roles organizations share; left out, each has its own. */
  sharedRoles?: number;
  /** Makes the URL of a database one that leads there through a pooler. */
  pooled?: (url: string) => string;
};

/** The configuration of a test's application. */
export function testConfig(
  { owner, runtime }: { owner: string; runtime: string },
  dataDir: string,
  { poolSize = 5, sharedRoles, pooled = (url) => url, ...overrides }: TestOverrides = {},
): Config {
  return new Config({
    port: 0,
    host: '127.0.0.1',
    dataDir,
    database: {
      runtime: pooled(runtime),
      direct: runtime,
      owner,
      poolSize,
      embedded: false,
      groupRoles: sharedRoles === undefined ? undefined : groupRoleNames(sharedRoles, RUNTIME.name),
    },
    // Each would be made beside the tests.
    tenantPoolSize: 0,
    redisPrefix: 'taskflow',
    jwtSecrets: ['a secret that is only good for tests'],
    publicUrl: 'https://taskflow.example.com',
    jobs: 'inline',
    demo: false,
    defaultPlan: 'ENTERPRISE',
    attachmentMaxBytes: 25 * 1024 * 1024,
    importMaxBytes: 512 * 1024 * 1024,
    exportTtlHours: 168,
    eventsMaxConnections: 1000,
    webhooksAllowPrivate: false,
    // Longer than any test: what is told later would change under those that look.
    notificationDelay: 3600,
    corsOrigins: ['https://app.example.com'],
    registration: 'open',
    // Tests make what they need, as fast as they can. Those of the limits switch them on.
    limits: {},
    hsts: 'max-age=31536000',
    logLevel: 'silent',
    ...overrides,
  });
}
