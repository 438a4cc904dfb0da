import { expect, it } from 'vitest';
import { beginDownload } from '../support/slow-download.ts';
import { createTestApp } from '../support/test-app.ts';
import { attach } from '../support/uploads.ts';

// One connection: who held it during a download would stop all others.
const { api } = await createTestApp({ jobs: 'off', poolSize: 1 });

async function withFile(content: string | Uint8Array<ArrayBuffer> = '0123456789', name?: string) {
  const owner = await api.newOwner();
  await owner.post('/tasks', { title: 'x' }).expect(201);
  const file = await attach(owner, content, name);
  return { owner, file, path: `/attachments/${file.id}/download` };
}

it('comes as something to save, whatever is in it', async () => {
  const html = '<!doctype html><script>alert(1)</script>';
  const { owner, file, path } = await withFile(html, 'Größe (1).html');
  const { body, headers } = await owner.get(path).expect(200);
  expect(body).toBe(html);
  expect(file.contentType).toBe('text/html');
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="Gr__e (1).html"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%281%29.html`,
    'content-length': String(html.length),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache',
    'accept-ranges': 'bytes',
    etag: `"${file.sha256}"`,
  });
});

it.each([
  ['bytes=2-4', '234', '2-4'],
  ['bytes=7-', '789', '7-9'],
  ['bytes=7-1000', '789', '7-9'],
  ['bytes=-2', '89', '8-9'],
  ['bytes=-1000', '0123456789', '0-9'],
  ['bytes=0-0', '0', '0-0'],
])('sends %s', async (range, content, sent) => {
  const { owner, path } = await withFile();
  const { body, headers } = await owner.get(path, { range }).expect(206);
  expect(body).toBe(content);
  expect(headers.get('content-range')).toBe(`bytes ${sent}/10`);
  expect(headers.get('content-length')).toBe(String(content.length));
});

it.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])('has nothing for %s', async (range) => {
  const { owner, path } = await withFile();
  const { body, headers } = await owner.get(path, { range }).expect(416);
  expect(headers.get('content-range')).toBe('bytes */10');
  expect(headers.get('content-disposition')).toBeNull();
  expect(body.code).toBe('range-not-satisfiable');
});

it.each(['bytes=0-1,4-5', 'bytes=5-2', 'bytes=x', 'lines=1-2', ''])(
  'sends the whole for %j',
  async (range) => {
    const { owner, path } = await withFile();
    expect((await owner.get(path, { range }).expect(200)).body).toBe('0123456789');
  },
);

it('minds conditions', async () => {
  const { owner, file, path } = await withFile();
  const [etag, range] = [`"${file.sha256}"`, 'bytes=0-0'];
  // Without this, fetch adds the `no-cache` that asks for the file in any case.
  const revalidate = { 'cache-control': 'max-age=0' };
  for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*'])
    await owner.get(path, { ...revalidate, 'if-none-match': tag }).expect(304);
  await owner.get(path, { ...revalidate, 'if-none-match': '"x"' }).expect(200);
  await owner.get(path, { 'if-match': etag }).expect(200);
  for (const tag of ['"x"', `W/${etag}`]) await owner.get(path, { 'if-match': tag }).expect(412);
  await owner.get(path, { range, 'if-range': etag }).expect(206);
  for (const tag of ['"x"', `W/${etag}`, 'Sat, 21 Nov 2026 00:00:00 GMT'])
    await owner.get(path, { range, 'if-range': tag }).expect(200);
});

it('says how long it is without its content', async () => {
  const { owner, path } = await withFile();
  const response = await fetch(owner.baseUrl + path, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${owner.session?.accessToken}` },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-length')).toBe('10');
  expect(await response.text()).toBe('');
});

it('holds no connection of the database while a client reads slowly', async () => {
  const { owner, path } = await withFile(new Uint8Array(20 * 1024 * 1024));
  const slow = await Promise.all([beginDownload(owner, path), beginDownload(owner, path)]);
  expect((await owner.get('/tasks').expect(200)).body.total).toBe(1);
  for (const socket of slow) socket.destroy();
  await owner.get(path, { range: 'bytes=0-0' }).expect(206);
});
