import { expect, it } from 'vitest';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import type { TestOrganization } from '../support/api.ts';
import { newMover } from '../support/lifecycle.ts';
import { runCommand } from '../support/run-command.ts';
import { environmentOf, ServerProcess } from '../support/server-process.ts';
import { createTestApp, createTestDatabase } from '../support/test-app.ts';

const testApp = await createTestApp();
const { app, api, config, superuser } = testApp;

/** What a dump of another server leaves: schemas and tables, without the roles that were granted them. */
async function loseRole({ id }: TestOrganization): Promise<void> {
  await superuser.query(`DROP OWNED BY ${tenantName(id)}; DROP ROLE ${tenantName(id)}`);
}

async function readiness(): Promise<{ status: number; body: any }> {
  await app.get(Scheduler).runNow('tenant_roles.check');
  const { status, body } = await api.get('/health/ready');
  return { status, body };
}

it('roles that a dump left behind show in /health/ready and at the start, and are repaired', async () => {
  const [acme, globex] = [await api.newOrganization(), await api.newOrganization()];
  expect((await readiness()).body.parts.roles.status).toBe('up');
  await loseRole(acme);
  expect(await readiness()).toMatchObject({
    status: 200,
    body: { status: 'degraded', parts: { roles: { status: 'down' } } },
  });
  // The role is there, and may nothing.
  await superuser.query(`REVOKE USAGE ON SCHEMA ${tenantName(globex.id)} FROM ${tenantName(globex.id)}`);
  expect(await readiness()).toMatchObject({ status: 503, body: { status: 'unavailable' } });

  await superuser.query('REVOKE SELECT ON schema_migrations FROM taskflow_runtime');

  const server = new ServerProcess({ ...environmentOf(config), PORT: '0' });
  expect(await server.end()).toBe(1);
  expect(server.output).toMatch(/^The database roles of all \d+ organizations .*taskflow repair-roles/m);

  const { code, output } = await runCommand(config, 'repair-roles', '--sql');
  expect([code, output]).toEqual([
    0,
    expect.stringContaining(`CREATE ROLE ${tenantName(acme.id)} NOLOGIN NOINHERIT;`),
  ]);
  expect((await readiness()).status).toBe(503);
  expect(await runCommand(config, 'repair-roles')).toMatchObject({
    code: 0,
    output: '2 roles of organizations were repaired, 0 could not be.\n',
  });
  expect((await readiness()).body.parts.roles.status).toBe('up');
  const { rows } = await superuser.query(
    `SELECT has_table_privilege('taskflow_runtime', 'schema_migrations', 'SELECT') AS readable`,
  );
  expect(rows).toEqual([{ readable: true }]);
  for (const { owner } of [acme, globex]) {
    await owner.post('/tasks', { title: 'Again' }).expect(201);
    await owner.get('/tasks').expect(200);
    await owner.post('/webhooks', { url: 'https://hooks.example.com', events: ['task.*'] }).expect(201);
  }
});

it('a role that can not be dropped keeps no purge, and goes when it can', async () => {
  const { move } = await newMover(testApp);
  const acme = await api.newOrganization();
  const role = tenantName(acme.id);
  // As in a copy of the database on the same server.
  const other = await createTestDatabase();
  await other.superuser.query(`CREATE SCHEMA held; GRANT USAGE ON SCHEMA held TO ${role}`);
  await move('delete', acme).expect(200);
  const { body } = await move('purge', acme).expect(200);
  expect(body).toMatchObject({ id: acme.id, roleLeft: role });
  expect(body.nothingLeftOf).not.toContain('role');
  expect((await superuser.query('SELECT FROM organizations WHERE id = $1', [acme.id])).rowCount).toBe(0);
  await app.get(Scheduler).runNow('organizations.drop_roles');
  const exists = async () =>
    (await superuser.query('SELECT FROM pg_roles WHERE rolname = $1', [role])).rowCount;
  expect(await exists()).toBe(1);
  await other.superuser.query(`DROP OWNED BY ${role}`);
  await app.get(Scheduler).runNow('organizations.drop_roles');
  expect(await exists()).toBe(0);
});

it('the owner may read all that a dump reads', async () => {
  const { owner } = await api.newOrganization();
  await owner.post('/exports').expect(202);
  const unreadable = await superuser.query(
    `SELECT oid::regclass::text AS name FROM pg_class
     WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
       AND relnamespace::regnamespace::text NOT LIKE 'pg\\_%' AND NOT has_table_privilege('taskflow_owner', oid, 'SELECT')`,
  );
  expect(unreadable.rows).toEqual([]);
  const made = await superuser.query(
    `SELECT count(*)::int AS n FROM pg_class
     WHERE relkind = 'S' AND relnamespace = 'bullmq'::regnamespace AND relowner = 'taskflow_runtime'::regrole`,
  );
  expect(made.rows[0].n).toBeGreaterThan(0);
});
