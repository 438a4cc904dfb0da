import { execFileSync } from 'node:child_process';
import {
  cpSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedPostgres, type Role } from '@taskflow/embedded-postgres';
import { createDatabase } from '#app/bootstrap/embedded-database.js';
import { type Caller, differences } from '../drill/crawl.ts';
import { answersOf, load, signInMembers } from '../drill/demo-organizations.ts';
import { Deployment } from '../drill/deployment.ts';
import { describeDatabase } from '../support/describe-database.ts';
import { eventually } from '../support/eventually.ts';
import { Postgresql15, postgresql15Available } from '../support/postgresql-15.ts';

const folder = mkdtempSync(join(tmpdir(), 'taskflow-external-'));
// Under root the database's account has to get through.
chmodSync(folder, 0o711);
const backups = join(folder, 'backups');

const ROLES = {
  owner: { name: 'taskflow_owner', password: 'owner' },
  runtime: { name: 'taskflow_runtime', password: 'runtime' },
};
const MOST = 2;
/** What `verify-isolation` prints. */
const ISOLATED = /^[1-9]\d* organizations, .*: 0 kinds got through/m;

/** The lines of postgresql.conf that a page tells operators to write. */
function settingsOf(page: string): string[] {
  const text = readFileSync(join(import.meta.dirname, '../../docs/operating', page), 'utf8');
  const [, lines = ''] = /```ini\n(.*?)```/s.exec(text) ?? [];
  expect(lines).not.toBe('');
  return lines.replaceAll('/backups', backups).trim().split('\n');
}

const deploymentOn = (url: (database: string, role: Role) => string) =>
  new Deployment(join(folder, 'data'), {
    JWT_SECRET: 'a secret that is only good for tests',
    DATABASE_URL: url('taskflow', ROLES.runtime),
    DATABASE_ADMIN_URL: url('taskflow', ROLES.owner),
    // Roles of organizations to come are not repaired: others are made.
    TENANT_POOL_SIZE: '0',
  });

/** Docs say what an operator does with an external PostgreSQL: this does it, as it stands there. */
describe.skipIf(!postgresql15Available())('an external PostgreSQL 15', () => {
  const server = new Postgresql15(join(folder, 'server/cluster'), 'superuser');
  let deployment: Deployment;
  let callers: Caller[];

  beforeAll(async () => {
    for (const path of [backups, join(backups, 'wal'), join(backups, 'base')]) {
      mkdirSync(path);
      server.own(path);
    }
    server.create();
    writeFileSync(join(server.cluster, 'postgresql.conf'), `\n${settingsOf('backup.md').join('\n')}\n`, {
      flag: 'a',
    });
    await server.start(['max_connections=200']);
    await createDatabase(server, 'taskflow', ROLES.owner, ROLES.runtime);
    deployment = deploymentOn((database, role) => server.url(database, role));
    await deployment.taskflow('seed');
    await deployment.start('inline');
    callers = await signInMembers(deployment);
    await load(deployment, callers[0] as Caller);
    await deployment.stop();
    await deployment.start('off');
  });

  afterAll(async () => {
    await deployment.stop();
    server.stop('immediate');
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'goes to another major version by a dump, with the roles that it leaves behind',
    { timeout: 300_000 },
    async () => {
      const before = await answersOf(deployment, callers, MOST);
      const catalog = await describeDatabase(server.url('taskflow'));
      const dump = join(backups, 'taskflow.dump');
      server.run('pg_dump', '-d', server.url('taskflow', ROLES.owner), '-Fc', '-f', dump);
      const dir = join(folder, 'newer');
      const newer = await EmbeddedPostgres.start({ dir, settings: { fsync: 'off', max_connections: '200' } });
      await createDatabase(newer, 'taskflow', ROLES.owner, ROLES.runtime);
      const moved = deploymentOn((database, role) => newer.url(database, role));
      try {
        server.run('pg_restore', '-d', newer.url('taskflow'), '--no-acl', dump);
        // Without the grants a command ends with an error, and doesn't wait for anything.
        expect(await moved.tryTaskflow('list-tenants')).toMatchObject({
          code: 1,
          log: expect.stringContaining('permission denied'),
        });
        expect(await moved.taskflow('repair-roles')).toContain(' 0 could not be.');
        expect(await moved.taskflow('verify-isolation')).toMatch(ISOLATED);
        await moved.start('off');
        expect(differences(before, await answersOf(moved, callers, MOST))).toEqual([]);
        expect((await describeDatabase(newer.url('taskflow'))).split('\n')).toEqual(catalog.split('\n'));
      } finally {
        await moved.stop();
        await newer.stop();
        EmbeddedPostgres.remove(dir);
      }
    },
  );

  it('goes back to any point in time, with its files', async () => {
    const base = join(backups, 'base/2026-11-28');
    server.run('pg_basebackup', '-d', server.url('postgres'), '--checkpoint=fast', '-D', base);
    const [olivia] = callers as [Caller];
    const form = new FormData();
    form.set('file', new Blob(['What is deleted by mistake']), 'kept.txt');
    const { id } = (await (await deployment.call('/tasks/1/attachments', olivia.token, form)).json()) as {
      id: string;
    };
    const before = await answersOf(deployment, callers, MOST);
    cpSync(join(deployment.dataDir, 'files'), join(backups, 'files'), { recursive: true });
    const [{ moment } = {}] = await server.query('SELECT clock_timestamp()::text AS moment');

    await deployment.call(`/attachments/${id}`, olivia.token, undefined, 'DELETE');
    await deployment.call('/tasks/1', olivia.token, undefined, 'DELETE');
    expect(differences(before, await answersOf(deployment, callers, MOST))).not.toEqual([]);
    // What the minute of archive_timeout does.
    const [{ segment } = {}] = await server.query('SELECT pg_walfile_name(pg_switch_wal()) AS segment');
    await eventually(() => existsSync(join(backups, 'wal', segment as string)));
    await deployment.stop();
    server.stop('immediate');

    const restored = new Postgresql15(join(folder, 'server/restored'), 'superuser');
    execFileSync('cp', ['-a', base, restored.cluster]);
    const settings = settingsOf('restore.md').map((line) =>
      line.replace('2026-11-28 14:05:00+00', moment as string),
    );
    writeFileSync(join(restored.cluster, 'postgresql.conf'), `\n${settings.join('\n')}\n`, { flag: 'a' });
    writeFileSync(join(restored.cluster, 'recovery.signal'), '');
    await restored.start(['max_connections=200']);
    try {
      await eventually(async () => {
        const [row] = await restored.query('SELECT pg_is_in_recovery() AS recovers');
        return row?.['recovers'] === false;
      });
      cpSync(join(backups, 'files'), join(deployment.dataDir, 'files'), { recursive: true });
      const back = deploymentOn((database, role) => restored.url(database, role));
      expect(await back.taskflow('verify-isolation')).toMatch(ISOLATED);
      await back.start('off');
      expect(differences(before, await answersOf(back, callers, MOST))).toEqual([]);
      await back.stop();
    } finally {
      restored.stop('immediate');
    }
  });
});
