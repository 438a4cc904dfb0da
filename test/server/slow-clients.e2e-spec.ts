import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SlowClientLimits } from '#app/server/slow-client-limits.js';
import type { ApiResponse } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { beginDownload } from '../support/slow-download.ts';
import { createTestApp } from '../support/test-app.ts';
import { headOf, trickle } from '../support/trickle.ts';
import { attach, filesOf } from '../support/uploads.ts';

const { api, app, config } = await createTestApp({ jobs: 'off' });
const owner = await api.newOwner();
await owner.post('/tasks', { title: 'x' }).expect(201);
const organizationId = owner.session?.organization.id as string;
const limits = app.get(SlowClientLimits);
const server = app.getHttpServer() as Server;

const USUAL = { ...limits };
const { bodyWindow, bodyTime, bodySpeed, answerWindow } = USUAL;
beforeEach(() => Object.assign(limits, { bodyWindow: 1500, bodyTime: 1500, bodySpeed: 1024 ** 3 }));
afterEach(() => Object.assign(limits, { bodyWindow, bodyTime, bodySpeed, answerWindow }));

/** For a busy machine, in milliseconds: what is looked for comes within seconds. */
const LONG = 120_000;

const url = (path: string) => api.baseUrl + path;
const authorization = `Bearer ${owner.session?.accessToken}`;
const JSON_BODY = { 'content-type': 'application/json', 'content-length': '1000' };
const RAW = {
  'content-type': 'application/octet-stream',
  'content-disposition': 'attachment; filename="x.bin"',
  'content-length': '1000000',
};
const FORM = { 'content-type': 'multipart/form-data; boundary=y', 'content-length': '1000000' };
const FILE_PART = '--y\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhalf';

function expectTimeout({ status, headers, body }: ApiResponse): void {
  expect({ status, body }).toMatchObject({ status: 408, body: { status: 408, code: 'request-timeout' } });
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(headers.get('connection')).toBe('close');
  expect(headers.get('x-request-id')).toBe(body.requestId);
}

describe('a body that comes byte by byte', () => {
  it.each<[string, Record<string, string>]>([
    ['with a length', JSON_BODY],
    ['in chunks', { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }],
    ['that waits for 100 Continue', { ...JSON_BODY, expect: '100-continue' }],
    ['that asks to be kept alive', { ...JSON_BODY, connection: 'keep-alive' }],
  ])('%s is answered with 408, and its connection closed', async (_what, headers) => {
    const answer = await trickle(api.baseUrl, headOf('POST', url('/auth/login'), headers));
    // 100 Continue is an answer before the answer.
    if (answer.status === 100) expect(answer.body).toContain('HTTP/1.1 408 ');
    else expectTimeout(answer);
  });

  it('is no matter of its speed alone, unless it is a file', async () => {
    Object.assign(limits, { leastSpeed: 0 });
    try {
      expectTimeout(await trickle(api.baseUrl, headOf('POST', url('/auth/login'), JSON_BODY)));
    } finally {
      Object.assign(limits, { leastSpeed: USUAL.leastSpeed });
    }
  });

  it.each<[string, string, Record<string, string>]>([
    ['nothing', '/nowhere', JSON_BODY],
    ['no path', '/%zz', JSON_BODY],
    ['a form where none is taken', '/auth/login', FORM],
    ['a WebSocket', '/auth/login', { ...JSON_BODY, connection: 'Upgrade', upgrade: 'websocket' }],
    ['another expectation', '/auth/login', { ...JSON_BODY, expect: 'the-unexpected' }],
  ])('for %s has its connection closed, too', async (_what, path, headers) => {
    const head = headOf('POST', 'http://x/', headers).replace('POST /', `POST ${path}`);
    const { status, body } = await trickle(api.baseUrl, head);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body).toMatchObject({ status });
  });

  it('for a call that takes none has its connection closed, too', async () => {
    const headers = { authorization, 'content-length': '1000', accept: 'text/event-stream' };
    expect((await trickle(api.baseUrl, headOf('GET', url('/events'), headers))).status).toBe(200);
    expect((await trickle(api.baseUrl, headOf('GET', url('/tasks'), headers))).status).toBe(200);
  });

  it('is ended by every route that takes one', async () => {
    const { paths } = (await (await fetch(url('/docs-json'))).json()) as {
      paths: Record<string, Record<string, { requestBody?: { content: Record<string, unknown> } }>>;
    };
    const routes = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).flatMap(([method, { requestBody }]) => {
        const at = path.replace(/\{\w+\}/g, '1');
        if (!requestBody) return [];
        if (!requestBody.content['multipart/form-data'])
          return [{ route: `${method} ${path}`, at, method, headers: JSON_BODY, rest: '{' }];
        return [
          { route: `${method} ${path} raw`, at, method, headers: RAW, rest: 'title\n' },
          { route: `${method} ${path} form`, at, method, headers: FORM, rest: FILE_PART },
        ];
      }),
    );
    expect(routes.filter(({ headers }) => headers !== JSON_BODY).length).toBeGreaterThanOrEqual(4);
    const answers = await Promise.all(
      routes.map(async ({ route, at, method, headers, rest }) => {
        const head = headOf(method.toUpperCase(), url(at), { ...headers, authorization });
        return [route, (await trickle(api.baseUrl, head, rest)).status] as const;
      }),
    );
    // What isn't allowed, or isn't there, may be said before the body has arrived.
    expect(answers.filter(([, status]) => ![408, 400, 403, 404].includes(status))).toEqual([]);
    for (const route of ['post /tasks', 'post /tasks/{id}/attachments raw', 'post /tasks/import form'])
      expect(answers).toContainEqual([route, 408]);
    await eventually(async () => (await filesOf(config.dataDir, organizationId)).length === 0);
  });

  it('is none when it is fast enough, however long it takes', async () => {
    Object.assign(limits, { bodyWindow: 1000 });
    const { hostname, port } = new URL(api.baseUrl);
    const socket = connect(Number(port), hostname);
    const size = 16 * 1024;
    const head = { ...RAW, authorization, 'content-length': String(40 * size) };
    socket.write(headOf('POST', url('/tasks/1/attachments'), head));
    let sent = 0;
    const timer = setInterval(() => {
      if (sent++ < 40) socket.write(Buffer.alloc(size));
    }, 100);
    const answer = await new Promise<Buffer>((resolve, reject) =>
      socket.once('data', resolve).once('error', reject),
    ).finally(() => clearInterval(timer));
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 201 /);
    socket.destroy();
  });
});

describe('headers', () => {
  const { headersTimeout } = server;
  beforeEach(() => (server.headersTimeout = 500));
  afterEach(() => (server.headersTimeout = headersTimeout));

  it.each([
    ['that come byte by byte', 'POST /auth/login HTTP/1.1\r\nhost: x\r\nx-long: ', 'x'],
    ['that stop in their middle', 'POST /auth/login HTTP/1.1\r\nhost: x\r\n', ''],
    ['that never begin', '', '\r\n'],
    ['of which there are none', '', ''],
  ])('%s are answered with 408', async (_what, head, chunk) => {
    expectTimeout(await trickle(api.baseUrl, head, '', chunk));
  });
});

it(
  'a flood of them leave the others served, and are gone soon',
  async () => {
    const delay = monitorEventLoopDelay({ resolution: 10 });
    const uploads = headOf('POST', url('/tasks/1/attachments'), { ...RAW, authorization });
    const logins = headOf('POST', url('/auth/login'), JSON_BODY);
    const flood = Array.from({ length: 200 }, (_, index) =>
      trickle(api.baseUrl, index % 4 === 0 ? uploads : logins),
    );
    let isOver = false;
    const ended = Promise.all(flood).finally(() => (isOver = true));
    delay.enable();
    let served = 0;
    while (!isOver) {
      await owner.get('/tasks').expect(200);
      served++;
    }
    delay.disable();
    expect((await ended).map(({ status }) => status)).toEqual(flood.map(() => 408));
    expect(served).toBeGreaterThan(20);
    expect(delay.percentile(99) / 1e6).toBeLessThan(500);
  },
  LONG,
);

describe('a client that does not read', () => {
  it(
    'loses its download',
    async () => {
      const { id } = await attach(owner, Buffer.alloc(24 * 1024 * 1024));
      limits.answerWindow = 1500;
      const socket = await beginDownload(owner, `/attachments/${id}/download`);
      const before = socket.bytesRead;
      await eventually(async () => (await connections()) === 0);
      expect(socket.bytesRead - before).toBeLessThan(24 * 1024 * 1024);
      socket.destroy();
      expect((await owner.get(`/attachments/${id}/download`).expect(200)).body).toHaveLength(
        24 * 1024 * 1024,
      );
    },
    LONG,
  );

  it(
    'loses the connection over which it asks again and again',
    async () => {
      limits.answerWindow = 1500;
      const { hostname, port } = new URL(api.baseUrl);
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      socket.pause();
      const ask = `GET /docs-json HTTP/1.1\r\nhost: x\r\n\r\n`;
      const timer = setInterval(() => socket.write(ask.repeat(20)), 20);
      await eventually(async () => (await connections()) > 0);
      await eventually(async () => (await connections()) === 0);
      clearInterval(timer);
      socket.destroy();
    },
    LONG,
  );
});

/** Those that have something to take. */
const connections = async () =>
  [
    ...(limits as unknown as { connections: Map<{ writableLength: number }, unknown> }).connections.keys(),
  ].filter(({ writableLength }) => writableLength > 0).length;
