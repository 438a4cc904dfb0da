import { DataSource } from 'typeorm';
import { expect, it, vi } from 'vitest';
import { migrate } from '#app/tenancy/migration/migrate.js';
import { TenantTransaction } from '#app/tenancy/tenant-transaction.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { TestLedger } from '../support/ledger.ts';
import { organizationOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, config, superuser } = await createTestApp();
const ledger = new TestLedger(superuser);

/** A list that no cache has. */
let page = 0;
const list = (client: ApiClient) => client.get(`/tasks?page=${++page}`);

const untilStatus = (client: ApiClient, status: number) =>
  eventually(async () => {
    const answer = await list(client);
    return answer.status === status && answer;
  });

it('answers 503 for an organization that is behind, while others are served, until it is migrated', async () => {
  const [behind, current] = [await api.newOwner('Behind'), await api.newOwner('Current')];
  const id = organizationOf(behind);
  await list(behind).expect(200);
  await ledger.setBack(id);

  const answer = await untilStatus(behind, 503);
  expect(answer.body).toMatchObject({
    status: 503,
    code: 'organization-unavailable',
    title: 'The organization is being brought up to date',
  });
  expect(answer.headers.get('retry-after')).toBe('5');
  // Whatever leads into the schema: by itself, or from a transaction that began in public.
  for (const [method, path, body] of [
    ['POST', '/tasks', { title: 'x' }],
    ['GET', '/tasks/1', undefined],
    ['GET', '/exports', undefined],
    ['POST', '/exports', {}],
  ] as const) {
    expect((await behind.call(method, path, body).expect(503)).body.code).toBe('organization-unavailable');
  }
  const outbox = await superuser.query('SELECT FROM public.outbox WHERE organization_id = $1', [id]);
  expect(outbox.rows).toHaveLength(0);
  // The same guard for jobs and commands.
  const tenant = app.get(TenantTransaction, { strict: false });
  const principal = { userId: null, organizationId: id, role: 'OWNER', sessionId: null } as const;
  await expect(tenant.runInTenant(principal, () => tenant.manager.query('SELECT 1'))).rejects.toMatchObject({
    code: 'organization-unavailable',
  });

  // What is no organization's data goes on.
  await behind.get('/auth/me').expect(200);
  await behind.get('/organizations').expect(200);
  await list(current).expect(200);
  await current.post('/exports', {}).expect(202);
  const created = await api.newOwner('Created meanwhile');
  await created.post('/tasks', { title: 'At once' }).expect(201);
  await created.post('/exports', {}).expect(202);

  await migrate(config);
  const startedAt = Date.now();
  await untilStatus(behind, 200);
  expect(Date.now() - startedAt).toBeLessThan(5000);
  await behind.post('/exports', {}).expect(202);
});

it('refuses the organization whose migration failed, and no other', async () => {
  const [broken, current] = [await api.newOwner('Broken'), await api.newOwner('Current')];
  await ledger.setUpToFail(organizationOf(broken));
  expect((await migrate(config)).failed).toHaveLength(1);
  await untilStatus(broken, 503);
  await list(current).expect(200);
  await ledger.repair(organizationOf(broken));
  expect((await migrate(config, { onlyFailed: true })).failed).toEqual([]);
  await untilStatus(broken, 200);
});

it('reads no version for a request as long as no tenant is outdated', async () => {
  const owner = await api.newOwner();
  const query = vi.spyOn(app.get(DataSource, { strict: false }), 'query');
  const reads = (): number => query.mock.calls.filter(([sql]) => sql.includes('tenant_schemas')).length;
  await eventually(async () => {
    const [before, startedAt] = [reads(), Date.now()];
    for (let n = 0; n < 50; n++) await list(owner).expect(200);
    return reads() - before <= Math.ceil((Date.now() - startedAt) / 1000);
  });
  await eventually(() => reads() > 0);
});
