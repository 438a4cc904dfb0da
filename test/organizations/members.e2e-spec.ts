import { describe, expect, it } from 'vitest';
import { type ApiClient, newEmail, PASSWORD } from '../support/api.ts';
import { invite, MEMBERS, rolesOf } from '../support/members.ts';
import { emailOf, sessionOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

const memberPath = ({ userId }: ApiClient) => `${MEMBERS}/${userId}`;
const setRole = (by: ApiClient, who: ApiClient, role: string) => by.patch(memberPath(who), { role });
const remove = (by: ApiClient, who: ApiClient) => by.delete(memberPath(who));
const leave = (who: ApiClient) => remove(who, who);
const refresh = (who: ApiClient) => api.post('/auth/refresh', { refreshToken: sessionOf(who).refreshToken });

async function expectRevoked(client: ApiClient): Promise<void> {
  expect((await client.get('/tasks').expect(401)).body.code).toBe('token-revoked');
}

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

  it('leave their open tasks unassigned, and their completed ones as they are', async () => {
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
