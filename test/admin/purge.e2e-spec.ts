import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { beforeAll, expect, it } from 'vitest';
import { OrganizationCache } from '#app/cache/organization-cache.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { Outbox } from '#app/queue/outbox.js';
import { type ApiClient, newEmail, PASSWORD, type TestOrganization } from '../support/api.ts';
import { describeBackends, useBackendApp } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { newOperator } from '../support/operator.ts';
import { sessionOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { attach } from '../support/uploads.ts';

describeBackends('a purge', (backend) => {
  const t = useBackendApp(backend);
  let operator: ApiClient;
  beforeAll(async () => {
    operator = await newOperator(t);
  });
  const queue = () => t.app.get(Outbox, { strict: false }).queue('exports');
  const folderOf = ({ id }: TestOrganization) => join(t.config.dataDir, 'files', id.replaceAll('-', ''));
  const purge = ({ id, slug }: TestOrganization) =>
    operator.post(`/admin/organizations/${id}/purge`, { slug });
  const remove = ({ id }: TestOrganization) => operator.delete(`/admin/organizations/${id}`).expect(200);

  it('leaves nothing of the organization, and everything of the others', async () => {
    const [acme, globex] = [await furnished(), await furnished()];
    // A member of both, and a queued export.
    const email = sessionOf(acme.member).user.email;
    const invitation = { email, role: 'MEMBER' };
    const { token } = (await globex.owner.post('/organizations/current/invitations', invitation).expect(201))
      .body;
    const both = t.api.as((await acme.member.post('/invitations/accept', { token }).expect(200)).body);
    await queue().pause();
    await acme.owner.post('/exports').expect(202);
    await remove(acme);
    await eventually(async () => (await traces(acme)).includes('jobs'));
    expect(await traces(acme)).toEqual(
      expect.arrayContaining(['schema', 'role', 'stored files', 'public.outbox', 'public.sessions']),
    );
    const others = await printOf(globex);
    const { body } = await purge(acme);
    await queue().resume();
    expect(body).toMatchObject({ id: acme.id, slug: acme.slug, nothingLeftOf: expect.any(Array) });
    expect(new Set(body.nothingLeftOf)).toEqual(
      new Set([
        'schema',
        'role',
        'rows in public',
        'jobs',
        'changes for consumers',
        'cached pages and numbers',
        'runs of exports',
        'runs of imports',
        'stored files',
      ]),
    );
    expect(await traces(acme)).toEqual([]);
    expect(await printOf(globex)).toEqual(others);
    await both.post('/tasks', { title: 'Still here' }).expect(201);
    await globex.owner.get((await exportsOf(globex))[0]?.fileUrl as string).expect(200);
    expect((await login(acme.member)).body.organization.id).toBe(globex.id);
    // Users stay, also those without an organization.
    expect((await login(acme.owner).expect(403)).body.code).toBe('no-organization');
    const again = { email: sessionOf(acme.owner).user.email, password: PASSWORD, name: 'Copy' };
    const taken = await t.api.post('/auth/register', { ...again, organizationName: 'Copy' }).expect(409);
    expect(taken.body.code).toBe('email-taken');
    await acme.owner.get('/tasks').expect(401);
    await operator.get(`/admin/organizations/${acme.id}`).expect(404);
    expect((await purge(acme).expect(404)).body.code).toBe('organization-not-found');
  });

  it("doesn't happen by accident", async () => {
    const acme = await t.api.newOrganization();
    expect((await purge(acme).expect(409)).body).toMatchObject({ legal: ['suspend', 'delete'] });
    await remove(acme);
    const path = `/admin/organizations/${acme.id}/purge`;
    await operator.post(path).expect(400);
    const { body } = await operator.post(path, { slug: 'another' }).expect(400);
    expect(body.errors).toMatchObject([{ field: 'slug' }]);
    await operator.post(`/admin/organizations/${acme.id}/restore`).expect(200);
    const { body: session } = await login(acme.owner).expect(200);
    await t.api.as(session).get('/tasks').expect(200);
  });

  const INTERRUPTED: [what: string, sql: (tenant: string, id: string) => string][] = [
    ['had only begun', () => ''],
    ['had dropped the schema', (tenant) => `DROP SCHEMA ${tenant} CASCADE`],
    ['had dropped schema and role', (tenant) => `DROP SCHEMA ${tenant} CASCADE; DROP ROLE ${tenant}`],
    [
      'had removed rows, too',
      (tenant, id) =>
        `DROP SCHEMA ${tenant} CASCADE; DROP ROLE ${tenant};
         DELETE FROM public.tenant_schemas WHERE organization_id = '${id}';
         DELETE FROM public.sessions WHERE organization_id = '${id}';
         DELETE FROM public.memberships WHERE organization_id = '${id}'`,
    ],
  ];

  it.each(INTERRUPTED)('continues where a process died that %s', async (_, sql) => {
    const acme = await furnished();
    await remove(acme);
    await t.superuser.query(`UPDATE public.organizations SET status = 'PURGING' WHERE id = $1`, [acme.id]);
    const { schema } = new TenantDatabase(t.superuser, acme.id);
    await t.superuser.query(sql(schema, acme.id));
    // There is no way back from there.
    const { body } = await operator.post(`/admin/organizations/${acme.id}/restore`).expect(409);
    expect(body).toMatchObject({ organizationStatus: 'PURGING', legal: ['purge'] });
    await purge(acme).expect(200);
    expect(await traces(acme)).toEqual([]);
  });

  it('is finished by the cleanup when a process died', async () => {
    const acme = await furnished();
    await remove(acme);
    await t.superuser.query(
      `UPDATE public.organizations SET status = 'PURGING', purge_after = now() WHERE id = $1`,
      [acme.id],
    );
    await t.app.get(Scheduler).runNow('organizations.purge');
    expect(await traces(acme)).toEqual([]);
  });

  it('made by several at once happens once', async () => {
    const acme = await furnished();
    await remove(acme);
    const answers = await Promise.all(Array.from({ length: 4 }, () => purge(acme)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(200);
    for (const status of statuses) expect([200, 404]).toContain(status);
    expect(await traces(acme)).toEqual([]);
  });

  it('ends an export that runs', async () => {
    const acme = await t.api.newOrganization();
    const { schema } = new TenantDatabase(t.superuser, acme.id);
    await t.superuser.query(
      `INSERT INTO ${schema}.tasks (id, number, title, description, status, priority, creator_id, created_at,
                                    updated_at)
       SELECT gen_random_uuid(), n, 'x', repeat('-', 20000), 'CREATED', 'NONE', $1, now(), now()
       FROM generate_series(1, 2000) n`,
      [acme.owner.userId],
    );
    await acme.owner.post('/exports').expect(202);
    await eventually(() => access(folderOf(acme)).then(() => true));
    await remove(acme);
    await purge(acme).expect(200);
    expect(await traces(acme)).toEqual([]);
  });

  it('says what is left while something holds on to it, and can be repeated', async () => {
    const acme = await furnished();
    await remove(acme);
    const { schema } = new TenantDatabase(t.superuser, acme.id);
    const connection = await t.superuser.connect();
    try {
      await connection.query(`BEGIN; LOCK TABLE ${schema}.tasks IN ACCESS SHARE MODE`);
      const { body } = await purge(acme).expect(503);
      expect(body).toMatchObject({
        code: 'purge-incomplete',
        left: [expect.stringContaining('schema')],
      });
    } finally {
      await connection.query('ROLLBACK');
      connection.release();
    }
    expect((await operator.get(`/admin/organizations/${acme.id}`).expect(200)).body.status).toBe('PURGING');
    await purge(acme).expect(200);
    expect(await traces(acme)).toEqual([]);
  });

  it.runIf(backend.usesRedis)(
    'says that jobs may be left while Redis is down, and can be repeated',
    async () => {
      const acme = await furnished();
      await remove(acme);
      await t.redis?.kill();
      try {
        const { body } = await purge(acme).expect(503);
        expect(body).toMatchObject({
          code: 'purge-incomplete',
          left: expect.arrayContaining(['jobs', 'cached pages and numbers']),
        });
      } finally {
        await t.redis?.start();
      }
      await eventually(async () => (await purge(acme)).status === 200);
      expect(await traces(acme)).toEqual([]);
    },
  );

  it('ends even where the role can not go, which goes later', async () => {
    const acme = await furnished();
    await remove(acme);
    const { schema: role } = new TenantDatabase(t.superuser, acme.id);
    await t.superuser.query(`CREATE TABLE public.held (id int); GRANT SELECT ON public.held TO ${role}`);
    try {
      expect((await purge(acme).expect(200)).body).toMatchObject({ slug: acme.slug, roleLeft: role });
      expect(await traces(acme)).toEqual(['role']);
    } finally {
      await t.superuser.query('DROP TABLE public.held');
    }
    await t.app.get(Scheduler, { strict: false }).runNow('organizations.drop_roles');
    expect(await traces(acme)).toEqual([]);
  });

  const login = (client: ApiClient) =>
    t.api.post('/auth/login', { email: sessionOf(client).user.email, password: PASSWORD });

  const exportsOf = async ({ owner }: TestOrganization): Promise<{ status: string; fileUrl: string }[]> =>
    (await owner.get('/exports').expect(200)).body.data;

  /** An organization with something of every kind. */
  async function furnished(): Promise<TestOrganization> {
    const acme = await t.api.newOrganization();
    await acme.member.post('/tasks', { title: 'One' }).expect(201);
    await attach(acme.member, 'attached');
    await acme.owner.get('/tasks').expect(200);
    await acme.owner.get('/tasks').expect(200);
    const invitation = { email: newEmail(), role: 'VIEWER' };
    await acme.owner.post('/organizations/current/invitations', invitation).expect(201);
    await acme.owner.post('/exports').expect(202);
    await eventually(async () => (await exportsOf(acme))[0]?.status === 'COMPLETED');
    await t.superuser.query(
      `INSERT INTO public.domains (id, organization_id, domain) VALUES (gen_random_uuid(), $1, $2)`,
      [acme.id, `${acme.slug}.example.com`],
    );
    // What a worker that was killed leaves behind.
    await mkdir(folderOf(acme), { recursive: true });
    await writeFile(join(folderOf(acme), 'cut-off.partial'), 'half');
    return acme;
  }

  /** Everything by which the organization could still be known, found without the product's help. */
  async function traces(acme: TestOrganization): Promise<string[]> {
    const { schema } = new TenantDatabase(t.superuser, acme.id);
    const found: string[] = [];
    const catalog = await t.superuser.query<{ what: string }>(
      `SELECT 'schema' AS what FROM pg_namespace WHERE nspname = $1
       UNION ALL SELECT 'role' FROM pg_roles WHERE rolname = $1`,
      [schema],
    );
    found.push(...catalog.rows.map(({ what }) => what));
    const tables = await t.superuser.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('revocations', 'admin_audit')`,
    );
    for (const { name } of tables.rows) {
      const { rowCount } = await t.superuser.query(
        `SELECT FROM public.${name} t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`,
        [acme.id],
      );
      if (rowCount) found.push(`public.${name}`);
    }
    if (
      await access(folderOf(acme)).then(
        () => true,
        () => false,
      )
    )
      found.push('stored files');
    const jobs = await queue().getJobs();
    if (jobs.some((job) => job.data.organizationId === acme.id)) found.push('jobs');
    return found;
  }

  async function printOf({ id }: TestOrganization): Promise<[string, string | null][]> {
    const database = new TenantDatabase(t.superuser, id);
    const prints = Object.entries(await database.fingerprint());
    return prints
      .filter(([table]) => table.startsWith(database.schema) || table === 'public.users')
      .toSorted();
  }

  if (!backend.usesRedis) return;

  it('leaves no page and no number in Redis, and those of others alone', async () => {
    const redis = new Redis(t.redis?.url as string);
    const keysOf = (id: string) => redis.keys(`*${id}*`);
    const [acme, globex] = [await t.api.newOrganization(), await t.api.newOrganization()];
    for (const { owner } of [acme, globex]) {
      for (const page of [1, 2, 3]) await owner.get(`/tasks?page=${page}`).expect(200);
    }
    expect((await keysOf(acme.id)).length).toBeGreaterThanOrEqual(4);
    const cache = t.app.get(OrganizationCache, { strict: false });
    expect(await cache.isPurged(acme.id)).toBe(false);
    const others = (await keysOf(globex.id)).toSorted();
    await operator.delete(`/admin/organizations/${acme.id}`).expect(200);
    await operator.post(`/admin/organizations/${acme.id}/purge`, { slug: acme.slug }).expect(200);
    expect(await keysOf(acme.id)).toEqual([]);
    expect(await cache.isPurged(acme.id)).toBe(true);
    expect((await keysOf(globex.id)).toSorted()).toEqual(others);
    redis.disconnect();
  });
});
