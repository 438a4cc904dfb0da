import { expect, it } from 'vitest';
import { migrate } from '#app/tenancy/migration/migrate.js';
import { ITS_FAILURE, NEWEST, TestLedger } from '../support/ledger.ts';
import { organizationOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, config, superuser } = await createTestApp({ jobs: 'off' });
const ledger = new TestLedger(superuser);

const admin = await api.newOwner('Operators');
await superuser.query('UPDATE public.users SET is_platform_admin = true WHERE id = $1', [admin.userId]);
const [broken, behind] = [await api.newOwner('Broken'), await api.newOwner('Behind')];
await ledger.setUpToFail(organizationOf(broken));
await migrate(config);
await ledger.setBack(organizationOf(behind));

it('counts organizations by version and state', async () => {
  const { body } = await admin.get('/admin/migrations?limit=1').expect(200);
  expect(body).toMatchObject({ newest: NEWEST, page: 1, limit: 1, total: 3, nextCursor: null });
  expect(body.counts).toEqual([
    { version: NEWEST - 1, state: 'FAILED', organizations: 1 },
    { version: NEWEST - 1, state: 'PENDING', organizations: 1 },
    { version: NEWEST, state: 'CURRENT', organizations: 1 },
  ]);
  expect(body.data).toHaveLength(1);
});

it('shows the row of each organization, the oldest schemas first', async () => {
  const { body } = await admin.get('/admin/migrations').expect(200);
  expect(body.data.map(({ version }: { version: number }) => version)).toEqual([
    NEWEST - 1,
    NEWEST - 1,
    NEWEST,
  ]);
  const { body: failed } = await admin.get('/admin/migrations?state=FAILED').expect(200);
  expect(failed).toMatchObject({ total: 1, counts: body.counts });
  expect(failed.data).toEqual([
    {
      organizationId: organizationOf(broken),
      slug: 'broken',
      version: NEWEST - 1,
      state: 'FAILED',
      attempts: 1,
      durationMs: expect.any(Number),
      error: ITS_FAILURE,
      migratedAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
    },
  ]);
});

it.each([
  ['PENDING', 1],
  ['MIGRATING', 0],
  ['CURRENT', 1],
])('filters by %s', async (state, total) => {
  const { body } = await admin.get(`/admin/migrations?state=${state}`).expect(200);
  expect(body.total).toBe(total);
  expect(body.data.every((row: { state: string }) => row.state === state)).toBe(true);
});

it('pages', async () => {
  const pages = await Promise.all(
    [1, 2, 3, 4].map((page) => admin.get(`/admin/migrations?limit=1&page=${page}`)),
  );
  const ids = pages.flatMap(({ body }) =>
    body.data.map(({ organizationId }: { organizationId: string }) => organizationId),
  );
  expect(ids).toHaveLength(3);
  expect(new Set(ids).size).toBe(3);
});

it.each(['state=WHAT', 'state=', 'page=0', 'limit=101', 'other=1'])('refuses ?%s', async (query) => {
  expect((await admin.get(`/admin/migrations?${query}`).expect(400)).body.code).toBe('validation-failed');
});

it('is for platform admins only, from the moment they are', async () => {
  expect((await behind.get('/admin/migrations').expect(403)).body.code).toBe('permission-denied');
  await api.get('/admin/migrations').expect(401);
  await superuser.query('UPDATE public.users SET is_platform_admin = false WHERE id = $1', [admin.userId]);
  await admin.get('/admin/migrations').expect(403);
});
