import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, it } from 'vitest';
import { EmbeddedPostgres } from '@taskflow/embedded-postgres';
import { eventually } from '../support/eventually.ts';
import { ServerProcess } from '../support/server-process.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) {
    const left = EmbeddedPostgres.find(join(folder, 'postgres'));
    if (left) process.kill(left.pid, 'SIGKILL');
    await eventually(() => EmbeddedPostgres.find(join(folder, 'postgres')) === undefined);
    EmbeddedPostgres.remove(join(folder, 'postgres'));
    rmSync(folder, { recursive: true, force: true });
  }
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'taskflow-operating-'));
  // Under root the server's account has to reach the folder.
  chmodSync(folder, 0o711);
  folders.push(folder);
  return folder;
}

const THROW_AWAY = { fsync: 'off' };
const start = (folder: string) =>
  EmbeddedPostgres.start({ dir: join(folder, 'postgres'), settings: THROW_AWAY });

it('starts a copy of the folder of a server that runs on the data of the copy', async () => {
  const [folder, copied] = [newFolder(), newFolder()];
  const original = await start(folder);
  await original.query('CREATE TABLE mine ()');
  execFileSync('cp', ['-a', join(folder, 'postgres'), copied]);
  expect(EmbeddedPostgres.find(join(copied, 'postgres'))).toBeUndefined();
  const copy = await start(copied);
  const [where] = await copy.query('SHOW data_directory');
  expect(where).toEqual({ data_directory: join(copied, 'postgres', 'cluster') });
  await copy.query('CREATE TABLE only_in_copy ()');
  expect(await original.query(`SELECT to_regclass('only_in_copy') AS found`)).toEqual([{ found: null }]);
  await copy.stop();
  expect(EmbeddedPostgres.find(join(folder, 'postgres'))).toBeDefined();
  await original.stop();
});

it('stops with work that is cut off, but not under another process', async () => {
  const folder = newFolder();
  const server = await start(folder);
  const client = new pg.Client(server.url('postgres'));
  client.on('error', () => undefined);
  await client.connect();
  await server.stop();
  expect(EmbeddedPostgres.find(join(folder, 'postgres'))).toBeDefined();
  const other = `import pg from 'pg'; const c = new pg.Client(process.argv[1]); await c.connect(); console.log('up')`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', other, server.url('postgres')]);
  await once(child.stdout, 'data');
  await server.stop(true);
  expect(EmbeddedPostgres.find(join(folder, 'postgres'))).toBeDefined();
  child.kill('SIGKILL');
  await once(child, 'exit');
  await server.stop(true);
  expect(EmbeddedPostgres.find(join(folder, 'postgres'))).toBeUndefined();
  await client.end().catch(() => undefined);
});

it.each(['SIGTERM', 'SIGINT'] as const)(
  'leaves no PostgreSQL behind after %s during the start',
  async (signal) => {
    const folder = newFolder();
    const server = new ServerProcess({ DATA_DIR: folder, PORT: '0', DEMO: 'off' });
    await eventually(() => EmbeddedPostgres.find(join(folder, 'postgres')) !== undefined);
    expect(await server.end(signal)).toBe(signal === 'SIGTERM' ? 143 : 130);
    expect(EmbeddedPostgres.find(join(folder, 'postgres'))).toBeUndefined();
  },
);
