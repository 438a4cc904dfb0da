import { beforeAll, describe, expect, it } from 'vitest';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import type { ApiClient } from '../support/api.ts';
import { describeBackends, useBackendApp } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { exhaust, parametersOf, RATES } from '../support/rates.ts';
import { ServerProcess, environmentOf } from '../support/server-process.ts';

describeBackends('rate limits', (backend) => {
  const t = useBackendApp(backend, RATES);
  const owners: ApiClient[] = [];
  const newOwner = () => owners.pop() as ApiClient;

  // Signing up costs the address its share, which a test below uses up.
  beforeAll(async () => {
    for (let count = 0; count < 8; count++) owners.push(await t.api.newOwner());
  });

  it("refuses what is over the organization's quota, and says when to come back", async () => {
    const owner = newOwner();
    expect(await exhaust(owner)).toEqual([200, 200, 200, 200, 200, 429]);
    const refusal = await owner.post('/tasks', { title: 'Too much' }).expect(429);
    expect(refusal.body).toMatchObject({ code: 'rate-limited', status: 429 });
    expect(refusal.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const retryAfter = Number(refusal.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(3500);
    expect(retryAfter).toBeLessThanOrEqual(3600);
    expect(parametersOf(refusal, 'ratelimit')).toEqual({ r: 0, t: retryAfter });
  });

  it('tells the policy and what is left of it', async () => {
    const owner = newOwner();
    for (const left of [4, 3, 2]) {
      const answer = await owner.get('/tasks').expect(200);
      expect(answer.headers.get('ratelimit-policy')).toBe('"default";q=5;w=3600');
      expect(answer.headers.get('ratelimit')).toMatch(new RegExp(`^"default";r=${left};t=\\d+$`));
    }
  });

  it('counts all members and all their tokens together, and each organization by itself', async () => {
    const owner = newOwner();
    const body = { name: 'Script', permissions: ['task:read'] };
    const { token } = (await owner.post('/auth/tokens', body).expect(201)).body;
    const script = t.api.as({ accessToken: token } as SessionDto);
    const other = newOwner();
    expect(await exhaust(script, 4)).toEqual([200, 200, 200, 200]);
    await owner.get('/tasks').expect(429);
    await script.get('/tasks').expect(429);
    expect(parametersOf(await other.get('/tasks').expect(200), 'ratelimit')['r']).toBe(4);
  });

  it('counts who is not signed in by address, and answers members and health beside it', async () => {
    const owner = newOwner();
    const first = await t.api.get('/tasks').expect(401);
    expect(first.headers.get('ratelimit-policy')).toBe('"address";q=200;w=3600');
    const left = parametersOf(first, 'ratelimit')['r'] as number;
    const second = await t.api.get('/tasks', { authorization: 'Bearer a.b.c' }).expect(401);
    expect(parametersOf(second, 'ratelimit')['r']).toBe(left - 1);
    expect(parametersOf(await t.api.get('/nowhere').expect(404), 'ratelimit')['r']).toBe(left - 2);

    const codes = new Set<string>();
    for (let count = 0; count < left - 1; count++)
      codes.add((await t.api.post('/auth/refresh', { refreshToken: 'x' })).body.code);
    expect([...codes]).toEqual(['invalid-refresh-token', 'rate-limited']);
    await owner.get('/tasks').expect(200);
    for (const path of ['/health', '/health/ready', '/docs', '/docs-json']) {
      const { status, headers } = await fetch(t.api.baseUrl + path);
      expect([path, status, headers.get('ratelimit')]).toEqual([path, 200, null]);
    }

    // Web pages may still ask, and can read the refusal.
    const origin = 'https://app.example.com';
    const preflight = { origin, 'access-control-request-method': 'POST' };
    const allowed = await fetch(`${t.api.baseUrl}/auth/login`, { method: 'OPTIONS', headers: preflight });
    expect(allowed.status).toBe(204);
    const refusal = await t.api.get('/tasks', { origin }).expect(429);
    expect(refusal.headers.get('access-control-allow-origin')).toBe(origin);
    expect(refusal.headers.get('access-control-expose-headers')).toContain('RateLimit');
  });

  if (!backend.usesRedis) return;

  describe('that processes share', () => {
    it('are shared by all processes', async () => {
      const other = new ServerProcess({ ...environmentOf(t.config), PORT: '0', RATE_LIMIT: '5/h' });
      try {
        const url = await other.url();
        const owner = newOwner();
        const elsewhere = async () => {
          const authorization = `Bearer ${owner.session?.accessToken}`;
          const { status, headers } = await fetch(`${url}/tasks`, { headers: { authorization } });
          return { status, headers, body: undefined };
        };
        expect(await exhaust(owner, 2)).toEqual([200, 200]);
        expect(parametersOf(await elsewhere(), 'ratelimit')['r']).toBe(2);
        expect(await exhaust(owner, 3)).toEqual([200, 200, 429]);
        expect((await elsewhere()).status).toBe(429);
      } finally {
        await other.end('SIGKILL');
      }
    });

    it('fail no request when Redis is gone: each process counts by itself, until it is back', async () => {
      const [first, second] = [newOwner(), newOwner()];
      await t.redis?.kill();
      try {
        expect(await exhaust(first)).toEqual([200, 200, 200, 200, 200, 429]);
      } finally {
        await t.redis?.start();
      }
      await eventually(async () => (await t.api.get('/health/ready')).body.status === 'ok');
      expect(parametersOf(await second.get('/tasks').expect(200), 'ratelimit')['r']).toBe(4);
    });
  });
});
