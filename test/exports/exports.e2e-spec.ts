import { expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { describeBackends, useBackendApp } from '../support/backends.ts';
import { CSV_HEADER, ended, exportedCsv } from '../support/exports.ts';
import { filesOf } from '../support/uploads.ts';
import { organizationOf } from '../support/sessions.ts';

describeBackends('exports', (backend) => {
  const t = useBackendApp(backend);

  it('accepts an export with and without a body, at both addresses', async () => {
    const { owner, admin } = await t.api.newOrganization();
    for (const [path, body] of [
      ['/tasks/export'],
      ['/tasks/export', {}],
      ['/exports'],
      ['/exports', {}],
    ] as const) {
      const accepted = await admin.post(path, body).expect(202);
      expect(accepted.body).toEqual({ exportId: expect.any(String), jobId: expect.any(String) });
      expect(accepted.headers.get('location')).toBe(`/exports/${accepted.body.exportId}`);
      const done = await ended(owner, accepted.body.exportId);
      expect(done).toMatchObject({
        status: 'COMPLETED',
        format: 'CSV',
        progress: 100,
        rowCount: 0,
        error: null,
      });
      expect((await owner.get(done.fileUrl as string).expect(200)).body).toBe(`${CSV_HEADER}\r\n`);
    }
    const list = await owner.get('/exports?limit=3').expect(200);
    expect(list.body).toMatchObject({ total: 4, page: 1, limit: 3 });
    expect(list.body.data).toHaveLength(3);
  });

  it('sends a file as a whole, in ranges, and 304 for an unchanged one', async () => {
    const owner = await t.api.newOwner();
    await owner.post('/tasks', { title: 'One' }).expect(201);
    const { file, csv, path } = await exportedCsv(owner);
    const whole = await owner.get(path).expect(200);
    expect(whole.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(whole.headers.get('content-disposition')).toMatch(
      /^attachment; filename="tasks-\d{4}-\d\d-\d\d\.csv"/,
    );
    expect(whole.headers.get('content-length')).toBe(String(file.byteSize));
    const part = await owner.get(path, { range: 'bytes=7-11' }).expect(206);
    expect(part.body).toBe(csv.slice(7, 12));
    expect(part.headers.get('content-range')).toBe(`bytes 7-11/${file.byteSize}`);
    const outside = await owner.get(path, { range: `bytes=${file.byteSize}-` }).expect(416);
    expect(outside.headers.get('content-range')).toBe(`bytes */${file.byteSize}`);
    const etag = whole.headers.get('etag') as string;
    // Without this, fetch adds the `no-cache` that asks for the file in any case.
    const revalidate = { 'cache-control': 'max-age=0' };
    expect((await owner.get(path, { ...revalidate, 'if-none-match': etag }).expect(304)).body).toBe('');
    await owner.get(path, { ...revalidate, 'if-none-match': '"another"' }).expect(200);
    await owner.get(path, { 'if-match': '"another"' }).expect(412);
  });

  it('keeps its files in the folder of the organization and removes them with the export', async () => {
    const owner = await t.api.newOwner();
    const { file, path } = await exportedCsv(owner);
    expect(await filesOf(t.config.dataDir, organizationOf(owner))).toHaveLength(1);
    await owner.delete(`/exports/${file.id}`).expect(204);
    expect(await filesOf(t.config.dataDir, organizationOf(owner))).toEqual([]);
    await owner.get(`/exports/${file.id}`).expect(404);
    await owner.get(path).expect(404);
    await owner.delete(`/exports/${file.id}`).expect(404);
  });

  it('is for owners and admins, of its own organization', async () => {
    const acme = await t.api.newOrganization();
    const globex = await t.api.newOrganization();
    const { file, path } = await exportedCsv(acme.admin);
    for (const client of [acme.member, acme.viewer]) await everyCall(client, 403);
    for (const client of [globex.owner, globex.admin]) await everyCall(client, 404);
    expect((await globex.owner.get('/exports').expect(200)).body.total).toBe(0);
    await acme.owner.get(path).expect(200);

    async function everyCall(client: ApiClient, status: number): Promise<void> {
      await client.get(`/exports/${file.id}`).expect(status);
      await client.get(path).expect(status);
      await client.post(`/exports/${file.id}/cancel`).expect(status);
      await client.delete(`/exports/${file.id}`).expect(status);
      if (status !== 403) return;
      await client.get('/exports').expect(403);
      await client.post('/exports').expect(403);
      await client.post('/tasks/export').expect(403);
    }
  });
});
