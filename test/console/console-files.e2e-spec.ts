import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { newEmail, PASSWORD } from '../support/api.ts';
import { readRaw } from '../support/raw-http.ts';
import { createTestApp } from '../support/test-app.ts';

// Behind a proxy that takes the path away.
const PREFIX = '/taskflow';
const { api } = await createTestApp({ publicUrl: `https://tasks.example.com${PREFIX}` });

const read = (path: string, headers?: Record<string, string>) => readRaw(api.baseUrl + path, headers);
const ask = (method: string, path: string) => fetch(api.baseUrl + path, { method, redirect: 'manual' });

const html = (await read('/app/')).bytes.toString();
const [script] = /assets\/[^"]+\.js/.exec(html) ?? [];
const asset = `/app/${script}`;

describe('the page of the console', () => {
  it.each(['/app/', '/app/tasks?task=1', '/app/settings/members', '/app/index.html', '/app/none'])(
    'is at %s, asked for each time, with a policy that allows no script in it',
    async (path) => {
      const page = await read(path);
      expect(page.status).toBe(200);
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(page.headers['cache-control']).toBe('no-cache');
      expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/);
      expect(page.bytes.toString()).toBe(html);
      expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    },
  );

  it('finds its files and the API behind the path of a proxy', () => {
    expect(html).toContain(`<base href="${PREFIX}/app/"`);
    expect(html.match(/(?:src|href)="(?!\.\/)[^"]*"/g)).toEqual([`href="${PREFIX}/app/"`]);
  });

  it('has its session there, too', async () => {
    const body = JSON.stringify({
      email: newEmail(),
      password: PASSWORD,
      name: 'Ada',
      organizationName: 'Engines',
    });
    const headers = { 'content-type': 'application/json', 'x-session': 'cookie' };
    const { headers: answered } = await fetch(`${api.baseUrl}/auth/register`, {
      method: 'POST',
      headers,
      body,
    });
    expect(answered.get('set-cookie')).toContain(`; Path=${PREFIX}/auth;`);
  });

  it('is sent once to a browser that keeps it', async () => {
    const { headers } = await read('/app/tasks');
    const again = await read('/app/board', { 'if-none-match': headers.etag as string });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
  });

  it('is where / and /app lead', async () => {
    for (const path of ['/', '/app']) {
      const { status, headers } = await ask('GET', path);
      expect([status, headers.get('location')]).toEqual([302, `${PREFIX}/app/`]);
    }
  });
});

describe('a file of the console', () => {
  it.each([
    ['br', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['br;q=0, gzip', 'gzip', gunzipSync],
    ['identity', undefined, (bytes: Buffer) => bytes],
  ] as const)(
    'is kept for a year, and sent to a client that takes %s in %s',
    async (accepted, coding, decode) => {
      const plain = await read(asset);
      const answer = await read(asset, { 'accept-encoding': accepted });
      expect(answer.status).toBe(200);
      expect(answer.headers['content-encoding']).toBe(coding);
      expect(answer.headers['content-type']).toMatch(/javascript/);
      expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(answer.headers.vary).toMatch(/^accept-encoding$/i);
      expect(Buffer.compare(decode(answer.bytes), plain.bytes)).toBe(0);
    },
  );

  it('is described by HEAD as GET sends it', async () => {
    for (const path of [asset, '/app/tasks', '/app/favicon.svg']) {
      const [head, get] = [await ask('HEAD', path), await ask('GET', path)];
      expect([path, head.status]).toEqual([path, 200]);
      for (const name of ['content-type', 'content-encoding', 'cache-control', 'etag', 'vary'])
        expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
      expect((await head.arrayBuffer()).byteLength).toBe(0);
    }
  });

  it.each([asset, '/app/tasks', '/app/', '/app', '/'])('takes no other methods: %s', async (path) => {
    const options = await ask('OPTIONS', path);
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    const post = await ask('POST', path);
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    expect(((await post.json()) as { code: string }).code).toBe('method-not-allowed');
  });

  it('is a problem where there is none, and none that is outside', async () => {
    const none = await ask('GET', '/app/assets/none.js');
    expect(none.status).toBe(404);
    expect(none.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(none.headers.get('cache-control')).not.toMatch(/public/);
    for (const path of ['/app/../package.json', '/app/%2e%2e/package.json', '/app/%2e%2e%2fpackage.json'])
      expect((await read(path)).bytes.toString()).not.toContain('"dependencies"');
  });
});

describe('what a browser loads for the first list', () => {
  /** A script, and what it can't begin without. */
  async function scriptsOf(name: string, found = new Set<string>()): Promise<Set<string>> {
    if (found.has(name)) return found;
    found.add(name);
    const text = (await read(`/app/assets/${name}`)).bytes.toString();
    for (const [, other] of text.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g))
      await scriptsOf(other as string, found);
    return found;
  }

  it('is at most 250 kB of JavaScript, compressed by gzip', async () => {
    const entry = (script as string).replace('assets/', '');
    const scripts = await scriptsOf(entry);
    const main = (await read(asset)).bytes.toString();
    const [, page] = /(tasks-page-[\w.-]+\.js)/.exec(main) as RegExpExecArray;
    await scriptsOf(page as string, scripts);
    const sizes = await Promise.all(
      [...scripts].map(async (name) => {
        const { bytes } = await read(`/app/assets/${name}`, { 'accept-encoding': 'gzip' });
        return bytes.length;
      }),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(100_000);
    expect(total).toBeLessThanOrEqual(250_000);
    // The panel of a task comes behind it.
    expect([...scripts].filter((name) => name.startsWith('task-panel'))).toEqual([]);
  });
});
