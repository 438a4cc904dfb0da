import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tenantRole, tenantRoleSql } from '#app/tenancy/group-roles.js';
import { migrate } from '#app/tenancy/migration/migrate.js';
import { readMigrations } from '#app/tenancy/migration/migrations.js';
import { switchToTenantSql } from '#app/tenancy/switch-to-tenant.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { Config } from '#app/config/config.js';
import { NEWEST_VERSION } from '#app/tenancy/tenant-schema.js';
import { PASSWORD, type TestOrganization } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { exportedCsv } from '../support/exports.ts';
import { newMover } from '../support/lifecycle.ts';
import { runCommand } from '../support/run-command.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';
import { attach } from '../support/uploads.ts';

const t = await createTestApp({ sharedRoles: 4 });
const { app, api, config, superuser } = t;
const { groupRoles } = config.database;

const roleOf = ({ id }: TestOrganization): string => tenantRole(tenantName(id), groupRoles);

/** Two of one group, and one of another. */
let acme: TestOrganization;
let globex: TestOrganization;
let initech: TestOrganization;

const client = new pg.Client(config.database.runtime);

beforeAll(async () => {
  const made: TestOrganization[] = [];
  for (;;) {
    const next = await api.newOrganization();
    const same = made.find((other) => roleOf(other) === roleOf(next));
    const different = same && made.find((other) => roleOf(other) !== roleOf(next));
    made.push(next);
    if (!same || !different) continue;
    [acme, globex, initech] = [same, next, different];
    break;
  }
  await client.connect();
});
afterAll(() => client.end());

async function ownRoles(): Promise<string[]> {
  const { rows } = await superuser.query<{ name: string }>(
    `SELECT rolname AS name FROM pg_roles JOIN pg_namespace ON nspname = rolname WHERE nspname ~ '^tenant_'`,
  );
  return rows.map(({ name }) => name);
}

/** Runs a statement as requests of the organization do. */
async function inTenant(id: string, sql: string): Promise<unknown[]> {
  try {
    await client.query(`BEGIN; ${switchToTenantSql(id, groupRoles)}`);
    return (await client.query(sql)).rows;
  } finally {
    await client.query('ROLLBACK');
  }
}

describe('organizations that share database roles', () => {
  it('read, write, comment, attach and export their own, in a group and between groups', async () => {
    const organizations = [acme, globex, initech];
    for (const { owner, member, slug } of organizations) {
      await owner.post('/tasks', { title: `First of ${slug}` }).expect(201);
      await member.post('/tasks', { title: `Second of ${slug}` }).expect(201);
      await owner.post('/tasks/1/comments', { body: 'Done' }).expect(201);
      await owner.patch('/tasks/1', { status: 'IN_PROGRESS' }).expect(200);
      await attach(owner, 'A file');
    }
    for (const { owner, slug } of organizations) {
      const { body } = await owner.get('/tasks?sort=number').expect(200);
      expect(body.data.map(({ title }: { title: string }) => title)).toEqual([
        `First of ${slug}`,
        `Second of ${slug}`,
      ]);
      const { csv } = await exportedCsv(owner, { columns: ['title'] });
      expect(csv.trim().split('\r\n').toSorted()).toEqual([`First of ${slug}`, `Second of ${slug}`, 'title']);
      expect((await owner.post('/activity/verify').expect(200)).body.brokenAt).toBeNull();
    }
    expect(await ownRoles()).toEqual([]);
  });

  it('find each other by no id', async () => {
    const { body: task } = await globex.owner.post('/tasks', { title: 'Secret' }).expect(201);
    for (const { owner } of [acme, initech]) {
      await owner.get(`/tasks/${task.id}`).expect(404);
      await owner.patch(`/tasks/${task.id}`, { title: 'Stolen' }).expect(404);
      await owner.get('/tasks', { 'x-tenant-id': globex.id }).expect(403);
    }
  });

  it.each([
    'SELECT title FROM SCHEMA.tasks',
    'UPDATE SCHEMA.sequencer SET sequence = sequence',
    `INSERT INTO SCHEMA.label_colors (label, color) VALUES ('x', '#000000')`,
    'DELETE FROM SCHEMA.tasks',
  ])('are kept from qualified names of another group by PostgreSQL: %s', async (sql) => {
    for (const [from, to] of [
      [acme, initech],
      [initech, globex],
    ] as const)
      await expect(inTenant(from.id, sql.replace('SCHEMA', tenantName(to.id)))).rejects.toMatchObject({
        code: '42501',
      });
  });

  it('are kept from qualified names of their own group by nothing, and reach none without one', async () => {
    const schema = `SELECT DISTINCT relnamespace::regnamespace::text AS schema
      FROM tasks JOIN pg_class ON pg_class.oid = tasks.tableoid`;
    for (const { id } of [acme, globex, acme])
      expect(await inTenant(id, schema)).toEqual([{ schema: tenantName(id) }]);
    // What docs/adr/0054 says that the second lock is worth: should this be refused one day, say so there.
    expect(await inTenant(acme.id, `SELECT title FROM ${tenantName(globex.id)}.tasks`)).not.toEqual([]);
  });

  it('can do nothing without a transaction, in the shared schema, or as an unknown organization', async () => {
    await expect(client.query(`SELECT 1 FROM ${tenantName(acme.id)}.tasks`)).rejects.toMatchObject({
      code: '42501',
    });
    await expect(inTenant(acme.id, 'SELECT 1 FROM public.users')).rejects.toMatchObject({ code: '42501' });
    await expect(inTenant(acme.id, 'CREATE TABLE more (id int)')).rejects.toMatchObject({ code: '42501' });
    await expect(inTenant(randomUUID(), 'SELECT 1 FROM tasks')).rejects.toMatchObject({ code: '42P01' });
  });

  it('have the role that SQL finds as well', async () => {
    const ids = Array.from({ length: 50 }, () => randomUUID());
    const { rows } = await superuser.query<{ role: string }>(
      `SELECT ${tenantRoleSql('schema', groupRoles)} AS role FROM unnest($1::text[]) AS schema`,
      [ids.map(tenantName)],
    );
    expect(rows.map(({ role }) => role)).toEqual(ids.map((id) => tenantRole(tenantName(id), groupRoles)));
  });

  it('are tried by verify-isolation, which says what it found open', async () => {
    const { code, output } = await runCommand(config, 'verify-isolation', '--sample', '20');
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining(': 0 kinds got through'),
    });
    const [, tried, through] =
      /^open    reach .* same group .* \(tried (\d+) times, went through (\d+) times\)$/m.exec(output) ?? [];
    expect(Number(tried)).toBeGreaterThanOrEqual(2);
    expect(through).toBe(tried);
    expect(output).toMatch(/^ok {6}read a table of another organization .* \(tried [1-9]\d* times\)$/m);
    expect(output).toContain('shares one of 4 database\nroles with others (TENANT_ROLES=4)');
  });

  it('open to another group what is granted to its role, which verify-isolation finds', async () => {
    const grant = `USAGE ON SCHEMA ${tenantName(initech.id)}`;
    const select = `SELECT ON ${tenantName(initech.id)}.tasks`;
    await superuser.query(`GRANT ${grant} TO ${roleOf(acme)}; GRANT ${select} TO ${roleOf(acme)}`);
    const { code, output } = await runCommand(config, 'verify-isolation', '--sample', '20');
    expect(code).toBe(1);
    expect(output).toMatch(/^FAILED {2}read a table of another organization by its qualified name/m);
    // It is taken back by the command that mends roles.
    expect(await runCommand(config, 'repair-roles')).toMatchObject({
      code: 0,
      output: '1 roles of organizations were repaired, 0 could not be.\n',
    });
    await expect(inTenant(acme.id, `SELECT 1 FROM ${tenantName(initech.id)}.tasks`)).rejects.toMatchObject({
      code: '42501',
    });
    await initech.owner.get('/tasks').expect(200);
  });

  it('get what a migration grants', async () => {
    const sql = 'CREATE TABLE notes (text text); GRANT SELECT, INSERT ON notes TO :"role";';
    const migrations = [...readMigrations('tenant'), { version: NEWEST_VERSION + 1, name: 'notes', sql }];
    expect((await migrate(config, { migrations })).failed).toEqual([]);
    expect(await inTenant(acme.id, `INSERT INTO notes VALUES ('x') RETURNING text`)).toEqual([{ text: 'x' }]);
    await expect(inTenant(initech.id, `SELECT FROM ${tenantName(acme.id)}.notes`)).rejects.toMatchObject({
      code: '42501',
    });
    await superuser.query('UPDATE public.tenant_schemas SET version = $1', [NEWEST_VERSION]);
  });

  it('are provisioned ahead without a role of their own', async () => {
    Object.assign(app.get(Config), { tenantPoolSize: 2 });
    const pooled = async (): Promise<string[]> =>
      (
        await superuser.query<{ id: string }>(
          `SELECT organization_id AS id FROM public.tenant_pool WHERE version = ${NEWEST_VERSION}`,
        )
      ).rows.map(({ id }) => id);
    await api.newOwner();
    const ids = await eventually(async () => (await pooled()).length === 2 && pooled());
    const owner = await api.newOwner();
    expect(ids).toContain(owner.session?.organization.id);
    await owner.post('/tasks', { title: 'In a pooled tenant' }).expect(201);
    Object.assign(app.get(Config), { tenantPoolSize: 0 });
    expect(await ownRoles()).toEqual([]);
  });

  it('go by a purge, come back from an archive, and leave the role to the others of their group', async () => {
    const file = join(config.dataDir, 'acme.tar');
    const { move } = await newMover(t);
    expect(await runCommand(config, 'archive', '--slug', acme.slug, '--to', file)).toMatchObject({ code: 0 });
    await move('delete', acme).expect(200);
    const { body } = await move('purge', acme).expect(200);
    expect(body).toMatchObject({ roleLeft: null, nothingLeftOf: expect.arrayContaining(['schema', 'role']) });
    await globex.owner.post('/tasks', { title: 'Still here' }).expect(201);
    const { rows } = await superuser.query('SELECT FROM pg_roles WHERE rolname = ANY ($1)', [groupRoles]);
    expect(rows).toHaveLength(4);

    expect(await runCommand(config, 'unarchive', '--from', file)).toMatchObject({ code: 0 });
    const back = await api.login(emailOf(acme.owner), PASSWORD);
    await back.post('/tasks', { title: 'Back' }).expect(201);
    await expect(inTenant(acme.id, `SELECT FROM ${tenantName(initech.id)}.tasks`)).rejects.toMatchObject({
      code: '42501',
    });
    expect(await ownRoles()).toEqual([]);
  });
});
