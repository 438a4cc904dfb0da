import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ExportRunner } from '#app/modules/exports/export-runner.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import type { ApiClient } from '../support/api.ts';
import { describeBackends, useBackendApp } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { exportOf, holdUpExports } from '../support/export-runs.ts';
import { requested, ended } from '../support/exports.ts';
import { organizationOf } from '../support/sessions.ts';
import { filesOf } from '../support/uploads.ts';

describeBackends('attempts at exports', (backend) => {
  const t = useBackendApp(backend);
  const runner = (): ExportRunner => t.app.get(ExportRunner, { strict: false });
  const folderOf = (organizationId: string): string =>
    join(t.config.dataDir, 'files', organizationId.replaceAll('-', ''));
  const filesIn = (client: ApiClient): Promise<string[]> => filesOf(t.config.dataDir, organizationOf(client));

  it('has no file to send before it is completed', async () => {
    const owner = await t.api.newOwner();
    const id = await insertExport(owner, 'QUEUED');
    expect(await exportOf(owner, id)).toMatchObject({
      status: 'QUEUED',
      fileUrl: null,
    });
    const refused = await owner.get(`/exports/${id}/download`).expect(409);
    expect(refused.body.code).toBe('export-not-ready');
  });

  it('cancels a queued or running export, and no other', async () => {
    const owner = await t.api.newOwner();
    const waiting = await insertExport(owner, 'QUEUED');
    expect((await owner.post(`/exports/${waiting}/cancel`).expect(200)).body.status).toBe('CANCELLED');
    expect((await owner.post(`/exports/${waiting}/cancel`).expect(409)).body.code).toBe('export-finished');
    await runner().run(organizationOf(owner), waiting, true);
    const running = await insertExport(owner, 'QUEUED');
    const release = await holdUpExports(t.superuser, owner);
    try {
      const run = runner().run(organizationOf(owner), running, true);
      await eventually(async () => (await filesIn(owner)).some((name) => name.endsWith('.partial')));
      expect((await owner.post(`/exports/${running}/cancel`).expect(200)).body.status).toBe('CANCELLED');
      // The COPY is blocked, so the attempt can only end by detecting the cancellation.
      await run;
    } finally {
      await release();
    }
    for (const id of [waiting, running]) {
      expect(await exportOf(owner, id)).toMatchObject({
        status: 'CANCELLED',
        fileUrl: null,
      });
    }
    expect(await filesIn(owner)).toEqual([]);
  });

  it('lets an attempt without the lease change nothing and leave no file', async () => {
    const owner = await t.api.newOwner();
    const organizationId = organizationOf(owner);
    const id = await insertExport(owner, 'QUEUED');
    const release = await holdUpExports(t.superuser, owner);
    const run = runner().run(organizationId, id, true);
    const other = randomUUID();
    try {
      await eventually(async () => (await exportOf(owner, id)).status === 'RUNNING');
      await tenantQuery(owner, 'UPDATE exports SET fencing_token = $2 WHERE id = $1', [id, other]);
    } finally {
      await release();
    }
    await run;
    const rows = await tenantQuery(
      owner,
      'SELECT status, fencing_token, file_name FROM exports WHERE id = $1',
      [id],
    );
    expect(rows).toEqual([{ status: 'RUNNING', fencing_token: other, file_name: null }]);
    expect(await filesIn(owner)).toEqual([]);
  });

  it('attempts accepted exports again whose job is lost or whose attempt died', async () => {
    const owner = await t.api.newOwner();
    const ids = [await insertExport(owner, 'QUEUED'), await insertExport(owner, 'RUNNING')];
    await t.superuser.query(
      `INSERT INTO public.outbox (job_id, queue, organization_id, created_at)
       SELECT id, 'exports', $1, now() - interval '1 minute' FROM unnest($2::uuid[]) id`,
      [organizationOf(owner), ids],
    );
    for (const id of ids) expect((await ended(owner, id)).status).toBe('COMPLETED');
    await eventually(async () => {
      const { rowCount } = await t.superuser.query('SELECT FROM public.outbox WHERE job_id = ANY ($1)', [
        ids,
      ]);
      return rowCount === 0;
    });
    expect(await filesIn(owner)).toHaveLength(2);
  });

  it('makes one file of a job that is delivered twice', async () => {
    const owner = await t.api.newOwner();
    const organizationId = organizationOf(owner);
    await owner.post('/tasks', { title: 'One' }).expect(201);
    const id = await insertExport(owner, 'QUEUED');
    await Promise.all([runner().run(organizationId, id, false), runner().run(organizationId, id, false)]);
    const first = await exportOf(owner, id);
    await runner().run(organizationId, id, false);
    expect(await exportOf(owner, id)).toEqual(first);
    expect(first).toMatchObject({ status: 'COMPLETED', rowCount: 1 });
    const [row] = await tenantQuery(owner, 'SELECT file_name FROM exports WHERE id = $1', [id]);
    expect(await filesIn(owner)).toEqual([row?.['file_name']]);
  });

  it('fails with a reason without paths when the file can not be written', async () => {
    const owner = await t.api.newOwner();
    const organizationId = organizationOf(owner);
    // A file where the folder should be stops root, too.
    await mkdir(dirname(folderOf(organizationId)), { recursive: true });
    await writeFile(folderOf(organizationId), '');
    const accepted = await owner.post('/exports').expect(202);
    const failed = await ended(owner, accepted.body.exportId);
    expect(failed).toMatchObject({
      status: 'FAILED',
      fileUrl: null,
      sha256: null,
      error: expect.any(String),
    });
    expect(failed.error).not.toMatch(/[\\/]|EEXIST|ENOTDIR/);
    const [row] = await tenantQuery(owner, 'SELECT attempts FROM exports WHERE id = $1', [
      accepted.body.exportId,
    ]);
    expect(row).toEqual({ attempts: 3 });
    await owner.get(`/exports/${accepted.body.exportId}/download`).expect(409);
    await rm(folderOf(organizationId));
    expect((await requested(owner)).status).toBe('COMPLETED');
  });

  /** An export without a job. */
  async function insertExport(client: ApiClient, status: 'QUEUED' | 'RUNNING'): Promise<string> {
    const id = randomUUID();
    const dead = status === 'RUNNING' ? randomUUID() : null;
    await tenantQuery(
      client,
      `INSERT INTO exports (id, requested_by, status, fencing_token, attempts, format, columns)
       VALUES ($1, $2, $3, $4::uuid, $5, 'CSV', '{title}')`,
      [id, client.userId, status, dead, dead ? 1 : 0],
    );
    return id;
  }

  async function tenantQuery(
    client: ApiClient,
    sql: string,
    values: unknown[],
  ): Promise<Record<string, unknown>[]> {
    const qualified = sql.replace(/\bexports\b/, `${tenantName(organizationOf(client))}.exports`);
    return (await t.superuser.query(qualified, values)).rows;
  }
});
