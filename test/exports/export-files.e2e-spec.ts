import { randomUUID } from 'node:crypto';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Scheduler } from '#app/scheduler/scheduler.js';
import type { ApiClient } from '../support/api.ts';
import { exported } from '../support/exports.ts';
import { organizationOf, schemaOf } from '../support/sessions.ts';
import { beginDownload } from '../support/slow-download.ts';
import { createTestApp } from '../support/test-app.ts';
import { attach, filesOf } from '../support/uploads.ts';

// One connection: a download that held it would block everything else.
const { app, api, config, superuser } = await createTestApp({ poolSize: 1, exportTtlHours: 2 });

const files = (client: ApiClient): Promise<string[]> => filesOf(config.dataDir, organizationOf(client));
const usageOf = async (client: ApiClient): Promise<number> =>
  (await client.get('/organizations/current/usage').expect(200)).body.usage.fileBytes;

async function withExport(body: object = { columns: ['title'] }) {
  const owner = await api.newOwner();
  await owner.post('/tasks', { title: '0123456789' }).expect(201);
  return { owner, ...(await exported(owner, body)) };
}

/** Ages an export by so many hours. */
async function pass(hours: number, client: ApiClient): Promise<void> {
  await superuser.query(
    `UPDATE ${schemaOf(client)}.exports SET expires_at = expires_at - make_interval(hours => $1)`,
    [hours],
  );
}

it('resumes a download that broke off, and restarts it when the file has changed', async () => {
  const { owner, file, path, content } = await withExport();
  const etag = `"${file.sha256}"`;
  const rest = await owner.get(path, { range: 'bytes=5-', 'if-range': etag }).expect(206);
  expect(content.toString('utf8', 0, 5) + rest.body).toBe('title\r\n0123456789\r\n');
  expect(rest.headers.get('content-range')).toBe(`bytes 5-18/19`);
  const whole = await owner.get(path, { range: 'bytes=5-', 'if-range': '"another"' }).expect(200);
  expect(whole.body).toBe(content.toString());
  expect(whole.headers.get('etag')).toBe(etag);
  const nothing = await owner.get(path, { range: 'bytes=19-' }).expect(416);
  expect(nothing.headers.get('content-range')).toBe('bytes */19');
});

it('is out of reach for other organizations, in every part', async () => {
  const { file, path } = await withExport();
  const stranger = await api.newOwner();
  const attempts: Record<string, string>[] = [
    {},
    { range: 'bytes=0-0' },
    { 'if-none-match': `"${file.sha256}"` },
  ];
  for (const headers of attempts) await stranger.get(path, headers).expect(404);
});

it('holds no database connection during a slow download', async () => {
  const owner = await api.newOwner();
  await superuser.query(
    `INSERT INTO ${schemaOf(owner)}.tasks (id, number, title, description, status, priority, creator_id,
                                           created_at, updated_at)
     SELECT gen_random_uuid(), n, 'x', repeat('-', 20000), 'CREATED', 'NONE', $1, now(), now()
     FROM generate_series(1, 600) n`,
    [owner.userId],
  );
  const { path } = await exported(owner, { columns: ['description'] });
  const slow = await Promise.all([beginDownload(owner, path), beginDownload(owner, path)]);
  await owner.get('/projects').expect(200);
  for (const socket of slow) socket.destroy();
  await owner.get(path, { range: 'bytes=0-0' }).expect(206);
});

it('expires, and its file is removed', async () => {
  const { owner, file, path } = await withExport();
  const kept = Date.parse(String(file.expiresAt)) - Date.parse(String(file.finishedAt));
  expect(kept).toBe(2 * 3_600_000);
  await pass(1, owner);
  await app.get(Scheduler).runNow('organizations.cleanup');
  await owner.get(path).expect(200);
  await pass(1, owner);
  const expired = { ...file, status: 'EXPIRED', fileUrl: null, expiresAt: expect.any(String) };
  const check = async () => {
    expect((await owner.get(`/exports/${file.id}`).expect(200)).body).toEqual(expired);
    expect((await owner.get('/exports').expect(200)).body.data).toEqual([expired]);
    expect((await owner.get(path).expect(409)).body).toMatchObject({
      code: 'export-not-ready',
      exportStatus: 'EXPIRED',
    });
  };
  await check();
  expect(await files(owner), 'no cleanup has run yet').toHaveLength(1);
  await app.get(Scheduler).runNow('organizations.cleanup');
  expect(await files(owner)).toEqual([]);
  await check();
  await owner.delete(`/exports/${file.id}`).expect(204);
});

it('counts in the usage of the organization until it is removed', async () => {
  const { owner, file } = await withExport();
  expect(await usageOf(owner)).toBe(19);
  await attach(owner, 'attached');
  expect(await usageOf(owner)).toBe(19 + 8);
  const another = await exported(owner);
  expect(await usageOf(owner)).toBe(19 + 8 + another.content.length);
  await owner.delete(`/exports/${another.file.id}`).expect(204);
  await pass(2, owner);
  await app.get(Scheduler).runNow('organizations.cleanup');
  expect(await usageOf(owner)).toBe(8);
  expect((await owner.get(`/exports/${file.id}`).expect(200)).body.byteSize).toBe(19);
});

it('has its file removed by the cleanup only when no row refers to it', async () => {
  const { owner, path } = await withExport();
  const [name] = await files(owner);
  const [id, runId] = [randomUUID(), randomUUID()];
  const running = `${id}.${runId}`;
  await superuser.query(
    `INSERT INTO ${schemaOf(owner)}.exports (id, requested_by, status, fencing_token, format, columns)
     VALUES ($1, $2, 'RUNNING', $3, 'CSV', '{title}')`,
    [id, owner.userId, runId],
  );
  const [orphan, young] = [randomUUID(), randomUUID()];
  const pathOf = (file: string): string =>
    join(config.dataDir, 'files', organizationOf(owner).replaceAll('-', ''), file);
  for (const file of [running, orphan, young]) await writeFile(pathOf(file), 'left behind');
  const twoHoursAgo = new Date(Date.now() - 2 * 3_600_000);
  for (const file of [name as string, running, orphan]) await utimes(pathOf(file), twoHoursAgo, twoHoursAgo);
  await app.get(Scheduler).runNow('files.cleanup');
  expect((await files(owner)).toSorted()).toEqual([name, running, young].toSorted());
  await owner.get(path).expect(200);
});
