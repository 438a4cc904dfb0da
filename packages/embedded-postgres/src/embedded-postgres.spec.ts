import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EmbeddedPostgres, type ServerWarning } from './embedded-postgres.js';
import { ClusterInUse, IncompatibleCluster } from './errors.js';

const THROW_AWAY = { fsync: 'off' };
let folder: string;
let dir: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embedded-postgres-'));
  // Under root the server's account has to reach the folder.
  chmodSync(folder, 0o711);
  dir = join(folder, 'data');
});

afterEach(() => {
  EmbeddedPostgres.remove(dir);
  expect(existsSync(dir)).toBe(false);
  rmSync(folder, { recursive: true });
});

it('keeps what was written, over a stop and a start', async () => {
  let waits = 0;
  const first = await EmbeddedPostgres.start({ dir, settings: THROW_AWAY, onWaiting: () => waits++ });
  expect(waits).toBe(1);
  await first.query('CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)');
  await first.stop();
  expect(EmbeddedPostgres.find(dir)).toBeUndefined();

  const second = await EmbeddedPostgres.start({ dir, settings: THROW_AWAY });
  expect(await second.query('SELECT id FROM kept')).toEqual([{ id: 7 }]);
  await second.stop();
});

it('lets several share a server, which stops with the last of them', async () => {
  const one = await EmbeddedPostgres.start({ dir, settings: THROW_AWAY });
  const other = await EmbeddedPostgres.start({ dir, settings: THROW_AWAY });
  expect(one.url('postgres')).toBe(other.url('postgres'));
  expect(() => EmbeddedPostgres.remove(dir)).toThrow(ClusterInUse);

  const client = new pg.Client(other.url('postgres'));
  await client.connect();
  await one.stop();
  expect(EmbeddedPostgres.find(dir)).toBeDefined();
  await client.end();
  await other.stop();
  expect(EmbeddedPostgres.find(dir)).toBeUndefined();
});

it('starts a server again that was killed', async () => {
  const warnings: ServerWarning[] = [];
  const server = await EmbeddedPostgres.start({
    dir,
    settings: THROW_AWAY,
    onWarning: (one) => warnings.push(one),
  });
  await server.query('CREATE TABLE kept ()');
  const killed = EmbeddedPostgres.find(dir) as { pid: number };
  process.kill(killed.pid, 'SIGKILL');
  await expect
    .poll(() => server.query('SELECT * FROM kept').catch(() => undefined), { timeout: 60_000 })
    .toEqual([]);
  expect(EmbeddedPostgres.find(dir)?.pid).not.toBe(killed.pid);
  expect(warnings[0]).toMatchObject({ event: 'postgres.ended' });
  await server.stop();
});

it('refuses a cluster of another major version, and leaves it as it is', async () => {
  await (await EmbeddedPostgres.start({ dir, settings: THROW_AWAY })).stop();
  writeFileSync(join(dir, 'cluster/PG_VERSION'), '12\n');
  await expect(EmbeddedPostgres.start({ dir })).rejects.toThrow(IncompatibleCluster);
  expect(EmbeddedPostgres.find(dir)).toBeUndefined();
});
