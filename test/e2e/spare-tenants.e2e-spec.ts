import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Config } from '../../dist/config/config.js';
import { SpareTenants } from '../../dist/tenancy/spare-tenants.js';
import { tenantName } from '../../dist/tenancy/tenant-name.js';
import { NEWEST_VERSION } from '../../dist/tenancy/tenant-schema.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { createTestApp } from '../support/test-app.ts';

const KEPT = 6;

const { app, api, superuser } = await createTestApp();

let owner: ApiClient;

async function spares(condition = 'true'): Promise<string[]> {
  const { rows } = await superuser.query<{ id: string }>(
    `SELECT organization_id AS id FROM public.spare_tenants WHERE ${condition} ORDER BY 1`,
  );
  return rows.map(({ id }) => id);
}

/** Waits until there are more than half of those kept, when no more are made, all with a schema. */
const stocked = (): Promise<string[]> =>
  eventually(async () => {
    const ids = await spares();
    return ids.length > KEPT / 2 && (await spares(`version < ${NEWEST_VERSION}`)).length === 0 && ids;
  });

/** As a database looks that was restored on another server. */
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
  for (const id of await spares()) await lose(id);
});

describe('the places of organizations', () => {
  it('are made when they are needed while there are few organizations', async () => {
    await create('Few');
    expect(await spares()).toEqual([]);
  });

  it('are made ahead where there are many, and taken by new organizations', async () => {
    Object.assign(app.get(SpareTenants), { worthwhileFrom: 1, kept: KEPT });
    await create('The first of many');
    const before = await stocked();
    const id = await create('Globex');
    expect(before).toContain(id);
    const { body: session } = await owner.post('/auth/switch', { organizationId: id }).expect(200);
    await api.as(session).post('/tasks', { title: 'In a place made ahead' }).expect(201);
    expect(await tablesOf((await stocked())[0] as string)).toBe(await tablesOf(id));
  });

  it('have the limits of the plan that the organization gets', async () => {
    await stocked();
    Object.assign(app.get(Config), { defaultPlan: 'FREE' });
    const id = await create('Small');
    Object.assign(app.get(Config), { defaultPlan: 'ENTERPRISE' });
    const { rows } = await superuser.query(
      `SELECT max_tasks, max_projects, max_storage::int FROM ${tenantName(id)}.head`,
    );
    expect(rows).toEqual([{ max_tasks: 10, max_projects: 1, max_storage: 104_857_600 }]);
  });

  it('serve without a schema, too, and are not taken with an old one until it is made anew', async () => {
    const [bare, old] = (await stocked()) as [string, string];
    await superuser.query(`DROP SCHEMA ${tenantName(bare)} CASCADE`);
    await superuser.query('DELETE FROM public.spare_tenants WHERE organization_id <> ALL ($1)', [
      [bare, old],
    ]);
    await superuser.query(
      `UPDATE public.spare_tenants SET version = CASE organization_id WHEN $1 THEN 0 ELSE ${NEWEST_VERSION} - 1 END`,
      [bare],
    );
    await superuser.query(`DROP TABLE ${tenantName(old)}.tasks CASCADE`);
    expect(await create('In a role made ahead')).toBe(bare);
    expect(await stocked()).toContain(old);
    expect(await tablesOf(old)).toBe(await tablesOf(bare));
  });

  it('go to one organization each, also at once, and beyond those in store', async () => {
    await stocked();
    const ids = await Promise.all(Array.from({ length: KEPT + 4 }, (_, n) => create(`Burst ${n}`)));
    expect(new Set(ids).size).toBe(ids.length);
    await stocked();
  });

  it('stay in store when the creation fails', async () => {
    await owner.post('/organizations', { name: 'Taken', slug: 'spare-taken' }).expect(201);
    const before = await stocked();
    await owner.post('/organizations', { name: 'Taken', slug: 'spare-taken' }).expect(409);
    expect(await spares()).toEqual(before);
  });

  it('are not taken when the server does not know them, as after a restore', async () => {
    const lost = await stocked();
    for (const id of lost) await lose(id);
    expect(lost).not.toContain(await create('Restored'));
    await superuser.query('DELETE FROM public.spare_tenants WHERE organization_id = ANY ($1)', [lost]);
  });
});
