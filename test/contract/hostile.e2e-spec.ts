import { afterAll, describe, expect, it } from 'vitest';
import type { OpenAPIObject } from '@nestjs/swagger';
import { newEmail, PASSWORD } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import {
  fileRows,
  HEADER_ROWS,
  type HostileAnswer,
  type HostileCall,
  type HostileRoute,
  JSON_ROWS,
  jsonCall,
  limitOf,
  QUERY_ROWS,
  queryCall,
  routesOf,
  send,
} from '../support/hostile.ts';
import { MonitoredServer } from '../support/monitored-server.ts';
import { createTestDatabase } from '../support/test-app.ts';
import { environmentOf } from '../support/server-process.ts';

/** How long other requests may wait for a hostile call, in milliseconds. */
const HELD = 100;
/** How much memory it may take, in MiB. */
const MEMORY = 64;
/** A machine that is busy with something else gets so many chances. */
const ATTEMPTS = 3;
const LARGEST_ANSWER = 64 * 1024;

/** What most bodies have, in bytes: a tenth of a second's work for whatever looks at all of it twice. */
const SOME = 60 * 1024;
/** What the others have at most, in bytes: to make more takes the test itself too long. */
const MUCH = 4 * 1024 * 1024;
/** Calls that are sent as much as they take. */
const LARGEST = new Set([
  'POST /tasks',
  'POST /tasks/bulk',
  'POST /exports',
  'PUT /notifications/preferences',
]);

const { config, superuser } = await createTestDatabase();
const server = await MonitoredServer.start({
  ...environmentOf(config),
  HOST: '127.0.0.1',
  LOG_LEVEL: 'error',
});
afterAll(() => server.stop());

const call = async (method: string, path: string, body?: object, token?: string): Promise<any> => {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: body && JSON.stringify(body),
  });
  return response.json();
};
const account = { email: newEmail(), password: PASSWORD, name: 'Olivia', organizationName: 'Acme' };
const { accessToken } = await call('POST', '/auth/register', account);
await call('POST', '/tasks', { title: 'Untouched' }, accessToken);
// Operators' calls take bodies, too.
await superuser.query('UPDATE public.users SET is_platform_admin = true');
const signedIn = { authorization: `Bearer ${accessToken}` };

const routes = routesOf((await call('GET', '/docs-json')) as OpenAPIObject);
const taking = (what: HostileRoute['takes']) =>
  routes.filter(({ takes }) => takes === what).map((route) => [route.name, route] as const);
const listing = routes.filter(({ query }) => query.length > 0).map((route) => [route.name, route] as const);
const { liveAtFirst } = await server
  .measure(async () => undefined, true)
  .then(([, { live }]) => ({ liveAtFirst: live }));

/** Makes a call until it costs little, some times at most. */
async function expectHarmless(name: string, work: () => Promise<HostileAnswer>): Promise<HostileAnswer> {
  for (let attempt = 1; ; attempt++) {
    const [answer, { held, memory }] = await server.measure(work, attempt > 1);
    if ((held > HELD || memory > MEMORY) && attempt < ATTEMPTS) continue;
    expect({ name, held: Math.round(held) }).toSatisfy(({ held: ms }) => ms <= HELD);
    expect({ name, memory: Math.round(memory) }).toSatisfy(({ memory: mebibytes }) => mebibytes <= MEMORY);
    expect({ name, status: answer.status, text: answer.text.slice(0, 200) }).toSatisfy(
      ({ status }) => status < 500,
    );
    expect(answer.text.length).toBeLessThan(LARGEST_ANSWER);
    return answer;
  }
}

async function expectRefused(name: string, hostile: HostileCall): Promise<number> {
  const answer = await expectHarmless(name, () => send(server.url, hostile));
  expect({ name, status: answer.status }).toSatisfy(({ status }) => status >= 400);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const { errors = [], status } = JSON.parse(answer.text) as { errors?: unknown[]; status: number };
  expect(errors.length).toBeLessThanOrEqual(50);
  return status;
}

describe('a hostile body', () => {
  it('is looked for at every route that there is', () => {
    expect(taking('json').length).toBeGreaterThan(35);
    expect(taking('file').length).toBeGreaterThan(1);
  });

  it.each(taking('json'))('is refused by %s', async (_name, route) => {
    for (const row of Object.keys(JSON_ROWS)) {
      const hostile = jsonCall(route, row, LARGEST.has(route.name) ? Math.min(limitOf(route), MUCH) : SOME);
      const headers = { ...hostile.headers, ...(route.isPublic ? {} : signedIn) };
      await expectRefused(`${route.name}: ${row}`, { ...hostile, headers });
    }
  });

  const written = routes.filter(({ method, isPublic }) => method !== 'GET' && !isPublic);
  it.each(written.map((route) => [route.name, route] as const))(
    'is not waited for by %s from who is not signed in',
    async (_name, { method, path }) => {
      const headers = { 'content-type': 'application/json', expect: '100-continue' };
      // Nothing of it is sent: a server that reads it first waits for ever.
      const hostile = { method, path, headers, length: 1024 * 1024, body: silence };
      expect(await expectRefused(path, hostile)).toBe(401);
    },
  );

  it.each(taking('json').filter(([, { isPublic }]) => isPublic))(
    'has 64 KiB at most at %s',
    async (_name, { method, path }) => {
      const headers = { 'content-type': 'application/json' };
      const body = (bytes: number) => ({
        method,
        path,
        headers,
        body: () => [`{"no":"${' '.repeat(bytes - 9)}"}`],
        length: bytes,
      });
      expect(await expectRefused('allowed', body(64 * 1024))).toBe(400);
      expect(await expectRefused('too large', body(64 * 1024 + 1))).toBe(413);
      const { length: _length, ...chunked } = body(64 * 1024 + 1);
      expect(await expectRefused('too large, in chunks', chunked)).toBe(413);
    },
  );

  it('is not waited for where there is nothing', async () => {
    const headers = { 'content-type': 'application/json', ...signedIn };
    const hostile = { method: 'POST', path: '/nothing', headers, length: 1024 * 1024, body: silence };
    expect(await expectRefused('/nothing', hostile)).toBe(404);
  });

  it('is refused where no body is read', async () => {
    const route = routes.find(({ name }) => name === 'POST /exports/{id}/cancel') as HostileRoute;
    for (const row of Object.keys(JSON_ROWS)) {
      const hostile = jsonCall(route, row, SOME);
      await expectRefused(row, { ...hostile, headers: { ...hostile.headers, ...signedIn } });
    }
  });
});

/** A body that never comes. */
async function* silence(): AsyncGenerator<string> {
  yield* [];
  await new Promise(() => undefined);
}

describe('a hostile file', () => {
  const rows = Object.entries(fileRows(200));
  const cells = taking('file').flatMap(([, route]) =>
    rows.map(([row, content]) => [route.name, row, route, content] as const),
  );

  it.each(cells)('delays no other request: %s, %s', async (name, row, { method, path }, content) => {
    await expectHarmless(`${name}: ${row}`, async () => {
      const headers = { ...content.headers, ...signedIn };
      const answer = await send(server.url, { ...content, method, path, headers });
      if (answer.status === 202) await end((JSON.parse(answer.text) as { importId: string }).importId);
      return answer;
    });
  });

  const end = (id: string) =>
    eventually(async () => {
      const { status } = await call('GET', `/imports/${id}`, undefined, accessToken);
      return !['QUEUED', 'RUNNING'].includes(status);
    });
});

describe('a hostile query', () => {
  it.each(listing)('delays no other request at %s', async (_name, route) => {
    const [first] = route.query as [string];
    const cells = [
      ...route.query.map((parameter) => [parameter, 'a long value'] as const),
      ...Object.keys(QUERY_ROWS).map((row) => [first, row] as const),
    ];
    for (const [parameter, row] of cells) {
      const hostile = queryCall(route, parameter, row);
      const headers = { ...hostile.headers, ...signedIn };
      const body = route.method === 'GET' ? undefined : () => [];
      await expectHarmless(`${route.name} ${parameter}: ${row}`, () =>
        send(server.url, { ...hostile, headers, body }),
      );
    }
  });
});

describe('a hostile header', () => {
  it.each(Object.entries(HEADER_ROWS))('delays no other request: %s', async (name, headers) => {
    for (const path of ['/tasks', '/tasks/1', '/admin/queues', '/auth/me']) {
      const hostile = { method: 'GET', path, headers: { ...signedIn, ...headers } };
      await expectHarmless(`${path}: ${name}`, () => send(server.url, hostile));
    }
  });
});

describe('the server afterwards', () => {
  it('has its memory back, and hears that it has to end', async () => {
    const [, { live }] = await server.measure(async () => undefined, true);
    expect(live - liveAtFirst).toBeLessThan(MEMORY);
    const bulk = routes.find((route) => limitOf(route) > 1024 * 1024) as HostileRoute;
    const hostile = jsonCall(bulk, 'many keys in an element');
    const sent = send(server.url, { ...hostile, headers: { ...hostile.headers, ...signedIn } });
    const [code] = await Promise.all([server.stop(), sent.catch(() => undefined)]);
    expect(code).toBe(0);
  });
});
