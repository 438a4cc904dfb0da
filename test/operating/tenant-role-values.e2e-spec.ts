import { expect, it } from 'vitest';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { Config } from '#app/config/config.js';
import { groupRoleNames } from '#app/tenancy/group-roles.js';
import { tenantName, tenantNameSql } from '#app/tenancy/tenant-name.js';
import { NEWEST_VERSION } from '#app/tenancy/tenant-schema.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { runCommand } from '../support/run-command.ts';
import { environmentOf, ServerProcess } from '../support/server-process.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, config, superuser } = await createTestApp();

/** The configuration with another value of TENANT_ROLES. */
const withRoles = (count: number): Config => {
  const groupRoles = groupRoleNames(count, 'taskflow_runtime');
  return new Config({ ...config, database: { ...config.database, groupRoles } });
};
const [three, seven] = [withRoles(3), withRoles(7)];

async function serves(client: ApiClient, configuration: Config): Promise<void> {
  const server = new ServerProcess({ ...environmentOf(configuration), PORT: '0', JOBS: 'off' });
  try {
    const url = await server.url();
    const headers = {
      authorization: `Bearer ${client.session?.accessToken}`,
      'content-type': 'application/json',
    };
    const body = JSON.stringify({ title: 'After the change' });
    expect((await fetch(`${url}/tasks`, { method: 'POST', headers, body })).status).toBe(201);
    expect((await fetch(`${url}/tasks`, { headers })).status).toBe(200);
  } finally {
    await server.end('SIGTERM');
  }
}

async function refusesToStart(configuration: Config): Promise<void> {
  const server = new ServerProcess({ ...environmentOf(configuration), PORT: '0' });
  expect(await server.end()).toBe(1);
  expect(server.output).toMatch(
    /^The database roles of all \d+ .* TENANT_ROLES: run "taskflow repair-roles"/m,
  );
}

/** The tenant roles that may use schemas of this database, and those of its tenants that exist. */
async function roles(): Promise<{ granted: string[]; own: string[] }> {
  const granted = await superuser.query<{ name: string }>(
    `SELECT DISTINCT rolname AS name FROM pg_namespace, aclexplode(nspacl) JOIN pg_roles r ON r.oid = grantee
     WHERE nspname ~ '^tenant_' AND rolname ~ '^tenant_' ORDER BY 1`,
  );
  const own = await superuser.query<{ name: string }>(
    `SELECT rolname AS name FROM pg_roles JOIN (
       SELECT organization_id FROM tenant_schemas UNION ALL SELECT organization_id FROM tenant_pool
     ) t ON rolname = ${tenantNameSql('organization_id')} ORDER BY 1`,
  );
  return { granted: granted.rows.map(({ name }) => name), own: own.rows.map(({ name }) => name) };
}

async function tenants(): Promise<string[]> {
  const { rows } = await superuser.query<{ id: string }>(
    'SELECT organization_id AS id FROM tenant_schemas UNION ALL SELECT organization_id FROM tenant_pool',
  );
  return rows.map(({ id }) => tenantName(id)).toSorted();
}

it('is converted from a role per organization to shared ones and back, whenever it is interrupted', async () => {
  const owners = [await api.newOwner(), await api.newOwner(), await api.newOwner()];
  Object.assign(app.get(Config), { tenantPoolSize: 2 });
  owners.push(await api.newOwner());
  await eventually(
    async () =>
      (await superuser.query(`SELECT FROM tenant_pool WHERE version = ${NEWEST_VERSION}`)).rowCount === 2,
  );
  Object.assign(app.get(Config), { tenantPoolSize: 0 });
  const [acme, globex] = owners as [ApiClient, ApiClient];
  const ids = owners.map(({ session }) => session?.organization.id as string);
  const [stuck] = ids.map(tenantName) as [string];
  expect((await roles()).own).toEqual(await tenants());

  await refusesToStart(three);
  // An organization that can't be repaired keeps the others from nothing, and its own role.
  await superuser.query(`ALTER SCHEMA ${stuck} OWNER TO postgres`);
  const first = await runCommand(three, 'repair-roles');
  expect([first.code, first.output]).toEqual([
    1,
    expect.stringContaining('5 roles of organizations were repaired, 1 could'),
  ]);
  expect((await roles()).granted).toContain(stuck);
  await superuser.query(`ALTER SCHEMA ${stuck} OWNER TO taskflow_owner`);
  expect(await runCommand(three, 'repair-roles')).toMatchObject({
    code: 0,
    output:
      '1 roles of organizations were repaired, 0 could not be.\n' +
      '6 roles that no organization has any more were dropped, 0 could not be.\n',
  });
  const shared = await roles();
  expect(shared.own).toEqual([]);
  for (const name of shared.granted) expect(three.database.groupRoles).toContain(name);
  for (const client of [acme, globex]) await serves(client, three);
  const verified = await runCommand(three, 'verify-isolation', '--sample', '10');
  expect([verified.code, verified.output]).toEqual([0, expect.stringContaining('TENANT_ROLES=3')]);
  expect(await runCommand(three, 'repair-roles')).toMatchObject({
    code: 0,
    output: '0 roles of organizations were repaired, 0 could not be.\n',
  });

  // A process that still has the value of before serves nothing, and says so.
  await app.get(Scheduler).runNow('tenant_roles.check');
  await api.get('/health/ready').expect(503);
  await refusesToStart(config);

  // Another number is other roles, of which none has the rights that it had before.
  await refusesToStart(seven);
  expect(await runCommand(seven, 'repair-roles')).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^6 roles .* repaired, 0 .*\n[1-3] roles .* dropped, 0 could not be\.\n$/),
  });
  for (const name of (await roles()).granted) expect(seven.database.groupRoles).toContain(name);
  await serves(acme, seven);

  const { code, output: sql } = await runCommand(config, 'repair-roles', '--sql');
  expect(code).toBe(0);
  expect(sql).toContain(`CREATE ROLE ${stuck} NOLOGIN NOINHERIT;`);
  expect(await runCommand(config, 'repair-roles')).toMatchObject({ code: 0 });
  expect(await roles()).toEqual({ granted: await tenants(), own: await tenants() });
  const groups = await superuser.query(
    `SELECT rolname FROM pg_roles WHERE rolname = ANY ($1) AND oid IN (SELECT grantee FROM pg_namespace, aclexplode(nspacl))`,
    [[...(three.database.groupRoles ?? []), ...(seven.database.groupRoles ?? [])]],
  );
  expect(groups.rows).toEqual([]);
  for (const owner of owners) {
    await owner.post('/tasks', { title: 'As before' }).expect(201);
    await owner.get('/tasks').expect(200);
  }
  expect((await runCommand(config, 'verify-isolation')).code).toBe(0);
  // The pool is one of usable tenants again.
  const pooled = (await superuser.query<{ id: string }>('SELECT organization_id AS id FROM tenant_pool'))
    .rows;
  expect(pooled.map(({ id }) => id)).toContain((await api.newOwner()).session?.organization.id);
});

it('leaves a role that another database of the server uses, without rights in this one', async () => {
  await api.newOwner();
  const { own } = await roles();
  const held = own.at(-1) as string;
  const other = await superuser.query(`SELECT datname AS name FROM pg_database WHERE datname = 'postgres'`);
  expect(other.rows).toHaveLength(1);
  await superuser.query(`GRANT CONNECT ON DATABASE postgres TO ${held}`);
  const { code, output } = await runCommand(three, 'repair-roles');
  expect([code, output]).toEqual([
    0,
    expect.stringMatching(/dropped, 1 could not be\.\nThe first reason: .*depend/),
  ]);
  expect((await roles()).granted).not.toContain(held);
  await superuser.query(`REVOKE CONNECT ON DATABASE postgres FROM ${held}`);
  expect((await runCommand(three, 'repair-roles')).output).toContain(
    '1 roles that no organization has any more were dropped',
  );
  expect((await roles()).own).toEqual([]);
});
