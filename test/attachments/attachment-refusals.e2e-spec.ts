import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SlowClientLimits } from '#app/server/slow-client-limits.js';
import { Storage } from '#app/storage/storage.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendRaw } from '../support/raw-http.ts';
import { isRefused } from '../support/refusals.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { attach, filesOf, formWith } from '../support/uploads.ts';

const LIMIT = 1024 * 1024;
const { app, api, config, superuser } = await createTestApp({ jobs: 'off', attachmentMaxBytes: LIMIT });
const storage = app.get(Storage, { strict: false });
afterEach(() => vi.restoreAllMocks());

async function withTask() {
  const acme = await api.newOrganization();
  await acme.owner.post('/tasks', { title: 'x' }).expect(201);
  const files = () => filesOf(config.dataDir, acme.id);
  return { ...acme, files, database: new TenantDatabase(superuser, acme.id) };
}

const UPLOAD = '/tasks/1/attachments';
const named = { 'content-disposition': 'attachment; filename="x.bin"' };
const bytes = { ...named, 'content-type': 'application/octet-stream' };

function form(...parts: [field: string, content: string | Blob, name?: string][]): FormData {
  const made = new FormData();
  for (const [field, content, name] of parts) {
    if (typeof content === 'string') made.append(field, content);
    else made.append(field, content, name);
  }
  return made;
}
const file = new Blob(['content']);

describe('refuses', () => {
  const REQUESTS: [what: string, status: number, body: unknown, headers?: Record<string, string>][] = [
    ['two files', 400, form(['file', file, 'a'], ['file', file, 'b'])],
    ['a field behind the file', 400, form(['file', file, 'a'], ['note', 'x'])],
    ['a field in front of the file', 400, form(['note', 'x'], ['file', file, 'a'])],
    ['fields alone', 400, form(['file', 'x'])],
    ['an empty form', 400, form()],
    ['a file under another name', 400, form(['upload', file, 'a'])],
    ['a field that every object has', 400, form(['__proto__', file, 'a'])],
    ['a file whose name is a folder', 400, form(['file', file, '..'])],
    ['a form without a boundary', 400, 'x', { 'content-type': 'multipart/form-data' }],
    ['a form that is none', 400, 'x', { 'content-type': 'multipart/form-data; boundary=y' }],
    ['a form that is cut off', 400, cutOff(), { 'content-type': 'multipart/form-data; boundary=y' }],
    ['no body', 400, undefined],
    ['bytes without a name', 400, 'x', { 'content-type': 'application/octet-stream' }],
    ['bytes with a broken name', 400, 'x', { ...bytes, 'content-disposition': "a; filename*=UTF-8''%ff" }],
    ['JSON without a name', 400, { file: 'x' }],
    ['bytes that are too many', 413, 'x'.repeat(LIMIT + 1), bytes],
    ['a file in a form that is too large', 413, formWith('x'.repeat(LIMIT + 1))],
  ];

  it.each(REQUESTS)('%s, and keeps nothing', async (_, status, body, headers) => {
    const { owner, files, database } = await withTask();
    await isRefused(database, () => owner.call('POST', UPLOAD, body, headers), status);
    expect(await files()).toEqual([]);
    // What was left of the request is out of the way.
    await owner.get('/tasks').expect(200);
  });

  it.each(['image/png', 'multipart/form-data; boundary=y', 'text/plain'])(
    '%s where no file is expected',
    async (type) => {
      const { owner, database } = await withTask();
      const headers = { 'content-type': type };
      await isRefused(database, () => owner.call('PATCH', '/tasks/1', cutOff(), headers), 415);
      await isRefused(database, () => owner.call('POST', '/tasks', cutOff(), headers), 415);
    },
  );

  it('who may not write, and unknown tasks, before it keeps anything', async () => {
    const { owner, viewer, files, database } = await withTask();
    const put = vi.spyOn(storage, 'put');
    await isRefused(database, () => viewer.post(UPLOAD, formWith('x')), 403);
    await isRefused(database, () => api.post(UPLOAD, formWith('x')), 401);
    await isRefused(database, () => owner.post(`/tasks/${randomUUID()}/attachments`, formWith('x')), 404);
    await isRefused(database, () => owner.post('/tasks/2/attachments', 'x', bytes), 404);
    expect(put).not.toHaveBeenCalled();
    expect(await files()).toEqual([]);
  });
});

it('takes exactly as much as is allowed', async () => {
  const { owner } = await withTask();
  expect(await attach(owner, 'x'.repeat(LIMIT))).toMatchObject({ byteSize: LIMIT });
});

it.each([
  ['../../../etc/passwd', 'passwd'],
  ['..\\..\\boot.ini', 'boot.ini'],
  ['a%00b.txt', 'ab.txt'],
  ['a%0d%0aset-cookie: x=1.txt', 'aset-cookie: x=1.txt'],
])('calls %s %s, and keeps it where it belongs', async (name, clean) => {
  const { owner, files } = await withTask();
  const headers = {
    ...bytes,
    'content-disposition': `attachment; filename*=UTF-8''${name.replaceAll(' ', '%20')}`,
  };
  const { body } = await owner.call('POST', UPLOAD, 'content', headers).expect(201);
  expect(body.fileName).toBe(clean);
  expect(await files()).toEqual([body.id]);
  await owner.get(`/attachments/${body.id}/download`).expect(200);
});

it('takes a body of unknown length', async () => {
  const { owner } = await withTask();
  const head = [...headOf(owner, bytes), 'transfer-encoding: chunked'];
  const { status, body } = await sendRaw(owner.baseUrl, head, '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n');
  expect({ status, body }).toMatchObject({ status: 201, body: { byteSize: 5 } });
});

it('keeps nothing when there is no room, and says so', async () => {
  const { owner, files, database } = await withTask();
  vi.spyOn(storage, 'put').mockRejectedValue(Object.assign(new Error('write'), { code: 'ENOSPC' }));
  await isRefused(database, () => owner.post(UPLOAD, formWith('x')), 507);
  expect(await files()).toEqual([]);
});

it('keeps nothing when the task goes while the file comes', async () => {
  const { owner, files } = await withTask();
  const put = storage.put.bind(storage);
  vi.spyOn(storage, 'put').mockImplementation(async (key, content) => {
    await owner.delete('/tasks/1').expect(204);
    return put(key, content);
  });
  expect((await owner.post(UPLOAD, formWith('x')).expect(404)).body.code).toBe('task-not-found');
  expect(await files()).toEqual([]);
});

describe('an upload that stops in its middle', () => {
  it.each([
    ['of bytes', bytes, 'half'],
    ['of a form', { 'content-type': 'multipart/form-data; boundary=y' }, `${cutOff()}more`],
  ])('%s leaves nothing when the client goes', async (_, headers, content) => {
    const { owner, files, database } = await withTask();
    const before = await database.fingerprint();
    const socket = await start(owner, headers, content, files);
    socket.destroy();
    await eventually(async () => (await files()).length === 0);
    expect(await database.fingerprint()).toEqual(before);
  });

  it('is cut off, and leaves nothing', async () => {
    const { owner, files } = await withTask();
    const limits = app.get(SlowClientLimits, { strict: false });
    const { bodyWindow } = limits;
    const socket = await start(owner, bytes, 'half', files);
    limits.bodyWindow = 300;
    try {
      const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 408 /);
      await eventually(async () => (await files()).length === 0);
    } finally {
      limits.bodyWindow = bodyWindow;
    }
  });

  it('and goes on is kept, and seen not before it is whole', async () => {
    const { owner, files, database } = await withTask();
    const before = await database.fingerprint();
    const socket = await start(owner, bytes, 'x', files);
    for (let sent = 1; sent < 1000; sent += 333) {
      const [partial] = await files();
      await eventually(async () => (await sizeOf(owner, partial as string)) === sent);
      expect((await owner.get(UPLOAD).expect(200)).body.total).toBe(0);
      expect(await database.fingerprint()).toEqual(before);
      socket.write('x'.repeat(333));
    }
    const answer = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 201 /);
    expect((await owner.get(UPLOAD).expect(200)).body.data).toMatchObject([{ byteSize: 1000 }]);
  });
});

const sizeOf = async (client: ApiClient, name: string): Promise<number> => {
  const organizationId = client.session?.organization.id as string;
  return (await stat(join(config.dataDir, 'files', organizationId.replaceAll('-', ''), name))).size;
};

function headOf(client: ApiClient, headers: Record<string, string>): string[] {
  return [
    `POST ${UPLOAD} HTTP/1.1`,
    `authorization: Bearer ${client.session?.accessToken}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
}

/** A form whose file goes on. */
function cutOff(): string {
  return '--y\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhalf';
}

/** Begins an upload of more than is sent, and waits until the server has begun to keep it. */
async function start(
  client: ApiClient,
  headers: Record<string, string>,
  content: string,
  files: () => Promise<string[]>,
): Promise<Socket> {
  const { hostname, port, host } = new URL(client.baseUrl);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(
    `${[...headOf(client, headers), `host: ${host}`, 'content-length: 1000'].join('\r\n')}\r\n\r\n${content}`,
  );
  await eventually(async () => (await files()).length === 1);
  return socket;
}
