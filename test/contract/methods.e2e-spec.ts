import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDocument } from '#app/server/openapi.js';
import { newOperator } from '../support/operator.ts';
import { sendRaw } from '../support/raw-http.ts';
import { createSamples, readsOf } from '../support/reads.ts';
import { createTestApp } from '../support/test-app.ts';

const test = await createTestApp({ jobs: 'off', corsOrigins: ['https://app.example.com'] });
const { api, app } = test;
const document = createDocument(app);
const [operator, acme] = [await newOperator(test), await api.newOrganization()];
const samples = await createSamples(acme);

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What each path of the OpenAPI document answers to, and an address of that kind. */
const paths = Object.entries(document.paths).map(([path, item]) => {
  const documented = Object.keys(item).map((method) => method.toUpperCase());
  const known = new Set(documented.includes('GET') ? [...documented, 'HEAD'] : documented);
  return { path, known, url: path.replaceAll(/\{\w+\}/g, () => randomUUID()) };
});
const allowOf = (known: Set<string>) =>
  [...METHODS.filter((method) => known.has(method)), 'OPTIONS'].join(', ');

const bearer = { authorization: `Bearer ${acme.owner.session?.accessToken}` };
const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  fetch(api.baseUrl + path, { method, headers, body });

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  const call = `${response.url} -> ${response.status}`;
  expect([call, response.status]).toEqual([call, status]);
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const body = (await response.json()) as { code: string; requestId: string };
  expect([call, body.code]).toEqual([call, code]);
  expect(body.requestId).toBe(response.headers.get('x-request-id'));
  expect(response.headers.get('vary')).toContain('Authorization');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
}

describe.each(paths)('$path', ({ url, known }) => {
  it('answers other methods with those that it knows', async () => {
    const others = METHODS.filter((method) => !known.has(method) && method !== 'HEAD');
    for (const method of [...others, 'PROPFIND', 'REPORT']) {
      const form: Record<string, string> = { 'content-type': 'multipart/form-data; boundary=x' };
      for (const headers of [{}, bearer, form]) {
        const body = method === 'GET' || headers === bearer ? undefined : '{}';
        const response = await ask(method, url, headers, body);
        expect(response.headers.get('allow')).toBe(allowOf(known));
        await expectProblem(response, 405, 'method-not-allowed');
      }
    }
    const { status, headers } = await ask('HEAD', url);
    if (!known.has('GET')) expect([status, headers.get('allow')]).toEqual([405, allowOf(known)]);
  });

  it('tells in OPTIONS what it knows', async () => {
    const { status, headers } = await ask('OPTIONS', url);
    expect([status, headers.get('allow')]).toEqual([204, allowOf(known)]);
    expect(headers.get('accept-patch')).toBe(
      known.has('PATCH') ? 'application/json, application/merge-patch+json' : null,
    );
    expect(headers.get('x-request-id')).not.toBeNull();
    const preflight = { origin: 'https://app.example.com', 'access-control-request-method': 'PATCH' };
    const asked = await ask('OPTIONS', url, preflight);
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(preflight.origin);
    expect(asked.headers.get('access-control-allow-methods')).toContain('PATCH');
  });
});

describe('where there is nothing', () => {
  it.each(['/nowhere', '/tasks/', '/tasks/1/nothing', '/docs-jso', '/Tasks', '/*'])(
    'no method is known: %s',
    async (path) => {
      for (const method of [...METHODS.filter((one) => one !== 'HEAD'), 'OPTIONS', 'PROPFIND'])
        await expectProblem(await ask(method, path), 404, 'route-not-found');
      expect((await ask('HEAD', path)).status).toBe(404);
    },
  );

  it('pages of other origins hear so from the call', async () => {
    const preflight = { origin: 'https://app.example.com', 'access-control-request-method': 'DELETE' };
    expect((await ask('OPTIONS', '/nowhere', preflight)).status).toBe(204);
  });
});

it('the pages beside the document know their methods, too', async () => {
  for (const path of ['/docs', '/docs-json', '/docs/swagger-ui.css', '/metrics', '/admin/queues'])
    for (const method of ['PUT', 'DELETE']) {
      const response = await ask(method, path);
      expect([path, response.status, response.headers.get('allow')]).toEqual([
        path,
        405,
        expect.stringMatching(/GET, HEAD/),
      ]);
    }
});

it('the server as a whole answers OPTIONS', async () => {
  const { status, headers } = await sendRaw(api.baseUrl, ['OPTIONS * HTTP/1.1']);
  expect([status, headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS']);
});

describe('HEAD', () => {
  const WITHOUT_LENGTH = /^\/(events|exports\/\{id\}\/events|auth\/me\/export)$/;

  it.each(readsOf(document, samples))('%s is as GET, without a body', async (route, url) => {
    const client = route.startsWith('/admin') ? operator : acme.owner;
    const authorization = `Bearer ${client.session?.accessToken}`;
    const variants: Record<string, string>[] = [{}, { range: 'bytes=0-3' }, { 'accept-encoding': 'gzip' }];
    for (const wanted of variants) {
      const headers: Record<string, string> = { authorization, 'accept-encoding': 'identity', ...wanted };
      const head = await ask('HEAD', url, headers);
      const { range: _none, ...whole } = headers;
      const get = await ask('GET', url, whole);
      const bytes = await get.bytes();
      expect([route, head.status]).toEqual([route, get.status]);
      for (const name of [
        'content-type',
        'etag',
        'vary',
        'cache-control',
        'content-encoding',
        'accept-ranges',
      ])
        expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
      expect((await head.bytes()).length).toBe(0);
      if (
        get.status === 200 &&
        !/health|metrics/.test(route) &&
        !WITHOUT_LENGTH.test(route) &&
        !get.headers.has('content-encoding')
      )
        expect([route, Number(head.headers.get('content-length'))]).toEqual([route, bytes.length]);
    }
  });

  it('of an event stream ends at once, and holds no place for one', async () => {
    const [sample] = [samples.get('/exports/{id}')?.params?.['id']];
    for (let turn = 0; turn < 30; turn++)
      for (const path of ['/events', `/exports/${sample}/events`]) {
        const { status, headers } = await ask('HEAD', path, { ...bearer, accept: 'text/event-stream' });
        expect([path, status]).toEqual([path, 200]);
        expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
      }
  });
});

describe('401', () => {
  const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, { security?: unknown[] }>)
      .filter(([, { security }]) => security?.length)
      .map(([method]) => [method.toUpperCase(), path.replaceAll(/\{\w+\}/g, () => randomUUID())] as const),
  );

  it.each(routes)('%s %s says how to sign in', async (method, url) => {
    const missing = await ask(method, url);
    expect(missing.headers.get('www-authenticate')).toBe('Bearer realm="TaskFlow"');
    await expectProblem(missing, 401, 'not-authenticated');
    const wrong = await ask(method, url, { authorization: 'Bearer wrong' });
    expect(wrong.headers.get('www-authenticate')).toBe(
      'Bearer realm="TaskFlow", error="invalid_token", error_description="The access token is not valid"',
    );
    await expectProblem(wrong, 401, 'invalid-token');
  });

  it('says so for passwords and refresh tokens, too', async () => {
    const json = { 'content-type': 'application/json' };
    for (const [path, body] of [
      ['/auth/login', { email: 'nobody@example.com', password: 'x' }],
      ['/auth/refresh', { refreshToken: 'none' }],
    ] as const) {
      const { status, headers } = await ask('POST', path, json, JSON.stringify(body));
      expect([path, status, headers.get('www-authenticate')]).toEqual([path, 401, 'Bearer realm="TaskFlow"']);
    }
    const page = await ask('GET', '/admin/queues', { accept: 'text/html' });
    expect([page.status, page.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="TaskFlow"']);
    expect(page.headers.get('vary')).toContain('Accept');
    const refused = await ask('GET', '/admin/queues', { accept: 'text/html;q=0, */*' });
    expect(refused.headers.get('content-type')).toMatch(/problem\+json/);
  });
});
