import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TenantRoles } from '../../dist/tenancy/tenant-roles.js';
import { tenantName } from '../../dist/tenancy/tenant-name.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { createTestApp } from '../support/test-app.ts';

const KEPT = 6;

const { app, api, superuser } = await createTestApp();

let owner: ApiClient;

async function spares(): Promise<string[]> {
  const { rows } = await superuser.query<{ id: string }>(
    'SELECT organization_id AS id FROM public.spare_roles ORDER BY 1',
  );
  return rows.map(({ id }) => id);
}

/** Waits until there are more than half of those kept, when no more are made. */
const stocked = (): Promise<string[]> =>
  eventually(async () => {
    const ids = await spares();
    return ids.length > KEPT / 2 && ids;
  });

const create = async (name: string): Promise<string> =>
  (await owner.post('/organizations', { name }).expect(201)).body.id;

beforeAll(async () => {
  owner = await api.newOwner();
});
afterAll(async () => {
  // Roles belong to the server, which the tests share.
  for (const id of await spares()) await superuser.query(`DROP ROLE IF EXISTS ${tenantName(id)}`);
});

describe('the roles of organizations', () => {
  it('are made when they are needed while there are few organizations', async () => {
    await create('Few');
    expect(await spares()).toEqual([]);
  });

  it('are made ahead where there are many, and taken by new organizations', async () => {
    Object.assign(app.get(TenantRoles), { worthwhileFrom: 1, kept: KEPT });
    await create('The first of many');
    const before = await stocked();
    const id = await create('Globex');
    expect(before).toContain(id);
    const { body: session } = await owner.post('/auth/switch', { organizationId: id }).expect(200);
    await api.as(session).post('/tasks', { title: 'In a role made ahead' }).expect(201);
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
    for (const id of lost) await superuser.query(`DROP ROLE ${tenantName(id)}`);
    expect(lost).not.toContain(await create('Restored'));
    await superuser.query('DELETE FROM public.spare_roles WHERE organization_id = ANY ($1)', [lost]);
  });
});
