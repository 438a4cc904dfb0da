import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine } from '#app/common/logger.js';
import { RequestContext } from '#app/context/request-context.js';
import { SharedTransaction } from '#app/database/shared-transaction.js';
import { OrganizationsService } from '#app/modules/organizations/organizations.service.js';
import { migrate, type Progress } from '#app/tenancy/migration/migrate.js';
import { readMigrations } from '#app/tenancy/migration/migrations.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { eventually } from '../support/eventually.ts';
import { waitsForLock } from '../support/lock-waits.ts';
import { ITS_FAILURE, NEWEST, TestLedger } from '../support/ledger.ts';
import { ServerProcess, environmentOf } from '../support/server-process.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, config, superuser } = await createTestApp({ jobs: 'off' });
const ledger = new TestLedger(superuser);
const processes: ServerProcess[] = [];
afterAll(() => Promise.all(processes.map((process) => process.end('SIGKILL'))));

/** Organizations without members. */
async function provision(count: number): Promise<string[]> {
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const create = () => get(OrganizationsService).provision({ name: 'Acme', slug: `acme-${randomUUID()}` });
    ids.push(await get(RequestContext).run({}, () => get(SharedTransaction).runAsOwner(create)));
  }
  return ids;
}

function cli(...args: string[]): ServerProcess {
  const started = new ServerProcess(environmentOf(config), 'cli.js', ['migrate', ...args]);
  processes.push(started);
  return started;
}

/** Every test begins with all organizations up to date. */
beforeEach(async () => {
  await superuser.query('DELETE FROM public.organizations');
});

describe('the command', () => {
  it('says that there is nothing to do', async () => {
    await provision(2);
    const command = cli();
    expect(await command.end()).toBe(0);
    expect(command.output).toMatch(
      new RegExp(
        `^public is up to date; of 2 organizations 0 were migrated to ${NEWEST} .* 0 failed, 0 are left`,
      ),
    );
  });

  it('migrates all but the one that fails, records why, and ends with 1', async () => {
    const [acme, broken, globex] = (await provision(3)) as [string, string, string];
    for (const id of [acme, globex]) await ledger.setBack(id);
    await ledger.setUpToFail(broken);
    const command = cli('--concurrency', '2');
    expect(await command.end()).toBe(1);
    expect(command.output).toContain(
      `keeps its version (organizationId ${broken}, version ${NEWEST - 1}, error ${ITS_FAILURE}`,
    );
    expect(command.output).toMatch(
      new RegExp(`of 3 organizations 2 were migrated to ${NEWEST} .* 1 failed, 0 are left`),
    );
    for (const id of [acme, globex]) {
      expect(await ledger.isMigrated(id)).toBe(true);
      expect(await ledger.entry(id)).toEqual({
        version: NEWEST,
        state: 'CURRENT',
        attempts: 1,
        duration_ms: expect.any(Number),
        error: null,
      });
    }
    expect(await ledger.entry(broken)).toEqual({
      version: NEWEST - 1,
      state: 'FAILED',
      attempts: 1,
      duration_ms: expect.any(Number),
      error: ITS_FAILURE,
    });
  });

  it('leaves those that did not fail alone with --only-failed', async () => {
    const [broken, behind] = (await provision(2)) as [string, string];
    await ledger.setUpToFail(broken);
    expect(await cli().end()).toBe(1);
    await ledger.repair(broken);
    await ledger.setBack(behind);
    expect(await cli('--only-failed').end()).toBe(0);
    expect(await ledger.entry(broken)).toMatchObject({
      version: NEWEST,
      state: 'CURRENT',
      attempts: 2,
      error: null,
    });
    expect(await ledger.entry(behind)).toMatchObject({ version: NEWEST - 1, state: 'CURRENT' });
    expect(await cli('--public').end()).toBe(0);
    expect(await ledger.entry(behind)).toMatchObject({ version: NEWEST - 1 });
  });

  it('changes nothing with --dry-run, and says what it would do', async () => {
    const [acme] = (await provision(2)) as [string, string];
    await ledger.setBack(acme);
    const before = await new TenantDatabase(superuser, acme).fingerprint();
    const command = cli('--dry-run');
    expect(await command.end()).toBe(0);
    expect(command.output).toBe(
      `1 organizations would go from ${NEWEST - 1} to ${NEWEST}\n1 organizations would be migrated; nothing was changed\n`,
    );
    expect(await new TenantDatabase(superuser, acme).fingerprint()).toEqual(before);
    expect(await ledger.isMigrated(acme)).toBe(false);
  });
});

describe('a run that ends before its time', () => {
  it('is gone on with after kill -9: what was recorded is there, the rest is as it was', async () => {
    const ids = await provision(6);
    for (const id of ids) await ledger.setBack(id);
    const held = ids.slice(3);
    const release = await ledger.hold(held);
    const command = cli('--concurrency', '1');
    // Those that no transaction locks are done, and the next one waits.
    await eventually(
      async () => (await ledger.versions(ids)).filter((version) => version === NEWEST).length === 3,
    );
    await command.end('SIGKILL');
    await release();
    for (const id of ids) expect(await ledger.isMigrated(id)).toBe(!held.includes(id));
    expect(await ledger.versions(ids)).toEqual([NEWEST, NEWEST, NEWEST, NEWEST - 1, NEWEST - 1, NEWEST - 1]);
    const next = cli();
    expect(await next.end()).toBe(0);
    expect(next.output).toContain('3 were migrated');
    for (const id of ids) expect(await ledger.isMigrated(id)).toBe(true);
  });

  it('finishes what is running on SIGINT, says so and can be gone on with', async () => {
    const ids = await provision(3);
    for (const id of ids) await ledger.setBack(id);
    const release = await ledger.hold(ids.slice(0, 1));
    const command = cli('--concurrency', '1');
    await eventually(() => waitsForLock(superuser));
    command.kill('SIGINT');
    await command.printed(/Finishing the organizations/);
    await release();
    expect(await command.end()).toBe(1);
    expect(command.output).toMatch(/1 were migrated .* 0 failed, 2 are left\nStopped/);
    expect(await ledger.versions(ids)).toEqual([NEWEST, NEWEST - 1, NEWEST - 1]);
    expect(await cli().end()).toBe(0);
    expect(await ledger.versions(ids)).toEqual([NEWEST, NEWEST, NEWEST]);
  });
});

const released = readMigrations('tenant');
const added = (name: string, sql: string) => [...released, { version: NEWEST + 1, name, sql }];

describe('the runner', () => {
  it('tries again when a lock does not come in time', async () => {
    const [acme, globex] = (await provision(2)) as [string, string];
    const reader = await superuser.connect();
    await reader.query(`BEGIN; SELECT FROM ${tenantName(acme)}.tasks`);
    const progress: Progress[] = [];
    const running = migrate(config, {
      migrations: added('note', 'ALTER TABLE tasks ADD COLUMN note text'),
      onProgress: (now) => progress.push(now),
    });
    await eventually(async () => (await ledger.entry(globex)).version === NEWEST + 1);
    await eventually(() => waitsForLock(superuser));
    await eventually(async () => !(await waitsForLock(superuser)));
    await reader.query('ROLLBACK');
    reader.release();
    expect(await running).toMatchObject({ migrated: 2, failed: [], left: 0, isBusy: false });
    expect(await ledger.entry(acme)).toMatchObject({ version: NEWEST + 1, state: 'CURRENT', attempts: 2 });
    expect(progress.at(-1)).toEqual({ migrated: 2, failed: 0, total: 2 });
  });

  it('undoes all steps of an organization when one fails, and tells no data', async () => {
    const [acme] = (await provision(1)) as [string];
    const migrations = [
      ...added('first', 'ALTER TABLE tasks ADD COLUMN first text'),
      { version: NEWEST + 2, name: 'second', sql: `SELECT 'secret'::integer` },
    ];
    const { failed } = await migrate(config, { migrations });
    expect(failed).toEqual([
      {
        organizationId: acme,
        version: NEWEST,
        error: `${String(NEWEST + 2).padStart(4, '0')}_second: a value in the data does not fit (22P02)`,
      },
    ]);
    const columns = await superuser.query(
      `SELECT FROM information_schema.columns WHERE table_schema = $1 AND column_name = 'first'`,
      [tenantName(acme)],
    );
    expect(columns.rows).toHaveLength(0);
  });

  it('ends a statement that would hold up the start of a process', async () => {
    await provision(1);
    const { failed } = await migrate(config, {
      migrations: added('slow', 'SELECT pg_sleep(20)'),
      statementTimeout: 100,
    });
    expect(failed[0]?.error).toContain('statement timeout');
  });

  it('leaves an organization that is purged meanwhile out of the account', async () => {
    const [acme, globex] = (await provision(2)) as [string, string];
    const purge = await superuser.connect();
    await purge.query('BEGIN');
    await purge.query('DELETE FROM public.organizations WHERE id = $1', [acme]);
    const running = migrate(config, {
      migrations: added('more', 'ALTER TABLE tasks ADD COLUMN more text'),
    });
    await eventually(async () => (await ledger.entry(globex)).version === NEWEST + 1);
    await purge.query('COMMIT');
    purge.release();
    expect(await running).toMatchObject({ organizations: 1, migrated: 1, failed: [], left: 0 });
  });

  it('excludes another one, which waits or leaves the work to it', async () => {
    const ids = await provision(2);
    const owner = new pg.Client(config.database.owner);
    await owner.connect();
    await owner.query(`SELECT pg_advisory_lock(7236530002)`);
    const migrations = added('more', 'ALTER TABLE tasks ADD COLUMN more text');
    const events: string[] = [];
    const report = ({ event }: LogLine): void => void events.push(event);
    const waiting = migrate(config, { migrations, reporter: { info: report, warn: report } });
    await eventually(() => events.includes('migration.busy'));
    expect(await migrate(config, { migrations, waits: false })).toMatchObject({ isBusy: true, left: 2 });
    expect(await ledger.versions(ids)).toEqual([NEWEST, NEWEST]);
    await owner.end();
    expect(await waiting).toMatchObject({ migrated: 2, left: 0 });
  });

  it('stops when the connection with the lock is lost', async () => {
    const [id] = (await provision(1)) as [string];
    const running = migrate(config, { migrations: added('slow', 'SELECT pg_sleep(1)') });
    running.catch(() => undefined);
    // Not before: the connection with the lock reads what there is to do, and would fail at that.
    await eventually(async () => (await ledger.entry(id)).state === 'MIGRATING');
    await eventually(async () => {
      const { rows } = await superuser.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
         AND objid = 7236530002::bigint & 4294967295 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return rows.length > 0;
    });
    await expect(running).rejects.toThrow('migration lock was lost');
  });
});
