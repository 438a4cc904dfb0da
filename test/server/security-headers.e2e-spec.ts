import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createHttpApp } from '#app/server/http-app.js';
import { QueueConnection } from '#app/queue/queue-connection.js';
import { newOperator } from '../support/operator.ts';
import { sendRaw } from '../support/raw-http.ts';
import { createTestApp } from '../support/test-app.ts';

const HSTS = 'max-age=63072000; includeSubDomains';
const testApp = await createTestApp({ jobs: 'off', trustProxy: ['127.0.0.1'], hsts: HSTS });
const { api, config } = testApp;
const [owner, operator] = [await api.newOwner(), await newOperator(testApp)];
const OVER_TLS = { 'x-forwarded-proto': 'https' };

const { paths } = (await (await fetch(`${api.baseUrl}/docs-json`)).json()) as {
  paths: Record<string, Record<string, object>>;
};
const routes = Object.entries(paths).flatMap(([path, item]) =>
  Object.keys(item).map((method) => [method.toUpperCase(), path.replace(/\{\w+\}/g, '1')] as const),
);
const BESIDE: [method: string, path: string][] = [
  ['GET', '/docs'],
  ['GET', '/docs/swagger-ui.css'],
  ['GET', '/docs-json'],
  ['GET', '/admin/queues'],
  ['GET', '/admin/queues/sign-in.js'],
  ['GET', '/nowhere'],
  ['BREW', '/tasks'],
  ['TRACE', '/tasks'],
  ['OPTIONS', '/tasks'],
  ['HEAD', '/tasks'],
  ['GET', '/%zz'],
  ['GET', `/tasks/${'9'.repeat(300)}`],
  ['GET', `/${'a'.repeat(20_000)}`],
];

function expectSecured(headers: Headers, call?: string): void {
  expect(headers.get('x-content-type-options'), call).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  const policy = headers.get('content-security-policy') as string;
  expect(policy).toMatch(/default-src '(self|none)'/);
  expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|script-src[^;]*\*/);
  for (const name of ['server', 'x-powered-by']) expect(headers.get(name)).toBeNull();
  expect(headers.get('x-request-id'), call).not.toBeNull();
}

describe.each([
  ['an unknown client', undefined],
  ['an owner', owner],
  ['an operator', operator],
])('what %s is answered', (_who, client) => {
  const authorization = client ? [`authorization: Bearer ${client.session?.accessToken}`] : [];

  const answered = [...routes, ...BESIDE].filter(
    // Those would end the session, or the account, that the others need; and a refused upgrade keeps its connection.
    ([method, path]) => path !== '/ws' && (method === 'GET' || !/logout|sessions|\/me$|current$/.test(path)),
  );

  it('by every route has them', async () => {
    for (const [method, path] of answered) {
      const answer = await sendRaw(api.baseUrl, [
        `${method} ${path} HTTP/1.1`,
        ...authorization,
        'accept: text/html',
      ]);
      expectSecured(answer.headers, `${method} ${path}`);
      expect(answer.headers.get('strict-transport-security')).toBeNull();
    }
  });
});

describe('what never becomes a request', () => {
  it.each([
    ['is no HTTP', ['\x16\x03\x01 hello']],
    ['has headers that are too long', ['GET /tasks HTTP/1.1', `x-long: ${'a'.repeat(20_000)}`]],
    ['expects the unexpected', ['POST /auth/login HTTP/1.1', 'expect: the-unexpected']],
    ['has two hosts', ['GET /tasks HTTP/1.1', 'host: a', 'host: b']],
    ['is for a proxy', ['CONNECT example.com:443 HTTP/1.1']],
    ['has a length that is none', ['POST /tasks HTTP/1.1', 'content-length: x']],
    ['is coded by something unknown', ['POST /tasks HTTP/1.1', 'transfer-encoding: gzip']],
  ])('because it %s', async (_what, head) => {
    const { status, body, headers } = await sendRaw(api.baseUrl, head);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body.status).toBe(status);
    expect(body.requestId).toBe(headers.get('x-request-id'));
    if (status === 405) expect(headers.get('allow')).toContain('GET, HEAD, POST');
    expect(headers.get('cache-control')).toMatch(/^(private, no-cache|no-store)$/);
    expect(headers.get('vary')).toContain('Authorization');
    expectSecured(headers);
  });
});

describe('what the server alone knows of', () => {
  it.each([
    ['an expectation', 417, ['POST /auth/login HTTP/1.1', 'expect: the-unexpected'], true],
    ['a missing host', 400, ['GET /tasks HTTP/1.1'], false],
  ])('is answered as all else: %s', async (_what, status, head, hasHost) => {
    const lines = [...head, 'x-request-id: mine', 'origin: https://app.example.com'];
    const answer = await sendRaw(api.baseUrl, lines, '', hasHost);
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([status, 'mine']);
    expect(answer.body).toMatchObject({ status, requestId: 'mine', instance: head[0]?.split(' ')[1] });
    expect(answer.headers.get('vary')).toContain('Origin');
  });
});

describe('that HTTPS is asked for from now on', () => {
  const hstsOf = async (baseUrl: string, path: string, headers: Record<string, string>) =>
    (await fetch(baseUrl + path, { headers })).headers.get('strict-transport-security');

  it('is said to those that a trusted proxy had by TLS, with every answer', async () => {
    for (const path of ['/health', '/docs', '/nowhere', '/tasks', '/admin/queues'])
      expect([path, await hstsOf(api.baseUrl, path, OVER_TLS)]).toEqual([path, HSTS]);
    for (const proto of ['HTTPS', 'http, https'])
      expect(await hstsOf(api.baseUrl, '/health', { 'x-forwarded-proto': proto })).toBe(HSTS);
  });

  it.each(['http', '', 'https, http', 'httpsx'])('is not said to those that come by %j', async (proto) => {
    expect(await hstsOf(api.baseUrl, '/health', { 'x-forwarded-proto': proto })).toBeNull();
  });

  it('is not sent at the word of any client, nor where it is off', async () => {
    for (const change of [{ trustProxy: [] }, { hsts: undefined }, { trustProxy: ['10.0.0.0/8'] }]) {
      const other = await createHttpApp({ ...config, ...change }, pino({ level: 'silent' }));
      await other.listen(0, '127.0.0.1');
      try {
        expect(await hstsOf(await other.getUrl(), '/health', OVER_TLS)).toBeNull();
      } finally {
        await other.close();
        await other.get(QueueConnection).closed;
      }
    }
  });
});
