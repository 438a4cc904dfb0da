import { createHash } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { describeBackends, useBackendApp } from '../support/backends.ts';
import { eventually, WITHIN_A_SECOND } from '../support/eventually.ts';
import { exportOf, holdUpExports, requestExport, storeLargeTasks } from '../support/export-runs.ts';
import { ServerProcess, environmentOf } from '../support/server-process.ts';
import { organizationOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { ended } from '../support/exports.ts';
import { filesOf } from '../support/uploads.ts';

describeBackends('an export whose worker is stopped, killed or disconnected,', (backend) => {
  // The worker is a process of its own, so the application beside it takes no jobs.
  const t = useBackendApp(backend, { jobs: 'off' });
  const workers = new Set<ServerProcess>();
  afterEach(() => Promise.all([...workers].map((worker) => stop(worker, 'SIGKILL'))));

  async function startWorker(fileSize?: number): Promise<ServerProcess> {
    const worker = new ServerProcess(environmentOf(t.config), 'worker.js', [], fileSize);
    workers.add(worker);
    await worker.printed(/takes jobs/);
    return worker;
  }

  async function stop(worker: ServerProcess, signal: NodeJS.Signals): Promise<number | null> {
    workers.delete(worker);
    return worker.end(signal);
  }

  const isWriting = (owner: ApiClient) =>
    eventually(async () =>
      (await filesOf(t.config.dataDir, organizationOf(owner))).some((name) => name.endsWith('.partial')),
    );

  async function attemptsOf(
    owner: ApiClient,
    id: string,
  ): Promise<{ attempts: number; fencing_token: string | null }> {
    const { schema } = new TenantDatabase(t.superuser, organizationOf(owner));
    return (
      await t.superuser.query(`SELECT attempts, fencing_token FROM ${schema}.exports WHERE id = $1`, [id])
    ).rows[0];
  }

  /** Downloads the file of an export, and compares it with its row. */
  async function expectWhole(owner: ApiClient, id: string, rows: number): Promise<void> {
    const file = await ended(owner, id);
    expect(file).toMatchObject({ status: 'COMPLETED', rowCount: rows, progress: 100, position: null });
    const content: string = (await owner.get(file.fileUrl as string).expect(200)).body;
    expect(Buffer.byteLength(content)).toBe(file.byteSize);
    expect(createHash('sha256').update(content).digest('hex')).toBe(file.sha256);
    expect(content.split('\r\n')).toHaveLength(rows + 2);
    await eventually(async () => (await filesOf(t.config.dataDir, organizationOf(owner))).length === 1);
    await eventually(async () => {
      const { rowCount } = await t.superuser.query('SELECT FROM public.outbox WHERE job_id = $1', [id]);
      return rowCount === 0;
    });
  }

  it('is taken over by another worker at once when its own is stopped', async () => {
    const owner = await t.api.newOwner();
    await storeLargeTasks(t.superuser, owner, 10);
    const release = await holdUpExports(t.superuser, owner);
    try {
      const first = await startWorker();
      const id = await requestExport(owner);
      await isWriting(owner);
      const before = await attemptsOf(owner, id);
      const stopped = stop(first, 'SIGTERM');
      await eventually(async () => (await exportOf(owner, id)).status === 'QUEUED', WITHIN_A_SECOND);
      expect(await exportOf(owner, id)).toMatchObject({
        position: 0,
        progress: 0,
        rowCount: null,
        startedAt: null,
      });
      expect(await filesOf(t.config.dataDir, organizationOf(owner))).toEqual([]);
      await startWorker();
      await eventually(async () => (await exportOf(owner, id)).status === 'RUNNING', WITHIN_A_SECOND);
      const after = await attemptsOf(owner, id);
      expect(after.attempts).toBe(1);
      expect(after.fencing_token).not.toBe(before.fencing_token);
      await release();
      // Other jobs of the first one, such as reminders, may have been held up as well.
      expect(await stopped).toBe(0);
      await expectWhole(owner, id, 10);
    } finally {
      await release();
    }
  });

  it('is taken over by another worker when its own is killed, and keeps nothing of the first attempt', async () => {
    const owner = await t.api.newOwner();
    await storeLargeTasks(t.superuser, owner, 10);
    const release = await holdUpExports(t.superuser, owner);
    try {
      const first = await startWorker();
      const id = await requestExport(owner);
      await isWriting(owner);
      await stop(first, 'SIGKILL');
      await startWorker();
      await release();
      await expectWhole(owner, id, 10);
      expect((await attemptsOf(owner, id)).attempts).toBe(2);
    } finally {
      await release();
    }
  });

  it('ends within a second of being cancelled, and leaves no file', async () => {
    const owner = await t.api.newOwner();
    await startWorker();
    const release = await holdUpExports(t.superuser, owner);
    try {
      const id = await requestExport(owner);
      await isWriting(owner);
      await owner.post(`/exports/${id}/cancel`).expect(200);
      await eventually(
        async () => (await filesOf(t.config.dataDir, organizationOf(owner))).length === 0,
        WITHIN_A_SECOND,
      );
      expect(await exportOf(owner, id)).toMatchObject({ status: 'CANCELLED', fileUrl: null, rowCount: null });
    } finally {
      await release();
    }
  });

  it('starts over when its database connection is lost', async () => {
    const owner = await t.api.newOwner();
    await storeLargeTasks(t.superuser, owner, 10);
    const release = await holdUpExports(t.superuser, owner);
    try {
      await startWorker();
      const id = await requestExport(owner);
      await isWriting(owner);
      const { rowCount } = await t.superuser.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'taskflow-snapshot'`,
      );
      expect(rowCount).toBe(1);
      await eventually(async () => (await attemptsOf(owner, id)).attempts === 2);
      await release();
      await expectWhole(owner, id, 10);
    } finally {
      await release();
    }
  });

  it('fails with its reason when the disk is full', async () => {
    const owner = await t.api.newOwner();
    await storeLargeTasks(t.superuser, owner, 1000);
    await startWorker(1000);
    const id = await requestExport(owner);
    expect(await ended(owner, id)).toMatchObject({
      status: 'FAILED',
      error: 'The disk is full.',
      rowCount: null,
      byteSize: null,
      sha256: null,
    });
    // There may be room again by then.
    expect((await attemptsOf(owner, id)).attempts).toBe(3);
    expect(await filesOf(t.config.dataDir, organizationOf(owner))).toEqual([]);
  });
});
