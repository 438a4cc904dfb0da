import { describe, expect, it } from 'vitest';
import { AdminAudit } from '#app/modules/admin/admin-audit.js';
import { RequestContext } from '#app/context/request-context.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import type { TestOrganization } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { newOperator } from '../support/operator.ts';
import { sessionOf } from '../support/sessions.ts';
import { runCommand } from '../support/run-command.ts';
import { createTestApp } from '../support/test-app.ts';

const t = await createTestApp({ jobs: 'off' });
const { api, app, superuser, config } = t;
const operator = await newOperator(t);

const at = ({ id }: { id: string }) => `/admin/organizations/${id}`;
const entriesOf = async ({ id }: { id: string }, query = '') =>
  (await operator.get(`/admin/audit?subjectId=${id}&limit=100${query}`).expect(200)).body.data;
const actionsOf = async (organization: { id: string }): Promise<string[]> =>
  (await entriesOf(organization)).map(({ action }: { action: string }) => action);

const cli = (...args: string[]) => runCommand(config, ...args);

describe('the audit log of operators', () => {
  it('has who did what when, by which request, before and after', async () => {
    const acme = await api.newOrganization();
    await operator.patch(at(acme), { plan: 'BASIC' }, { 'x-request-id': 'asked-for' }).expect(200);
    expect(await entriesOf(acme)).toEqual([
      {
        id: expect.any(String),
        at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
        action: 'organization.plan-changed',
        actor: operator.userId,
        requestId: 'asked-for',
        subjectType: 'organization',
        subjectId: acme.id,
        subjectName: acme.slug,
        before: { plan: 'ENTERPRISE' },
        after: { plan: 'BASIC' },
      },
    ]);
  });

  it('has every move, newest first, and outlives the organization', async () => {
    const acme = await api.newOrganization();
    await operator.post(`${at(acme)}/suspend`).expect(200);
    await operator.post(`${at(acme)}/resume`).expect(200);
    await operator.delete(at(acme)).expect(200);
    await operator.post(`${at(acme)}/restore`).expect(200);
    await operator.delete(at(acme)).expect(200);
    await operator.post(`${at(acme)}/purge`, { slug: acme.slug }).expect(200);
    expect(await actionsOf(acme)).toEqual([
      'organization.purged',
      'organization.deleted',
      'organization.restored',
      'organization.deleted',
      'organization.resumed',
      'organization.suspended',
    ]);
    const [purged, deleted] = await entriesOf(acme);
    expect(purged).toMatchObject({ before: { status: 'PURGING' }, after: null, subjectName: acme.slug });
    expect(deleted).toMatchObject({ before: { status: 'ACTIVE' }, after: { status: 'DELETED' } });
  });

  it('has no entry of what was refused, failed or changed nothing', async () => {
    const acme = await api.newOrganization();
    await operator.post(`${at(acme)}/resume`).expect(409);
    await operator.post(`${at(acme)}/purge`, { slug: acme.slug }).expect(409);
    await operator.patch(at(acme), { plan: 'GOLD' }).expect(400);
    await operator.patch(at(acme), { plan: 'ENTERPRISE' }).expect(200);
    await acme.owner.patch(at(acme), { plan: 'FREE' }).expect(403);
    await acme.owner.delete('/organizations/current').expect(204);
    expect(await actionsOf(acme)).toEqual([]);
  });

  it('rolls back with its action', async () => {
    const acme = await api.newOrganization();
    const schema = `tenant_${acme.id.replaceAll('-', '')}`;
    await superuser.query(`ALTER TABLE ${schema}.sequencer ADD CONSTRAINT no CHECK (max_tasks IS NULL)`);
    await operator.patch(at(acme), { plan: 'FREE' }).expect(500);
    expect(await actionsOf(acme)).toEqual([]);
    expect((await operator.get(at(acme)).expect(200)).body.plan).toBe('ENTERPRISE');
  });

  it('takes no entry outside of a transaction', async () => {
    const subject = { type: 'user', id: operator.userId, name: 'x' } as const;
    const record = () =>
      app.get(AdminAudit, { strict: false }).record('x', subject, { before: null, after: null });
    await expect(app.get(RequestContext, { strict: false }).run({}, record)).rejects.toThrow('transaction');
  });

  it.each([
    'UPDATE public.admin_audit SET actor = $$x$$',
    'DELETE FROM public.admin_audit',
    'TRUNCATE public.admin_audit',
  ])('is append-only for the role that serves requests: %s', async (sql) => {
    const connection = await superuser.connect();
    try {
      await connection.query('BEGIN; SET LOCAL ROLE taskflow_runtime');
      await expect(connection.query(sql)).rejects.toThrow('permission denied');
    } finally {
      await connection.query('ROLLBACK');
      connection.release();
    }
  });

  it('names the system where a worker purges', async () => {
    const acme = await api.newOrganization();
    await operator.delete(at(acme)).expect(200);
    await superuser.query('UPDATE public.organizations SET purge_after = now() WHERE id = $1', [acme.id]);
    await app.get(Scheduler).runNow('organizations.purge');
    expect((await entriesOf(acme))[0]).toMatchObject({ action: 'organization.purged', actor: 'system' });
  });

  it('filters and pages', async () => {
    const acme = await api.newOrganization();
    await operator.post(`${at(acme)}/suspend`).expect(200);
    await operator.post(`${at(acme)}/resume`).expect(200);
    const [resumed, suspended] = await entriesOf(acme);
    expect(await entriesOf(acme, '&action=organization.suspended')).toEqual([suspended]);
    expect(await entriesOf(acme, `&actor=${operator.userId}`)).toEqual([resumed, suspended]);
    expect(await entriesOf(acme, '&actor=cli')).toEqual([]);
    expect(await entriesOf(acme, `&since=${resumed.at}`)).toEqual([resumed]);
    expect(await entriesOf(acme, `&before=${resumed.at}`)).toEqual([suspended]);
    const { body } = await operator.get(`/admin/audit?subjectId=${acme.id}&limit=1&page=2`).expect(200);
    expect(body).toMatchObject({ data: [suspended], page: 2, limit: 1, total: 2 });
    for (const query of ['subjectId=x', 'since=yesterday', 'sort=at'])
      await operator.get(`/admin/audit?${query}`).expect(400);
  });

  it('has what was done on the command line', async () => {
    const acme = await api.newOrganization();
    expect(await cli('set-plan', '--slug', acme.slug, '--plan', 'FREE')).toMatchObject({ code: 0 });
    expect(await cli('add-domain', '--slug', acme.slug, '--domain', `${acme.slug}.Example`)).toMatchObject({
      code: 0,
      output: expect.stringContaining(
        `${acme.slug}.example leads to ${acme.slug} now, as its primary domain`,
      ),
    });
    expect(await cli('suspend-tenant', '--slug', acme.slug)).toMatchObject({ code: 0 });
    const entries = await entriesOf(acme, '&actor=cli');
    expect(entries).toMatchObject([
      { action: 'organization.suspended', requestId: null },
      { action: 'organization.domain-added', after: { domain: `${acme.slug}.example`, isPrimary: true } },
      { action: 'organization.plan-changed', before: { plan: 'ENTERPRISE' }, after: { plan: 'FREE' } },
    ]);
    // A refusal is no entry.
    const taken = await cli('add-domain', '--slug', acme.slug, '--domain', `${acme.slug}.example`);
    expect(taken.code).toBe(1);
    expect(await entriesOf(acme)).toHaveLength(3);
    expect(await cli('remove-domain', '--domain', `${acme.slug}.Example`)).toMatchObject({
      code: 0,
      output: expect.stringContaining('no more'),
    });
    expect(await entriesOf(acme)).toMatchObject([
      { action: 'organization.domain-removed', before: { domain: `${acme.slug}.example` }, after: null },
      {},
      {},
      {},
    ]);
  });
});

describe('the audit log of accounts', () => {
  it('has the operator of the command line, whatever the command', async () => {
    const { owner } = await api.newOrganization();
    const { id, email } = sessionOf(owner).user;
    for (const command of ['create-admin', 'create-admin', 'deactivate-user', 'activate-user'])
      expect(await cli(command, '--email', email.toUpperCase())).toMatchObject({ code: 0 });
    expect(await entriesOf({ id })).toMatchObject([
      { action: 'user.activated', actor: 'cli' },
      { action: 'user.deactivated', actor: 'cli' },
      {
        action: 'user.made-platform-admin',
        actor: 'cli',
        subjectType: 'user',
        before: { isPlatformAdmin: false },
        after: { isPlatformAdmin: true },
      },
    ]);
    const unknown = await cli('create-admin', '--email', 'nobody@nowhere.example');
    expect([unknown.code, unknown.log]).toEqual([1, expect.stringContaining('There is no account')]);
  });
});

describe('what operators see of organizations', () => {
  const find = async (query: string): Promise<{ id: string }[]> =>
    (await operator.get(`/admin/organizations?limit=100&${query}`).expect(200)).body.data;
  const has = async (query: string, { id }: TestOrganization): Promise<boolean> =>
    (await find(query)).some((one) => one.id === id);

  it('is how many belong to it, how large it is and when it was used', async () => {
    const acme = await api.newOrganization();
    await acme.owner.post('/tasks', { title: 'A secret' }).expect(201);
    const { body } = await operator.get(at(acme)).expect(200);
    expect(body).toMatchObject({ id: acme.id, plan: 'ENTERPRISE', status: 'ACTIVE', members: 4 });
    expect(body.sizeBytes).toBeGreaterThan(8192);
    expect(Date.now() - Date.parse(body.lastActivityAt)).toBeLessThan(600_000);
    expect((await find(`q=${acme.slug}`)).filter(({ id }) => id === acme.id)).toEqual([body]);
    const { schema, sql } = {
      schema: `tenant_${acme.id.replaceAll('-', '')}`,
      sql: 'repeat(md5(n::text), 100)',
    };
    await superuser.query(
      `INSERT INTO ${schema}.activity (sequence, at, type, subject_id, hash, request_id)
       SELECT n + 100, now(), 'x', gen_random_uuid(), '', ${sql} FROM generate_series(1, 2000) n; ANALYZE ${schema}.activity`,
    );
    await eventually(async () => (await operator.get(at(acme))).body.sizeBytes > body.sizeBytes + 100_000);
  });

  it('can be filtered by name, slug, domain, plan and status', async () => {
    const acme = await api.newOrganization('Quite_Unusual 100%');
    await acme.owner
      .post('/organizations/current/domains', { domain: `tasks.${acme.slug}.example` })
      .expect(201);
    for (const query of ['q=e_unusual 100%25', `q=${acme.slug.toUpperCase()}`, `q=tasks.${acme.slug}`]) {
      expect(await has(query, acme)).toBe(true);
    }
    for (const query of [
      'q=e%25unusual',
      'q=quite-like-it',
      'q=%25&plan=FREE',
      'plan=FREE',
      'status=DELETED',
    ]) {
      expect(await has(query, acme)).toBe(false);
    }
    await operator.patch(at(acme), { plan: 'FREE' }).expect(200);
    expect(await has('plan=FREE&status=ACTIVE&q=unusual', acme)).toBe(true);
    await operator.get('/admin/organizations?plan=GOLD').expect(400);
  });

  it('can be changed in its plan, and in nothing else', async () => {
    const acme = await api.newOrganization();
    for (const body of [{}, { plan: null }, { status: 'DELETED' }, { plan: 'FREE', id: operator.userId }]) {
      await operator.patch(at(acme), body).expect(400);
    }
    await operator
      .patch('/admin/organizations/019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b', { plan: 'FREE' })
      .expect(404);
    expect((await operator.get(at(acme)).expect(200)).body.plan).toBe('ENTERPRISE');
    const { body } = await operator.patch(at(acme), { plan: 'PREMIUM' }).expect(200);
    expect(body).toMatchObject({ id: acme.id, plan: 'PREMIUM' });
    expect((await acme.viewer.get('/organizations/current').expect(200)).body.plan).toBe('PREMIUM');
  });
});
