import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createDocument } from '#app/server/openapi.js';
import type { ApiClient } from '../support/api.ts';
import { newOperator } from '../support/operator.ts';
import { createSamples, readsOf } from '../support/reads.ts';
import { createTestApp } from '../support/test-app.ts';
import { attach } from '../support/uploads.ts';
import { readRaw } from '../support/raw-http.ts';

const test = await createTestApp({ jobs: 'off' });
const { api, app } = test;
const [operator, acme] = [await newOperator(test), await api.newOrganization()];
const samples = await createSamples(acme);
for (let number = 0; number < 12; number++)
  await acme.owner.post('/tasks', { title: `Task ${number}`, description: 'Long. '.repeat(50) }).expect(201);

const DECODE = {
  gzip: (bytes: Buffer) => gunzipSync(bytes),
  br: (bytes: Buffer) => brotliDecompressSync(bytes),
  identity: (bytes: Buffer) => bytes,
};
type Coding = keyof typeof DECODE;

/** Reads a path, with the bytes as they come over the wire. */
async function read(client: ApiClient, path: string, headers: Record<string, string> = {}) {
  const authorization: Record<string, string> = client.session
    ? { authorization: `Bearer ${client.session.accessToken}` }
    : {};
  const response = await readRaw(client.baseUrl + path, { ...authorization, ...headers });
  const { bytes } = response;
  const coding = (response.headers['content-encoding'] ?? 'identity') as Coding;
  const length = response.headers['content-length'];
  if (length !== undefined) expect(Number(length)).toBe(bytes.length);
  return { ...response, coding, text: DECODE[coding](bytes).toString() };
}

/** What says something else each time. */
const isMoving = (route: string) => /health|metrics|me\/export/.test(route);

describe('an answer', () => {
  it.each(readsOf(createDocument(app), samples))(
    'of GET %s comes as its client wants it',
    async (route, url) => {
      const client = route.startsWith('/admin') ? operator : acme.owner;
      const whole = await read(client, url);
      expect(whole.coding).toBe('identity');
      const isSecret = /no-store/.test(whole.headers['cache-control'] ?? '');
      const isText = /json|text\/plain/.test(whole.headers['content-type'] ?? '');
      const isFile = whole.headers['content-disposition'] !== undefined;
      for (const coding of ['gzip', 'br', 'identity'] as const) {
        const answer = await read(client, url, { 'accept-encoding': coding });
        const isSmall = isMoving(route) ? answer.text.length < 1024 : whole.bytes.length < 1024;
        expect(answer.coding).toBe(isSmall || isSecret || isFile || !isText ? 'identity' : coding);
        expect(answer.headers.vary).toMatch(/\bAccept-Encoding\b/);
        if (!isMoving(route) && whole.status === 200) expect(answer.text).toBe(whole.text);
        if (answer.coding !== 'identity')
          expect(answer.headers.etag).toBe(whole.headers.etag?.replace(/"$/, `.${coding}"`));
      }
    },
  );

  it('is compressed where it is an error, too', async () => {
    const query = Array.from({ length: 40 }, (_, index) => `field${index}=1`).join('&');
    const answer = await read(acme.owner, `/tasks?${query}`, { 'accept-encoding': 'gzip' });
    expect([answer.status, answer.coding]).toEqual([400, 'gzip']);
    expect(JSON.parse(answer.text).errors.length).toBeGreaterThan(30);
  });

  it('stays as it is where the client wants no other', async () => {
    for (const wanted of ['', 'identity', 'gzip;q=0', 'br;q=0, gzip;q=0.0', 'deflate, zstd', '*;q=0']) {
      const { coding } = await read(acme.owner, '/tasks', { 'accept-encoding': wanted });
      expect([wanted, coding]).toEqual([wanted, 'identity']);
    }
  });

  it('stays as it is where it holds secrets, and text of other users', async () => {
    for (let count = 0; count < 10; count++)
      await api
        .post('/auth/login', { email: acme.owner.session?.user.email, password: 'correct-horse-battery' })
        .expect(200);
    const { coding, bytes, headers } = await read(acme.owner, '/auth/sessions', {
      'accept-encoding': 'gzip',
    });
    expect(bytes.length).toBeGreaterThan(1024);
    expect([coding, headers['cache-control']]).toEqual(['identity', 'no-store']);
  });

  it('stays as it is where it is a file', async () => {
    const content = 'text '.repeat(1000);
    const { id } = await attach(acme.owner, content);
    const answer = await read(acme.owner, `/attachments/${id}/download`, { 'accept-encoding': 'gzip, br' });
    expect([answer.coding, answer.text]).toEqual(['identity', content]);
    expect(answer.headers['accept-ranges']).toBe('bytes');
  });

  it('is compressed where it belongs to the documentation', async () => {
    for (const path of [
      '/docs-json',
      '/docs-yaml',
      '/docs',
      '/docs/swagger-ui.css',
      '/docs/swagger-ui-bundle.js',
    ]) {
      const whole = await read(api, path);
      for (const coding of ['gzip', 'br']) {
        const answer = await read(api, path, { 'accept-encoding': coding });
        expect([path, answer.coding]).toEqual([path, coding]);
        expect(answer.text).toBe(whole.text);
        expect(answer.bytes.length).toBeLessThan(whole.bytes.length / 2);
      }
      const head = await readRaw(api.baseUrl + path, {}, 'HEAD');
      expect([path, head.status, head.bytes.length]).toEqual([path, 200, 0]);
      expect(head.headers['content-type']).toBe(whole.headers['content-type']);
    }
  });
});

describe('the ETag of a compressed answer', () => {
  it('holds, in whatever coding it came, until something changes', async () => {
    for (const path of ['/tasks?limit=10', `/tasks/${(await acme.owner.get('/tasks')).body.data[0].id}`]) {
      const tags = new Set<string>();
      for (const coding of ['identity', 'gzip', 'br'])
        tags.add((await read(acme.owner, path, { 'accept-encoding': coding })).headers.etag as string);
      const isCompressed = path.includes('limit');
      expect(tags.size).toBe(isCompressed ? 3 : 1);
      for (const tag of tags)
        for (const list of [tag, `W/${tag}`, `"other.gzip", ${tag}`])
          for (const coding of ['identity', 'gzip', 'br']) {
            const answer = await read(acme.owner, path, { 'accept-encoding': coding, 'if-none-match': list });
            expect([answer.status, answer.headers.etag, answer.bytes.length]).toEqual([304, tag, 0]);
            expect(answer.headers.vary).toMatch(/\bAccept-Encoding\b/);
          }
      for (const tag of tags)
        for (const list of [tag.replace(/"$/, '.gzip.br"'), tag.replace(/(\.\w+)?"$/, '.zip"'), '"x.gzip"'])
          expect((await read(acme.owner, path, { 'if-none-match': list })).status).toBe(200);
    }
  });

  it('lets its client write, once', async () => {
    const { body } = await acme.owner
      .post('/tasks', { title: 'Long', description: 'Long. '.repeat(1000) })
      .expect(201);
    const path = `/tasks/${body.id}`;
    for (const coding of ['gzip', 'br', 'identity'] as const) {
      const { headers, coding: actual } = await read(acme.owner, path, { 'accept-encoding': coding });
      expect(actual).toBe(coding);
      const tag = headers.etag as string;
      await acme.owner.patch(path, { priority: 'HIGH' }, { 'if-match': `W/${tag}` }).expect(412);
      await acme.owner.patch(path, { title: `Once, ${coding}` }, { 'if-match': tag }).expect(200);
      await acme.owner.patch(path, { title: `Twice, ${coding}` }, { 'if-match': tag }).expect(412);
    }
  });
});

it('an event stream comes at once, whatever its client takes', async () => {
  const response = await fetch(`${api.baseUrl}/events`, {
    headers: {
      authorization: `Bearer ${acme.owner.session?.accessToken}`,
      accept: 'text/event-stream',
      'accept-encoding': 'gzip, br',
    },
  });
  expect(response.headers.get('content-encoding')).toBeNull();
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  expect(Buffer.from((await reader.read()).value as Uint8Array).toString()).toMatch(/event: position/);
  await reader.cancel();
});

it('events come as their client likes them most', async () => {
  for (const [accept, type] of [
    ['text/event-stream;q=0', /^application\/json/],
    ['text/event-stream;q=0, */*', /^application\/json/],
    ['application/json, text/event-stream;q=0.5', /^application\/json/],
    ['*/*', /^application\/json/],
    ['application/json;q=0.5, text/event-stream', /^text\/event-stream/],
    ['application/json, text/event-stream', /^text\/event-stream/],
    ['TEXT/Event-Stream; charset=utf-8', /^text\/event-stream/],
  ] as const) {
    const abort = new AbortController();
    const { headers, status } = await fetch(`${api.baseUrl}/events`, {
      headers: { authorization: `Bearer ${acme.owner.session?.accessToken}`, accept },
      signal: abort.signal,
    });
    abort.abort();
    expect([accept, status]).toEqual([accept, 200]);
    expect(headers.get('content-type')).toMatch(type);
    expect(headers.get('vary')?.split(', ')).toContain('Accept');
  }
});
