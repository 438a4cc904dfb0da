import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Config } from '#app/config/config.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { NEWEST_VERSION } from '#app/tenancy/tenant-schema.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { runCommand } from '../support/run-command.ts';
import { createTestApp } from '../support/test-app.ts';

const SIZE = 6;

const { app, api, config, superuser } = await createTestApp();

let owner: ApiClient;

async function pooled(condition = 'true'): Promise<string[]> {
  const { rows } = await superuser.query<{ id: string }>(
    `SELECT organization_id AS id FROM public.tenant_pool WHERE ${condition} ORDER BY 1`,
  );
  return rows.map(({ id }) => id);
}

/** Waits until more than half of the pool is there, which stops the filling, all with a schema. */
const stocked = (): Promise<string[]> =>
  eventually(async () => {
    const ids = await pooled();
    return ids.length > SIZE / 2 && (await pooled(`version < ${NEWEST_VERSION}`)).length === 0 && ids;
  });

/** Leaves the pool as in a database that was restored on another server. */
async function lose(id: string): Promise<void> {
  await superuser.query(`DROP SCHEMA IF EXISTS ${tenantName(id)} CASCADE`);
  await superuser.query(`DROP ROLE IF EXISTS ${tenantName(id)}`);
}

async function tablesOf(id: string): Promise<number> {
  const { rows } = await superuser.query<{ count: number }>(
    'SELECT count(*)::int FROM pg_tables WHERE schemaname = $1',
    [tenantName(id)],
  );
  return rows[0]?.count as number;
}

const create = async (name: string): Promise<string> =>
  (await owner.post('/organizations', { name }).expect(201)).body.id;

beforeAll(async () => {
  owner = await api.newOwner();
});
afterAll(async () => {
  // Roles belong to the server, which the tests share.
  for (const id of await pooled()) await lose(id);
});

describe('the pool of pre-provisioned tenants', () => {
  it('is empty where none is wanted', async () => {
    await create('Few');
    expect(await pooled()).toEqual([]);
  });

  it('has as many as there are organizations, up to its size', async () => {
    Object.assign(app.get(Config), { tenantPoolSize: SIZE });
    await create('The third');
    await eventually(async () => (await pooled(`version = ${NEWEST_VERSION}`)).length === 3);
    for (let n = 4; n <= SIZE + 2; n++) await create(`Number ${n}`);
    expect((await stocked()).length).toBeLessThanOrEqual(SIZE);
  });

  it('is acquired from by new organizations', async () => {
    const before = await stocked();
    const id = await create('Globex');
    expect(before).toContain(id);
    const { body: session } = await owner.post('/auth/switch', { organizationId: id }).expect(200);
    await api.as(session).post('/tasks', { title: 'In a pooled tenant' }).expect(201);
    expect(await tablesOf((await stocked())[0] as string)).toBe(await tablesOf(id));
  });

  it('gives an organization the limits of its plan', async () => {
    await stocked();
    Object.assign(app.get(Config), { defaultPlan: 'FREE' });
    const id = await create('Small');
    Object.assign(app.get(Config), { defaultPlan: 'ENTERPRISE' });
    const { rows } = await superuser.query(
      `SELECT max_tasks, max_projects, max_storage::int FROM ${tenantName(id)}.sequencer`,
    );
    expect(rows).toEqual([{ max_tasks: 10, max_projects: 1, max_storage: 104_857_600 }]);
  });

  it('serves tenants without a schema, and makes an outdated schema anew before it serves it', async () => {
    const [bare, old] = (await stocked()) as [string, string];
    await superuser.query(`DROP SCHEMA ${tenantName(bare)} CASCADE`);
    await superuser.query('DELETE FROM public.tenant_pool WHERE organization_id <> ALL ($1)', [[bare, old]]);
    await superuser.query(
      `UPDATE public.tenant_pool SET version = CASE organization_id WHEN $1 THEN 0 ELSE -1 END`,
      [bare],
    );
    await superuser.query(`DROP TABLE ${tenantName(old)}.tasks CASCADE`);
    expect(await create('In a pooled role')).toBe(bare);
    expect(await stocked()).toContain(old);
    expect(await tablesOf(old)).toBe(await tablesOf(bare));
  });

  it('gives each tenant to one organization, also at once, and provisions beyond its size', async () => {
    await stocked();
    const ids = await Promise.all(Array.from({ length: SIZE + 4 }, (_, n) => create(`Burst ${n}`)));
    expect(new Set(ids).size).toBe(ids.length);
    await stocked();
  });

  it('fails nothing of a command that ends while it is filled', async () => {
    await stocked();
    const sized = new Config({ ...config, tenantPoolSize: 4 * SIZE });
    const created = await runCommand(sized, 'create-tenant', '--name', 'By command');
    expect([created.code, created.log]).toEqual([0, '']);
    await create('Filled on');
    await stocked();
  });

  it('keeps a tenant whose creation failed', async () => {
    await owner.post('/organizations', { name: 'Taken', slug: 'pool-taken' }).expect(201);
    const before = await stocked();
    await owner.post('/organizations', { name: 'Taken', slug: 'pool-taken' }).expect(409);
    expect(await pooled()).toEqual(before);
  });

  it('skips tenants whose role is missing on the server, as after a restore', async () => {
    const lost = await stocked();
    for (const id of lost) await lose(id);
    expect(lost).not.toContain(await create('Restored'));
    await superuser.query('DELETE FROM public.tenant_pool WHERE organization_id = ANY ($1)', [lost]);
  });
});
