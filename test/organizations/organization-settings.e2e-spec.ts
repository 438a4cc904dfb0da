import { describe, expect, it } from 'vitest';
import { type ApiResponse, PASSWORD, type TestOrganization } from '../support/api.ts';
import { isRefused } from '../support/refusals.ts';
import { tagOf } from '../support/tags.ts';
import { eventually } from '../support/eventually.ts';
import { waitsForLock } from '../support/lock-waits.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp({ jobs: 'off' });
const CURRENT = '/organizations/current';

const settle = ({ owner }: TestOrganization, taskWrites: string) =>
  owner.patch(CURRENT, { settings: { taskWrites } }).expect(200);

describe('changing an organization', () => {
  it('changes what the body names, and shows the settings in full', async () => {
    const acme = await api.newOrganization();
    const { body: before } = await acme.owner.get(CURRENT).expect(200);
    const { body } = await acme.admin
      .patch(CURRENT, { name: ' Acme & Sons ', settings: { timeZone: 'Europe/Berlin' } })
      .expect(200);
    expect(body).toEqual({
      ...before,
      name: 'Acme & Sons',
      settings: { taskWrites: 'MEMBERS', timeZone: 'Europe/Berlin', allowReopen: false },
      version: 2,
    });
    const merged = await acme.owner.patch(CURRENT, { settings: { taskWrites: 'ADMIN' } }).expect(200);
    expect(merged.body.settings).toEqual({
      taskWrites: 'ADMIN',
      timeZone: 'Europe/Berlin',
      allowReopen: false,
    });
    expect((await acme.viewer.get(CURRENT).expect(200)).body).toEqual(merged.body);
  });

  it('that changes nothing keeps the version', async () => {
    const { owner } = await api.newOrganization('Same');
    const same = [{}, { name: 'Same' }, { settings: {} }, { settings: { timeZone: 'UTC' } }];
    for (const body of same) expect((await owner.patch(CURRENT, body).expect(200)).body.version).toBe(1);
  });

  it('heeds If-Match, and of several at once with the same one lets one through', async () => {
    const { owner } = await api.newOrganization();
    const tag = await tagOf(owner, CURRENT);
    const answers = await Promise.all(
      ['A', 'B', 'C', 'D'].map((name) => owner.patch(CURRENT, { name }, { 'if-match': tag })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412]);
    const refused = answers.find(({ status }) => status === 412) as ApiResponse;
    expect(refused.body).toMatchObject({ code: 'version-conflict', currentVersion: 2 });
    await owner.delete(CURRENT, { 'if-match': tag }).expect(412);
    await owner.patch(CURRENT, { name: 'E' }, { 'if-match': await tagOf(owner, CURRENT) }).expect(200);
  });

  it('refuses a slug that is taken, and keeps the old one for the organization', async () => {
    const [acme, globex] = [await api.newOrganization(), await api.newOrganization()];
    expect((await acme.owner.patch(CURRENT, { slug: globex.slug }).expect(409)).body.code).toBe('slug-taken');
    const slug = `${acme.slug}-new`;
    expect((await acme.owner.patch(CURRENT, { slug }).expect(200)).body.slug).toBe(slug);
    await globex.owner.patch(CURRENT, { slug: acme.slug }).expect(409);
    const { email } = acme.owner.session?.user ?? { email: '' };
    expect((await api.login(email, PASSWORD, slug)).session?.organization.id).toBe(acme.id);
    await api.post('/auth/login', { email, password: PASSWORD, organization: acme.slug }).expect(401);
    await acme.owner.patch(CURRENT, { slug: acme.slug }).expect(200);
  });

  it('gives a slug that several want at once to one of them', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => api.newOwner()));
    const answers = await Promise.all(all.map((owner) => owner.patch(CURRENT, { slug: 'wanted-by-all' })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
  });

  const BAD: [field: string, body: unknown][] = [
    ['plan', { plan: 'ENTERPRISE' }],
    ['status', { status: 'ACTIVE' }],
    ['id', { id: '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b' }],
    ['version', { version: 7 }],
    ['createdAt', { createdAt: '2020-01-01T00:00:00Z' }],
    ['name', { name: '  ' }],
    ['name', { name: null }],
    ['name', { name: 'x'.repeat(201) }],
    ['slug', { slug: null }],
    ['slug', { slug: 'www' }],
    ['slug', { slug: 'Acme' }],
    ['slug', { slug: 'a.b.c' }],
    ['settings', { settings: null }],
    ['settings', { settings: [] }],
    ['settings', { settings: 'ADMIN' }],
    ['settings.taskWrites', { settings: { taskWrites: 'OWNER' } }],
    ['settings.taskWrites', { settings: { taskWrites: null } }],
    ['settings.timeZone', { settings: { timeZone: 'Mars/Olympus' } }],
    ['settings.timeZone', { settings: { timeZone: '+02:00' } }],
    ['settings.allowReopen', { settings: { allowReopen: 'yes' } }],
    ['settings.allowReopen', { settings: { allowReopen: null } }],
    ['settings.theme', { settings: { theme: 'dark' } }],
  ];

  it.each(BAD)('refuses %s in %j', async (field, body) => {
    const owner = await api.newOwner();
    const database = new TenantDatabase(superuser, owner.session?.organization.id ?? '');
    await isRefused(database, () => owner.patch(CURRENT, body), 400);
    const { errors } = (await owner.patch(CURRENT, body)).body;
    expect(errors).toMatchObject([{ field }]);
  });
});

describe('deleting an organization', () => {
  it('ends its tokens, keeps it for the operator to restore, and tells its members', async () => {
    const [acme, globex] = [await api.newOrganization(), await api.newOrganization()];
    await acme.owner.delete(CURRENT).expect(204);
    for (const client of [acme.owner, acme.viewer]) {
      expect((await client.get('/tasks').expect(401)).body.code).toBe('token-revoked');
    }
    const login = { email: acme.admin.session?.user.email, password: PASSWORD };
    expect((await api.post('/auth/login', login).expect(403)).body.code).toBe('organization-deleted');
    const { rows } = await superuser.query(
      "SELECT status, purge_after > now() + interval '29 days' AS kept FROM public.organizations WHERE id = $1",
      [acme.id],
    );
    expect(rows).toEqual([{ status: 'DELETED', kept: true }]);
    await globex.owner.get(CURRENT).expect(200);
  });
});

describe('taskWrites: ADMIN', () => {
  it("takes task writes from members' existing tokens, names itself, and gives them back", async () => {
    const acme = await api.newOrganization();
    const { body: task } = await acme.member.post('/tasks', { title: 'Mine' }).expect(201);
    await settle(acme, 'ADMIN');
    const path = `/tasks/${task.id}`;
    const before = await new TenantDatabase(superuser, acme.id).fingerprint();
    const writes = [
      () => acme.member.post('/tasks', { title: 'No' }),
      () => acme.member.post('/tasks', { title: 'No', assigneeId: acme.member.userId }),
      () => acme.member.patch(path, { title: 'No' }),
      () => acme.member.patch(path),
      () => acme.member.put(path, { title: 'No' }),
      () => acme.member.delete(path),
    ];
    for (const write of writes) {
      const { body } = await write().expect(403);
      expect(body).toMatchObject({
        code: 'permission-denied',
        detail: expect.stringContaining('taskWrites'),
      });
    }
    expect(await new TenantDatabase(superuser, acme.id).fingerprint()).toEqual(before);
    await acme.admin.patch(path, { title: 'Yes' }).expect(200);
    await acme.owner.post('/tasks', { title: 'Yes' }).expect(201);
    await acme.member.get(path).expect(200);
    await settle(acme, 'MEMBERS');
    await acme.member.patch(path, { title: 'Mine again' }).expect(200);
  });

  it('lets no member write after its commit, however many are at it', async () => {
    const acme = await api.newOrganization();
    let settled = false;
    const late: number[] = [];
    const writer = async () => {
      for (let n = 0; n < 15; n++) {
        const wasSettled = settled;
        const { status } = await acme.member.post('/tasks', { title: 'Racing' });
        if (wasSettled) late.push(status);
      }
    };
    const writing = Promise.all([writer(), writer(), writer(), writer()]);
    await settle(acme, 'ADMIN');
    settled = true;
    await writing;
    expect(late.length).toBeGreaterThan(0);
    expect(new Set(late)).toEqual(new Set([403]));
  });

  it('holds for who waits behind the change', async () => {
    const acme = await api.newOrganization();
    const { schema } = new TenantDatabase(superuser, acme.id);
    const connection = await superuser.connect();
    await connection.query(`BEGIN; UPDATE ${schema}.sequencer SET task_writes = 'ADMIN'`);
    const waiting = acme.member.post('/tasks', { title: 'Waiting' });
    await eventually(() => waitsForLock(superuser));
    await connection.query('COMMIT');
    connection.release();
    await waiting.expect(403);
  });

  it('shows in what a member may do, and leaves the others theirs', async () => {
    const acme = await api.newOrganization();
    const permissionsOf = async (client: typeof acme.member): Promise<string[]> =>
      (await client.get('/auth/me').expect(200)).body.permissions;
    expect(await permissionsOf(acme.member)).toEqual(
      expect.arrayContaining(['task:read', 'task:create', 'task:update', 'task:delete']),
    );
    const admins = await permissionsOf(acme.admin);
    expect(await permissionsOf(acme.owner)).toEqual([
      ...admins,
      'organization:transfer',
      'organization:delete',
    ]);
    await settle(acme, 'ADMIN');
    const left = await permissionsOf(acme.member);
    expect(left).toContain('task:read');
    expect(left.filter((permission) => /^task:(create|update|delete)/.test(permission))).toEqual([]);
    expect(await permissionsOf(acme.admin)).toEqual(admins);
  });

  it('lets a member leave, who is unassigned', async () => {
    const acme = await api.newOrganization();
    const task = { title: 'Theirs', assigneeId: acme.member.userId };
    const { body } = await acme.owner.post('/tasks', task).expect(201);
    await settle(acme, 'ADMIN');
    await acme.member.delete(`${CURRENT}/members/${acme.member.userId}`).expect(204);
    expect((await acme.owner.get(`/tasks/${body.id}`).expect(200)).body.assigneeId).toBeNull();
  });
});
