// quick: it starts, and says so
import { once } from 'node:events';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { createHttpApp } from '#app/server/http-app.js';
import { createDocument } from '#app/server/openapi.js';
import { Api, type ApiCall, newEmail, PASSWORD } from '../support/api.ts';
import { Contract } from '../support/contract.ts';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase } from '../support/test-app.ts';

interface LogLine {
  requestId?: string;
  [field: string]: unknown;
}

const log: LogLine[] = [];
const output = new Writable({
  write(chunk: Buffer, _encoding, done) {
    log.push(JSON.parse(chunk.toString()) as LogLine);
    done();
  },
});

// With a mail server, though no server answers there: without one, mail is printed to the log on purpose.
const { config } = await createTestDatabase({
  smtp: { url: 'smtp://127.0.0.1:1', from: 'taskflow@example.com' },
});
// Everything, and without the logger's own redaction: nothing secret may even get that far.
const app = await createHttpApp(config, pino({ level: 'trace' }, output));
await app.listen(0, '127.0.0.1');
afterAll(() => app.close());
const url = await app.getUrl();
const api = new Api(url, new Contract(createDocument(app)));

const lineOf = (requestId: string | null): Promise<LogLine> =>
  eventually(() => log.find((line) => line.event === 'request.completed' && line.requestId === requestId));

it('says that it is up, and which parts are', async () => {
  const live = await api.get('/health').expect(200);
  expect(live.body).toEqual({
    status: 'ok',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    uptime: expect.any(Number),
  });
  // The worker reports itself a moment after the start.
  const ready = await eventually(async () => {
    const { body } = await api.get('/health/ready').expect(200);
    return body.status === 'ok' && body;
  });
  expect(ready).toEqual({
    status: 'ok',
    parts: {
      database: { status: 'up', backend: 'PostgreSQL' },
      roles: { status: 'up', backend: 'PostgreSQL' },
      queue: { status: 'up', backend: 'PostgreSQL' },
      cache: { status: 'up', backend: 'memory' },
      storage: { status: 'up', backend: 'folder' },
      worker: { status: 'up', backend: 'PostgreSQL' },
    },
  });
});

it('sends security headers', async () => {
  const { headers } = await api.get('/health').expect(200);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  expect(headers.get('strict-transport-security')).toBeNull();
  expect(headers.get('x-powered-by')).toBeNull();
});

it('lets browsers in from the configured origins and no others', async () => {
  const from = (origin: string, method = 'GET'): Promise<Response> =>
    fetch(`${url}/health`, { method, headers: { origin, 'access-control-request-method': 'PATCH' } });
  for (const method of ['GET', 'OPTIONS']) {
    const welcome = await from('https://app.example.com', method);
    expect(welcome.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    for (const origin of ['https://evil.example', 'https://app.example.com.evil.example', 'null']) {
      expect((await from(origin, method)).headers.get('access-control-allow-origin')).toBeNull();
    }
  }
  const preflight = await from('https://app.example.com', 'OPTIONS');
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
  expect((await from('https://app.example.com')).headers.get('access-control-expose-headers')).toContain(
    'X-Request-Id',
  );
});

it('puts a request id on every answer, the own one of the client when it is sane', async () => {
  const owner = await api.newOwner();
  const calls = {
    '/health': 200,
    '/docs-json': 200,
    '/tasks': 200,
    '/tasks/999': 404,
    '/nowhere': 404,
    '/tasks?nope=1': 400,
    '/%E0%A4%A': 400,
    [`/tasks/${'x'.repeat(300)}`]: 400,
  };
  const headers = { authorization: `Bearer ${owner.session?.accessToken}` };
  for (const [path, status] of Object.entries(calls)) {
    const answer = await fetch(url + path, { headers });
    expect([path, answer.status]).toEqual([path, status]);
    const requestId = answer.headers.get('x-request-id');
    expect(requestId ?? '', path).toMatch(/^[0-9a-f-]{36}$/);
    if (status >= 400) expect(((await answer.json()) as { requestId: string }).requestId).toBe(requestId);
  }
  for (const path of Object.keys(calls)) {
    const answer = await fetch(url + path, { headers: { 'x-request-id': 'mine:1.2_3' } });
    expect(answer.headers.get('x-request-id'), path).toBe('mine:1.2_3');
  }
  for (const insane of ['', 'a b', '<script>', 'x'.repeat(65)]) {
    const answer = await fetch(`${url}/health`, { headers: { 'x-request-id': insane } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  }
});

it('answers what is no HTTP at all without ending', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end('nonsense\r\n\r\n').resume();
  await once(socket, 'close');
  await api.get('/health').expect(200);
});

it('logs each request with its id, its organization and its user', async () => {
  const { owner, member, id } = await api.newOrganization();
  await member.get('/tasks?q=', { 'x-request-id': 'log-1' }).expect(400);
  await owner.post('/tasks', { title: 'One' }, { 'x-request-id': 'log-2' }).expect(201);
  await api.get('/tasks', { 'x-request-id': 'log-3' }).expect(401);
  expect(await lineOf('log-1')).toMatchObject({
    method: 'GET',
    path: '/tasks',
    status: 400,
    organizationId: id,
    userId: member.userId,
  });
  expect(await lineOf('log-2')).toMatchObject({
    method: 'POST',
    status: 201,
    organizationId: id,
    userId: owner.userId,
  });
  expect(await lineOf('log-3')).toMatchObject({ status: 401, ms: expect.any(Number) });
  expect((await lineOf('log-3')).organizationId).toBeUndefined();
});

it('logs reads that succeed at debug, and all else at info', async () => {
  const { owner } = await api.newOrganization();
  const { debug, info } = pino.levels.values;
  const calls: [ApiCall, level: number | undefined][] = [
    [owner.get('/tasks'), debug],
    [api.get('/health'), debug],
    [api.get('/health/ready'), debug],
    [api.get('/metrics'), debug],
    [api.get('/health/other'), info],
    [owner.get('/tasks/999'), info],
    [owner.post('/tasks', { title: 'One' }), info],
  ];
  for (const [call, level] of calls) {
    const line = await lineOf((await call).headers.get('x-request-id'));
    expect([line['path'], line['level']]).toEqual([line['path'], level]);
  }
});

it('logs no password and no token', async () => {
  const email = newEmail();
  const password = 'Never-To-Be-Logged-1';
  const owner = await api.newOwner();
  const { body: invitation } = await owner
    .post('/organizations/current/invitations', { email, role: 'ADMIN' })
    .expect(201);
  const { body: session } = await api
    .post('/auth/register', { email, password, name: 'New', invitationToken: invitation.token })
    .expect(201);
  await api.post('/auth/login', { email, password: `${password}-wrong` }).expect(401);
  await api.post('/auth/login', `{"password": "${password}"`).expect(400);
  const { body: renewed } = await api
    .post('/auth/refresh', { refreshToken: session.refreshToken })
    .expect(200);
  await api.as(renewed).get('/auth/me', { 'x-request-id': 'secrets' }).expect(200);
  await api.get('/tasks', { authorization: `Bearer ${renewed.accessToken}x` }).expect(401);
  await lineOf('secrets');
  const text = JSON.stringify(log);
  const secrets = [password, PASSWORD, ...config.jwtSecrets, invitation.token];
  for (const { accessToken, refreshToken } of [session, renewed]) secrets.push(accessToken, refreshToken);
  for (const secret of secrets) expect(text).not.toContain(secret);
});
