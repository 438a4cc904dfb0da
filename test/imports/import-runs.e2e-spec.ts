import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ImportRunner } from '#app/modules/imports/import-runner.js';
import { TasksRepository } from '#app/modules/tasks/tasks.repository.js';
import { Outbox } from '#app/queue/outbox.js';
import { IMPORTS_QUEUE } from '#app/queue/queue.names.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { ended, sendImport } from '../support/imports.ts';
import { eventually } from '../support/eventually.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { filesOf } from '../support/uploads.ts';

const { app, api, config, superuser } = await createTestApp();
const runner = app.get(ImportRunner, { strict: false });
const tasks = app.get(TasksRepository, { strict: false });

// The tests run the attempts themselves.
await app.get(Outbox).queue(IMPORTS_QUEUE).pause();

const ROWS = Array.from({ length: 1200 }, (_, i) => `Task ${i + 1}`);
const CSV = `title,priority\n${ROWS.map((title) => `${title},\n`).join('')},TOP\n`;

async function queued(options = '') {
  const acme = await api.newOrganization();
  const { body } = await sendImport(acme.owner, CSV, options).expect(202);
  return { acme, id: body.importId as string, database: new TenantDatabase(superuser, acme.id) };
}

describe('an attempt at an import', () => {
  it('continues after the last committed rows when the one before died', async () => {
    const { acme, id, database } = await queued();
    const insertMany = tasks.insertMany.bind(tasks);
    let batches = 0;
    const spy = vi.spyOn(tasks, 'insertMany').mockImplementation(async (all) => {
      const inserted = await insertMany(all);
      if (++batches === 3) throw new Error('killed');
      return inserted;
    });
    await expect(runner.run(acme.id, id, false)).rejects.toThrow('killed');
    spy.mockRestore();
    expect((await acme.owner.get(`/imports/${id}`)).body).toMatchObject({ status: 'RUNNING', accepted: 400 });
    expect(await database.taskTitles()).toHaveLength(400);
    await runner.run(acme.id, id, false);
    expect((await acme.owner.get(`/imports/${id}`)).body).toMatchObject({
      status: 'COMPLETED',
      accepted: 1200,
      refused: 1,
      refusals: [{ line: 1202 }],
    });
    await runner.run(acme.id, id, false);
    expect(await database.taskTitles()).toEqual(ROWS);
    expect(await filesOf(config.dataDir, acme.id)).toEqual([]);
  });

  it.each(['best-effort', 'all-or-nothing'])('and another at once import nothing twice, %s', async (mode) => {
    const { acme, id, database } = await queued(`mode=${mode}&unknownProjects=create`);
    await Promise.all([1, 2, 3].map(() => runner.run(acme.id, id, false)));
    const done = await ended(acme.owner, id);
    const each = mode === 'best-effort';
    expect(done).toMatchObject({
      status: each ? 'COMPLETED' : 'FAILED',
      accepted: each ? 1200 : 0,
      refused: 1,
    });
    expect(await database.taskTitles()).toEqual(each ? ROWS : []);
  });

  it('that fails finally says so, and rolls back all or nothing', async () => {
    const acme = await api.newOrganization();
    const csv = `title\n${ROWS.join('\n')}`;
    const { body } = await sendImport(acme.owner, csv, 'mode=all-or-nothing').expect(202);
    const insertMany = tasks.insertMany.bind(tasks);
    let batches = 0;
    const spy = vi.spyOn(tasks, 'insertMany').mockImplementation(async (all) => {
      batches++;
      await insertMany(all);
      throw new Error('broken');
    });
    await runner.run(acme.id, body.importId, true);
    spy.mockRestore();
    const done = await ended(acme.owner, body.importId);
    expect(done).toMatchObject({ status: 'FAILED', accepted: 0, error: expect.stringContaining('tried') });
    expect(batches).toBe(1);
    expect(await new TenantDatabase(superuser, acme.id).taskTitles()).toEqual([]);
  });

  it.each(['best-effort', 'all-or-nothing'])('ends when the import is cancelled, %s', async (mode) => {
    const acme = await api.newOrganization();
    const csv = `title\n${ROWS.join('\n')}`;
    const id = (await sendImport(acme.owner, csv, `mode=${mode}`).expect(202)).body.importId;
    const each = mode === 'best-effort';
    const insertMany = tasks.insertMany.bind(tasks);
    const { schema } = new TenantDatabase(superuser, acme.id);
    const isCancelling = async () =>
      (await superuser.query(`SELECT FROM ${schema}.imports WHERE id = $1 FOR UPDATE SKIP LOCKED`, [id]))
        .rowCount === 0;
    let batches = 0;
    let cancelling: Promise<unknown> = Promise.resolve();
    const spy = vi.spyOn(tasks, 'insertMany').mockImplementation(async (all) => {
      if (++batches === (each ? 2 : 1)) {
        cancelling = acme.owner.post(`/imports/${id}/cancel`).expect(200);
        await eventually(isCancelling);
      }
      return insertMany(all);
    });
    await runner.run(acme.id, id, false);
    await cancelling;
    spy.mockRestore();
    const accepted = each ? 200 : 0;
    const { body } = await acme.owner.get(`/imports/${id}`).expect(200);
    expect(body).toMatchObject({ status: 'CANCELLED', accepted });
    expect(await new TenantDatabase(superuser, acme.id).taskTitles()).toHaveLength(accepted);
    expect(await filesOf(config.dataDir, acme.id)).toEqual([]);
  });

  it('never begins once the import is cancelled', async () => {
    const { acme, id, database } = await queued();
    await acme.admin.post(`/imports/${id}/cancel`).expect(200);
    await runner.run(acme.id, id, false);
    expect(await database.taskTitles()).toEqual([]);
    expect(await filesOf(config.dataDir, acme.id)).toEqual([]);
  });

  it('gives up on a file that crashes the process each time', async () => {
    const { acme, id } = await queued();
    await superuser.query(`UPDATE ${new TenantDatabase(superuser, acme.id).schema}.imports SET attempts = 5`);
    await runner.run(acme.id, id, false);
    expect((await ended(acme.owner, id)).error).toContain('got no further');
  });

  it('stops where a file has too many rows', async () => {
    const limits = { ...runner.maxRows };
    Object.assign(runner.maxRows, { 'best-effort': 600, 'all-or-nothing': 600 });
    for (const [mode, accepted] of [
      ['best-effort', 600],
      ['all-or-nothing', 0],
    ]) {
      const { acme, id, database } = await queued(`mode=${mode}`);
      await runner.run(acme.id, id, false);
      const done = await ended(acme.owner, id);
      expect(done).toMatchObject({ status: 'FAILED', accepted, error: 'The file has more than 600 rows.' });
      expect(await database.taskTitles()).toHaveLength(accepted as number);
    }
    Object.assign(runner.maxRows, limits);
  });
});

describe('the file of an import', () => {
  it('is smaller for all or nothing, as other writers wait', async () => {
    const owner = await api.newOwner();
    const csv = `title\n${'x'.repeat(2 * 1024 * 1024)}`;
    expect((await sendImport(owner, csv, 'mode=all-or-nothing').expect(413)).body.code).toBe(
      'import-too-large',
    );
    await sendImport(owner, csv).expect(202);
  });

  it('is kept as long as the import refers to it, and removed when its upload died', async () => {
    const { acme, id } = await queued();
    const folder = join(config.dataDir, 'files', acme.id.replaceAll('-', ''));
    const long = new Date(Date.now() - 2 * 60 * 60_000);
    await utimes(join(folder, id), long, long);
    await app.get(Scheduler).runNow('files.cleanup');
    expect(await filesOf(config.dataDir, acme.id)).toEqual([id]);
    await superuser.query(
      `UPDATE ${new TenantDatabase(superuser, acme.id).schema}.imports SET status = 'CANCELLED'`,
    );
    await app.get(Scheduler).runNow('files.cleanup');
    expect(await filesOf(config.dataDir, acme.id)).toEqual([]);
  });
});
