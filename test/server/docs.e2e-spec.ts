import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ended } from '../support/exports.ts';
import { readRaw } from '../support/raw-http.ts';
import { createTestApp } from '../support/test-app.ts';

// Behind a proxy that takes the path away.
const PREFIX = '/taskflow';
const { api } = await createTestApp({ publicUrl: `https://tasks.example.com${PREFIX}` });

const read = (path: string, headers?: Record<string, string>) => readRaw(api.baseUrl + path, headers);

describe('GET /docs-json', () => {
  it.each([
    ['br', 'br'],
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['*', 'br'],
    ['identity', undefined],
    ['br;q=0, *;q=0', undefined],
    [undefined, undefined],
  ])('answers a client that takes %s in %s', async (accepted, encoding) => {
    const answer = await read('/docs-json', accepted === undefined ? {} : { 'accept-encoding': accepted });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers.vary).toMatch(/accept-encoding/i);
    const decode =
      { br: brotliDecompressSync, gzip: gunzipSync }[encoding ?? ''] ?? ((bytes: Buffer) => bytes);
    expect(JSON.parse(decode(answer.bytes).toString())).toEqual(
      JSON.parse(JSON.stringify(api.contract.document)),
    );
    if (encoding) expect(answer.bytes.length).toBeLessThan(150 * 1024);
  });

  it('is sent once to a client that keeps it', async () => {
    const tags = new Set<string>();
    for (const encoding of ['br', 'gzip', 'identity']) {
      const first = await read('/docs-json', { 'accept-encoding': encoding });
      const tag = first.headers.etag as string;
      tags.add(tag);
      const again = await read('/docs-json', { 'accept-encoding': encoding, 'if-none-match': tag });
      expect([again.status, again.bytes.length]).toEqual([304, 0]);
    }
    // Other bytes have another tag.
    expect(tags.size).toBe(3);
  });
});

describe('Swagger UI', () => {
  it('is at /docs, and reads the document from its own address', async () => {
    const page = await read('/docs');
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.bytes.toString()).toContain('swagger-ui');
    const script = await read('/docs/swagger-ui-init.js');
    expect(script.bytes.length).toBeLessThan(10_000);
    expect(script.bytes.toString()).toContain(`"${PREFIX}/docs-json"`);
    expect(script.bytes.toString()).toMatch(/"docExpansion": "none"[^]*"filter": true/);
  });
});

describe('behind a path', () => {
  it('sends calls of the document there', () => {
    expect(api.contract.document.servers).toEqual([expect.objectContaining({ url: PREFIX })]);
  });

  it('is named where something is found', async () => {
    const acme = await api.newOwner();
    const task = await acme.post('/tasks', { title: 'Order brass' }).expect(201);
    expect(task.headers.get('location')).toBe(`${PREFIX}/tasks/${task.body.id}`);
    const accepted = await acme.post('/exports').expect(202);
    const location = accepted.headers.get('location') as string;
    expect(location).toBe(`${PREFIX}/exports/${accepted.body.exportId}`);
    const done = await ended(acme, accepted.body.exportId);
    expect(done.status).toBe('COMPLETED');
    expect(done.fileUrl).toBe(`${location}/download`);
  });
});
