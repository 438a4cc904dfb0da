import { describe, expect, it } from 'vitest';
import type { SessionDto } from '../../dist/modules/auth/dto/session.dto.js';
import { type ApiClient, newEmail, PASSWORD, type TestOrganization } from '../support/api.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

const CURRENT = '/organizations/current';
const MEMBERS = `${CURRENT}/members`;
const INVITATIONS = `${CURRENT}/invitations`;

const sessionOf = (client: ApiClient) => client.session as SessionDto;
const emailOf = (client: ApiClient) => sessionOf(client).user.email;
const memberPath = ({ userId }: ApiClient) => `${MEMBERS}/${userId}`;
const setRole = (by: ApiClient, who: ApiClient, role: string) => by.patch(memberPath(who), { role });
const remove = (by: ApiClient, who: ApiClient) => by.delete(memberPath(who));
const leave = (who: ApiClient) => remove(who, who);
const invite = (by: ApiClient, email: string, role = 'MEMBER') => by.post(INVITATIONS, { email, role });
const accept = (who: ApiClient, token: string) => who.post('/invitations/accept', { token });
const refresh = (who: ApiClient) => api.post('/auth/refresh', { refreshToken: sessionOf(who).refreshToken });

async function rolesOf(client: ApiClient): Promise<Record<string, string>> {
  const { body } = await client.get(`${MEMBERS}?limit=100`).expect(200);
  return Object.fromEntries(body.data.map(({ userId, role }: Record<string, string>) => [userId, role]));
}

async function expectRevoked(client: ApiClient): Promise<void> {
  expect((await client.get('/tasks').expect(401)).body.code).toBe('token-revoked');
}

describe('an organization', () => {
  it('is created with a slug made from its name, and belongs to whoever created it', async () => {
    const owner = await api.newOwner();
    const { body } = await owner.post('/organizations', { name: 'Müller & Söhne' }).expect(201);
    expect(body).toMatchObject({
      name: 'Müller & Söhne',
      slug: 'muller-sohne',
      status: 'ACTIVE',
      settings: { taskWrites: 'MEMBERS', timeZone: 'UTC' },
      version: 1,
    });
    const { body: session } = await owner.post('/auth/switch', { organizationId: body.id }).expect(200);
    expect(session.role).toBe('OWNER');
    expect((await api.as(session).get(CURRENT).expect(200)).body).toEqual(body);
  });

  it('has a slug of its own', async () => {
    const owner = await api.newOwner();
    await owner.post('/organizations', { name: 'Globex', slug: 'globex-1' }).expect(201);
    const { body } = await owner.post('/organizations', { name: 'Other', slug: 'globex-1' }).expect(409);
    expect(body.code).toBe('slug-taken');
    const registration = { email: newEmail(), password: PASSWORD, name: 'Ada', organizationName: 'Other' };
    await api.post('/auth/register', { ...registration, organizationSlug: 'globex-1' }).expect(409);
    await api.post('/auth/register', registration).expect(201);
  });

  it.each(['ab', 'x'.repeat(64), 'Globex', '-globex', 'glo bex', 'admin', ''])(
    'tells the rule about the slug %j',
    async (slug) => {
      const owner = await api.newOwner();
      const { body } = await owner.post('/organizations', { name: 'Globex', slug }).expect(400);
      expect(body.errors).toEqual([
        { field: 'slug', message: expect.stringContaining('3 to 63 lower-case letters') },
      ]);
    },
  );

  it('gets another slug when the one its name suggests is taken, even at the same moment', async () => {
    const owner = await api.newOwner();
    const create = () => owner.post('/organizations', { name: 'Initech' }).expect(201);
    const answers = await Promise.all([create(), create(), create(), create()]);
    const slugs = answers.map(({ body }) => body.slug);
    expect(new Set(slugs).size).toBe(4);
    for (const slug of slugs) expect(slug).toMatch(/^initech(-\d+)?$/);
  });

  it.each([{}, { name: ' ' }, { name: 'x'.repeat(201) }, { name: 'Globex', plan: 'FREE' }])(
    'is not created from %j',
    async (body) => {
      await (await api.newOwner()).post('/organizations', body).expect(400);
    },
  );

  it('is listed to its members only', async () => {
    const acme = await api.newOrganization();
    const { body: second } = await acme.viewer.post('/organizations', { name: 'Second' }).expect(201);
    const { body } = await acme.viewer.get('/organizations').expect(200);
    expect(body).toMatchObject({ page: 1, limit: 10, total: 2, nextCursor: null });
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([acme.id, second.id]);
    const page = await acme.viewer.get('/organizations?page=2&limit=1').expect(200);
    expect(page.body.data).toEqual([second]);
    expect((await acme.owner.get('/organizations').expect(200)).body.total).toBe(1);
  });

  it('is the one of the token', async () => {
    const acme = await api.newOrganization();
    const { body } = await acme.viewer.get(CURRENT).expect(200);
    expect(body).toMatchObject({ id: acme.id, name: 'Acme', slug: acme.slug, plan: 'ENTERPRISE' });
  });
});

describe('members', () => {
  it('are listed, those of the organization only', async () => {
    const acme = await api.newOrganization();
    await api.newOrganization();
    const { body } = await acme.viewer.get(MEMBERS).expect(200);
    expect(body.total).toBe(4);
    expect(body.data[0]).toMatchObject({
      userId: acme.owner.userId,
      email: emailOf(acme.owner),
      role: 'OWNER',
    });
    expect(await rolesOf(acme.viewer)).toEqual({
      [acme.owner.userId]: 'OWNER',
      [acme.admin.userId]: 'ADMIN',
      [acme.member.userId]: 'MEMBER',
      [acme.viewer.userId]: 'VIEWER',
    });
    const last = await acme.owner.get(`${MEMBERS}?page=4&limit=1`).expect(200);
    expect(last.body).toMatchObject({ page: 4, limit: 1, total: 4, data: [body.data[3]] });
  });

  it('of other organizations are out of reach', async () => {
    const acme = await api.newOrganization();
    const globex = await api.newOrganization();
    const { body } = await setRole(acme.owner, globex.member, 'VIEWER').expect(404);
    expect(body.code).toBe('member-not-found');
    await remove(acme.owner, globex.member).expect(404);
    await globex.member.get('/tasks').expect(200);
  });

  it('act in a new role as soon as they refresh, and no more in the old one', async () => {
    const acme = await api.newOrganization();
    await acme.member.post('/tasks', { title: 'As a member' }).expect(201);
    expect((await setRole(acme.owner, acme.member, 'VIEWER').expect(200)).body).toMatchObject({
      userId: acme.member.userId,
      role: 'VIEWER',
    });
    await expectRevoked(acme.member);
    const { body: session } = await refresh(acme.member).expect(200);
    expect(session.role).toBe('VIEWER');
    await api.as(session).get('/tasks').expect(200);
    await api.as(session).post('/tasks', { title: 'As a viewer' }).expect(403);
  });

  it('go on when they get the role they have', async () => {
    const acme = await api.newOrganization();
    await setRole(acme.owner, acme.member, 'MEMBER').expect(200);
    await acme.member.get('/tasks').expect(200);
  });

  it('keep what they are in other organizations', async () => {
    const acme = await api.newOrganization();
    const { body: own } = await acme.member.post('/organizations', { name: 'Own' }).expect(201);
    const { accessToken } = sessionOf(await api.login(emailOf(acme.member), PASSWORD, own.slug));
    await remove(acme.owner, acme.member).expect(204);
    const { body } = await api.get('/auth/me', { authorization: `Bearer ${accessToken}` }).expect(200);
    expect(body.organizations).toHaveLength(1);
  });

  it('lose everything with their removal', async () => {
    const acme = await api.newOrganization();
    await remove(acme.admin, acme.member).expect(204);
    await expectRevoked(acme.member);
    await refresh(acme.member).expect(401);
    const login = { email: emailOf(acme.member), password: PASSWORD };
    await api.post('/auth/login', { ...login, organization: acme.slug }).expect(401);
    expect((await api.post('/auth/login', login).expect(403)).body.code).toBe('no-organization');
    expect(await rolesOf(acme.owner)).not.toHaveProperty(acme.member.userId);
    await remove(acme.admin, acme.member).expect(404);
  });

  it('leave their open tasks to nobody, and their completed ones as they are', async () => {
    const acme = await api.newOrganization();
    const assign = async (assignee: ApiClient) =>
      (await acme.owner.post('/tasks', { title: 'Assigned', assigneeId: assignee.userId }).expect(201)).body;
    const [open, begun, completed, others] = [
      await assign(acme.member),
      await assign(acme.member),
      await assign(acme.member),
      await assign(acme.admin),
    ];
    await acme.owner.patch(`/tasks/${begun.id}`, { status: 'IN_PROGRESS' }).expect(200);
    await acme.owner.patch(`/tasks/${completed.id}`).expect(200);
    const read = async ({ id }: { id: string }) => (await acme.owner.get(`/tasks/${id}`).expect(200)).body;
    const before = await Promise.all([open, begun, completed, others].map(read));

    await remove(acme.owner, acme.member).expect(204);

    const after = await Promise.all([open, begun, completed, others].map(read));
    expect(after[0]).toMatchObject({ assigneeId: null, status: 'CREATED', version: before[0].version + 1 });
    expect(after[1]).toMatchObject({
      assigneeId: null,
      status: 'IN_PROGRESS',
      version: before[1].version + 1,
    });
    expect(after.slice(2)).toEqual(before.slice(2));
    expect(completed.assigneeId).toBe(acme.member.userId);
  });

  it.each(['admin', 'member', 'viewer'] as const)('may leave, such as the %s', async (role) => {
    const acme = await api.newOrganization();
    await leave(acme[role]).expect(204);
    await expectRevoked(acme[role]);
  });

  it.each(['member', 'viewer'] as const)("can't remove others as %s", async (role) => {
    const acme = await api.newOrganization();
    const other = await api.newMember(acme.owner, 'VIEWER');
    expect((await remove(acme[role], other).expect(403)).body.code).toBe('permission-denied');
    await other.get('/tasks').expect(200);
  });

  it("can't give or take a role above their own", async () => {
    const acme = await api.newOrganization();
    await setRole(acme.admin, acme.member, 'OWNER').expect(403);
    await setRole(acme.admin, acme.admin, 'OWNER').expect(403);
    await setRole(acme.admin, acme.owner, 'MEMBER').expect(403);
    await remove(acme.admin, acme.owner).expect(403);
    await invite(acme.admin, newEmail(), 'OWNER').expect(403);
    const before = {
      [acme.owner.userId]: 'OWNER',
      [acme.admin.userId]: 'ADMIN',
      [acme.member.userId]: 'MEMBER',
    };
    expect(await rolesOf(acme.owner)).toMatchObject(before);
    await setRole(acme.admin, acme.member, 'ADMIN').expect(200);
    await setRole(acme.owner, acme.admin, 'OWNER').expect(200);
  });

  it.each(['owner', 'GOD', null, 5])('get no role such as %j', async (role) => {
    const acme = await api.newOrganization();
    await acme.owner.patch(memberPath(acme.member), { role }).expect(400);
  });
});

describe('the last owner', () => {
  it("can't leave or step down", async () => {
    const acme = await api.newOrganization();
    expect((await leave(acme.owner).expect(409)).body.code).toBe('last-owner');
    expect((await setRole(acme.owner, acme.owner, 'ADMIN').expect(409)).body.code).toBe('last-owner');
    await setRole(acme.owner, acme.owner, 'OWNER').expect(200);
    await acme.owner.get('/tasks').expect(200);
  });

  it('can once there is another', async () => {
    const acme = await api.newOrganization();
    const second = await api.newMember(acme.owner, 'OWNER');
    await setRole(acme.owner, acme.owner, 'MEMBER').expect(200);
    await leave(second).expect(409);
    expect(await rolesOf(second)).toMatchObject({ [acme.owner.userId]: 'MEMBER', [second.userId]: 'OWNER' });
  });

  it.each([
    ['leave', leave],
    ['step down', (owner: ApiClient) => setRole(owner, owner, 'VIEWER')],
  ])('is one of two who %s at the same moment', async (_, quit) => {
    const pairs = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const first = await api.newOwner();
        return [first, await api.newMember(first, 'OWNER')];
      }),
    );
    const codes = await Promise.all(
      pairs.map((owners) =>
        Promise.all(owners.map(async (owner) => (await quit(owner)).body?.code ?? 'done')),
      ),
    );
    for (const pair of codes) expect(new Set(pair)).toEqual(new Set(['done', 'last-owner']));
  });
});

describe('an invitation', () => {
  /** Somebody with an account and an organization elsewhere, and an invitation to Acme. */
  async function invited(): Promise<{ acme: TestOrganization; guest: ApiClient; id: string; token: string }> {
    const acme = await api.newOrganization();
    const guest = await api.newOwner('Elsewhere');
    const { body } = await invite(acme.admin, emailOf(guest)).expect(201);
    return { acme, guest, id: body.id, token: body.token };
  }

  it('is issued with a token that no list shows', async () => {
    const acme = await api.newOrganization();
    const email = newEmail();
    const { body: issued } = await invite(acme.admin, email, 'VIEWER').expect(201);
    expect(issued).toMatchObject({ email, role: 'VIEWER', token: expect.stringMatching(/^inv_/) });
    const { body: list } = await acme.owner.get(INVITATIONS).expect(200);
    const { token, ...shown } = issued;
    expect(list).toMatchObject({ total: 1, data: [shown] });
    expect(JSON.stringify(list)).not.toContain(token);
    const { rows } = await superuser.query('SELECT i::text FROM invitations i WHERE id = $1', [issued.id]);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(token).toString('hex'));
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('brings whoever accepts it into the organization, and them only', async () => {
    const { acme, guest, token } = await invited();
    const { body: session } = await accept(guest, token).expect(200);
    expect(session).toMatchObject({ role: 'MEMBER', organization: { id: acme.id } });
    await api.as(session).post('/tasks', { title: 'From a new colleague' }).expect(201);
    expect((await acme.viewer.get('/tasks').expect(200)).body.total).toBe(1);
    expect(await rolesOf(acme.owner)).toMatchObject({ [guest.userId]: 'MEMBER' });
    expect((await api.as(session).get('/organizations').expect(200)).body.total).toBe(2);
    expect((await acme.owner.get(INVITATIONS).expect(200)).body.total).toBe(0);
  });

  it('is for the address in any case', async () => {
    const acme = await api.newOrganization();
    const guest = await api.newOwner();
    const { body } = await invite(acme.owner, emailOf(guest).toUpperCase()).expect(201);
    await accept(guest, body.token).expect(200);
  });

  it('works once', async () => {
    const { guest, token } = await invited();
    await accept(guest, token).expect(200);
    expect((await accept(guest, token).expect(404)).body.code).toBe('invitation-not-found');
  });

  it('works once even when it is used twice at the same moment', async () => {
    const { acme, guest, token } = await invited();
    const elsewhere = await api.login(emailOf(guest), PASSWORD);
    const answers = await Promise.all([accept(guest, token), accept(elsewhere, token)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 404]));
    expect((await acme.owner.get(MEMBERS).expect(200)).body.total).toBe(5);
  });

  it('is of no use to another address, and survives the attempt', async () => {
    const { guest, token } = await invited();
    const { body } = await accept(await api.newOwner(), token).expect(403);
    expect(body.code).toBe('invitation-for-another-address');
    const registration = { email: newEmail(), password: PASSWORD, name: 'Eve', invitationToken: token };
    await api.post('/auth/register', registration).expect(403);
    await api.post('/auth/login', { email: registration.email, password: PASSWORD }).expect(401);
    await accept(guest, token).expect(200);
  });

  it('ends with its time', async () => {
    const { acme, guest, id, token } = await invited();
    await superuser.query("UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = $1", [
      id,
    ]);
    await accept(guest, token).expect(404);
    expect((await acme.owner.get(INVITATIONS).expect(200)).body.total).toBe(0);
  });

  it('can be withdrawn, by its own organization', async () => {
    const { acme, guest, id, token } = await invited();
    const globex = await api.newOwner();
    await globex.delete(`${INVITATIONS}/${id}`).expect(404);
    await acme.admin.delete(`${INVITATIONS}/${id}`).expect(204);
    await acme.admin.delete(`${INVITATIONS}/${id}`).expect(404);
    await accept(guest, token).expect(404);
  });

  it('voids an earlier one to the same address', async () => {
    const { acme, guest, token } = await invited();
    const { body: second } = await invite(acme.owner, emailOf(guest).toUpperCase(), 'VIEWER').expect(201);
    expect((await acme.owner.get(INVITATIONS).expect(200)).body.total).toBe(1);
    await accept(guest, token).expect(404);
    expect((await accept(guest, second.token).expect(200)).body.role).toBe('VIEWER');
  });

  it('stays alone when it is sent several times at the same moment', async () => {
    const acme = await api.newOrganization();
    const email = newEmail();
    await Promise.all([1, 2, 3, 4].map(() => invite(acme.owner, email).expect(201)));
    expect((await acme.owner.get(INVITATIONS).expect(200)).body.total).toBe(1);
  });

  it('is not for members', async () => {
    const acme = await api.newOrganization();
    const { body } = await invite(acme.owner, emailOf(acme.viewer).toUpperCase()).expect(409);
    expect(body.code).toBe('already-a-member');
  });
});
