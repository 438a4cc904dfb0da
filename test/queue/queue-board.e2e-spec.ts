import { expect, it } from 'vitest';
import { QUEUES } from '#app/queue/queue.names.js';
import type { ApiClient } from '../support/api.ts';
import { describeBackends, useBackendApp } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { newOperator } from '../support/operator.ts';

const PAGE = { accept: 'text/html' };

describeBackends('the queue board', (backend) => {
  // No worker: what is queued stays, to be looked at.
  const t = useBackendApp(backend, { jobs: 'off' });

  const get = (path: string, cookie?: string, headers: Record<string, string> = PAGE): Promise<Response> =>
    fetch(`${t.api.baseUrl}/admin/queues${path}`, { headers: { ...headers, ...(cookie && { cookie }) } });
  const cookieOf = async (operator: ApiClient): Promise<string> => {
    const { headers } = await operator.post('/admin/queues/session').expect(204);
    return (headers.get('set-cookie') as string).split(';')[0] as string;
  };
  const cookieWith = (token: string | undefined): string => `taskflow_queues=${token}`;

  it('shows platform admins the queues and their jobs', async () => {
    const cookie = await cookieOf(await newOperator(t));
    const owner = await t.api.newOwner();
    const { body: accepted } = await owner.post('/exports').expect(202);
    const page = await get('', cookie);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('__UI_CONFIG__');
    const { queues, job } = await eventually(async () => {
      const seen = (await (await get('/api/queues?activeQueue=exports', cookie)).json()) as {
        queues: { name: string; readOnlyMode: boolean; jobs: { id: string; data: object }[] }[];
      };
      const added = seen.queues[0]?.jobs.find(({ id }) => id === accepted.jobId);
      return added && { ...seen, job: added };
    });
    expect(queues.map(({ name }) => name)).toEqual([...QUEUES]);
    expect(queues.every(({ readOnlyMode }) => readOnlyMode)).toBe(true);
    expect(job.data).toEqual({ organizationId: owner.session?.organization.id });
  });

  it('brings its own scripts and styles, and lets in nothing from elsewhere', async () => {
    const cookie = await cookieOf(await newOperator(t));
    const page = await get('/', cookie);
    const assets = [...(await page.text()).matchAll(/(?:src|href)="(static\/[^"]+\.(?:js|css))"/g)];
    expect(assets.length).toBeGreaterThan(2);
    for (const [, path] of assets) expect((await get(`/${path}`, cookie)).status).toBe(200);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('https:');
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('asks other clients to sign in', async () => {
    const { owner } = await t.api.newOrganization();
    const strangers = [undefined, cookieWith('x'), cookieWith(owner.session?.accessToken)];
    for (const cookie of strangers) {
      const page = await get('', cookie);
      expect(page.status).toBe(401);
      expect(await page.text()).toContain('<form');
      for (const path of ['/api/queues', '/static/js/none.js', '/queue/exports'])
        expect((await get(path, cookie, {})).status).toBe(401);
    }
    expect((await get('/sign-in.js')).status).toBe(200);
  });

  it('takes no API token, not even that of a platform admin', async () => {
    const operator = await newOperator(t);
    const token = { name: 'Script', permissions: ['task:read'] };
    const { body } = await operator.post('/auth/tokens', token).expect(201);
    expect((await get('/api/queues', cookieWith(body.token))).status).toBe(401);
  });

  it('gives a cookie that scripts, other sites and other paths do not get', async () => {
    const { headers } = await (await newOperator(t)).post('/admin/queues/session').expect(204);
    const attributes = headers.get('set-cookie')?.split('; ').slice(1);
    expect(attributes).toEqual([
      'Path=/admin/queues',
      'Max-Age=1800',
      'HttpOnly',
      'SameSite=Strict',
      'Secure',
    ]);
  });

  it('closes when the session ends, and when the user is no platform admin any more', async () => {
    const [first, second] = [await newOperator(t), await newOperator(t)];
    const cookies = [await cookieOf(first), await cookieOf(second)];
    for (const cookie of cookies) expect((await get('/api/queues', cookie)).status).toBe(200);
    await first.post('/auth/logout').expect(204);
    await t.superuser.query('UPDATE public.users SET is_platform_admin = false WHERE id = $1', [
      second.userId,
    ]);
    for (const cookie of cookies) expect((await get('/api/queues', cookie)).status).toBe(401);
  });

  it('can change nothing', async () => {
    const cookie = await cookieOf(await newOperator(t));
    const owner = await t.api.newOwner();
    const { body: accepted } = await owner.post('/exports').expect(202);
    const job = `/api/queues/exports/${accepted.jobId}`;
    const calls = [
      ['PUT', '/api/queues/exports/pause'],
      ['PUT', '/api/queues/pause'],
      ['PUT', '/api/queues/exports/empty'],
      ['PUT', '/api/queues/exports/obliterate'],
      ['POST', '/api/queues/exports/add'],
      ['PUT', `${job}/clean`],
      ['PUT', `${job}/promote`],
      ['PATCH', `${job}/update-data`],
    ];
    for (const [method, path] of calls as [string, string][]) {
      const answer = await fetch(`${t.api.baseUrl}/admin/queues${path}`, { method, headers: { cookie } });
      expect([method, path, answer.status >= 400 && answer.status < 500]).toEqual([method, path, true]);
    }
    const { queues } = (await (await get('/api/queues?activeQueue=exports', cookie)).json()) as {
      queues: { counts: { waiting: number } }[];
    };
    expect(queues[0]?.counts.waiting).toBeGreaterThan(0);
    const pause = { method: 'PUT', headers: { cookie } };
    const refusal = await fetch(`${t.api.baseUrl}/admin/queues/api/queues/exports/pause`, pause);
    expect(await refusal.json()).toMatchObject({ status: 403, code: 'board-is-read-only' });
  });

  it('has a problem for what is no page of it', async () => {
    const cookie = await cookieOf(await newOperator(t));
    const missing = await get('/static/js/none.js', cookie);
    expect([missing.status, ((await missing.json()) as { code: string }).code]).toEqual([
      404,
      'route-not-found',
    ]);
    expect((await get('/api/queues/exports/none', cookie)).status).toBe(404);
  });

  it.runIf(backend.usesRedis)("says that the queues don't answer while Redis is away", async () => {
    const cookie = await cookieOf(await newOperator(t));
    expect((await get('/api/queues', cookie)).status).toBe(200);
    await t.redis?.kill();
    const answer = await get('/api/queues', cookie);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      503,
      'service-unavailable',
    ]);
    await t.redis?.start();
    await eventually(async () => (await get('/api/queues', cookie)).status === 200);
  });
});
