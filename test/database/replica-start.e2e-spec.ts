import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testConfig } from '../support/global-setup.ts';
import { postgresql15Available } from '../support/postgresql-15.ts';
import { ReplicatedDatabase } from '../support/replicated-database.ts';
import { environmentOf, ServerProcess } from '../support/server-process.ts';

describe.skipIf(!postgresql15Available())('the URL of a replica', () => {
  const servers = new ReplicatedDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'taskflow-data-'));
  let running: ServerProcess | undefined;

  beforeAll(() => servers.start());
  afterAll(async () => {
    await running?.end('SIGKILL');
    await servers.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  function started(environment: Record<string, string>): ServerProcess {
    const config = testConfig(servers.urlsOn(servers.primary), dataDir, { database: servers.database });
    running = new ServerProcess({ ...environmentOf(config), PORT: '0', ...environment });
    return running;
  }

  it.each([
    [
      'is the primary itself',
      () => servers.database.runtime,
      'must lead to a replica: this server is not in recovery',
    ],
    [
      'signs in with another role',
      () => (servers.database.replica as string).replace('runtime:runtime', 'owner:owner'),
      'must sign in with the role of DATABASE_URL',
    ],
    [
      'leads to another database',
      () => (servers.database.replica as string).replace(/taskflow$/, 'postgres'),
      'must lead to the database taskflow, as DATABASE_URL does',
    ],
  ])('is refused where it %s', async (_what, replica, sentence) => {
    const server = started({ DATABASE_REPLICA_URL: replica() });
    expect(await server.end()).toBe(1);
    expect(server.output).toBe(`The configuration is not usable:\n  DATABASE_REPLICA_URL ${sentence}\n`);
  });

  it('is refused where it is of another server', async () => {
    const another = new ReplicatedDatabase();
    await another.start();
    try {
      const server = started({ DATABASE_REPLICA_URL: another.database.replica as string });
      expect(await server.end()).toBe(1);
      expect(server.output).toMatch(/DATABASE_REPLICA_URL leads to a replica of another server/);
    } finally {
      await another.stop();
    }
  });

  it('is refused where the primary was restored from a backup that lacks what it has', async () => {
    const restored = servers.copyOfPrimary();
    await servers.superuser.query('CREATE TABLE public.later AS SELECT generate_series(1, 1000) AS n');
    await servers.replayed();
    await restored.start();
    try {
      const server = started({
        DATABASE_URL: servers.urlsOn(restored).runtime,
        DATABASE_ADMIN_URL: servers.urlsOn(restored).owner,
      });
      expect(await server.end()).toBe(1);
      expect(server.output).toMatch(/DATABASE_REPLICA_URL leads to a replica that has more/);
    } finally {
      restored.stop();
    }
  });

  it('is only warned of where it is not up', async () => {
    const nowhere = (servers.database.replica as string).replace(/:\d+\//, ':1/');
    const server = started({ DATABASE_REPLICA_URL: nowhere });
    await server.url();
    expect(server.output).toMatch(/"event":"replica\.unreachable"/);
    expect(await server.end('SIGTERM')).toBe(0);
  });
});
