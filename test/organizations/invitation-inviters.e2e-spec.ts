import { describe, expect, it } from 'vitest';
import { GRANTABLE } from '#app/access/permissions.js';
import { type ApiClient, newEmail, PASSWORD, type TestOrganization } from '../support/api.ts';
import { copyMembers } from '../support/member-copies.ts';
import { INVITATIONS, invite, MEMBERS, rolesOf } from '../support/members.ts';
import { newScript } from '../support/scripts.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

interface Invited {
  email: string;
  token: string;
}

async function invitedBy(inviter: ApiClient, role: string): Promise<Invited> {
  const email = newEmail('invited');
  return { email, token: (await invite(inviter, email, role).expect(201)).body.token };
}

const register = ({ email, token }: Invited) =>
  api.post('/auth/register', { email, password: PASSWORD, name: 'Invited', invitationToken: token });
const remove = (by: ApiClient, { userId }: ApiClient) => by.delete(`${MEMBERS}/${userId}`).expect(204);
const demote = (by: ApiClient, { userId }: ApiClient, role: string) =>
  by.patch(`${MEMBERS}/${userId}`, { role }).expect(200);
const activate = (isActive: boolean, { userId }: ApiClient) =>
  superuser.query('UPDATE users SET is_active = $2 WHERE id = $1', [userId, isActive]);

async function expectEnded({ owner }: TestOrganization, invited: Invited): Promise<void> {
  expect((await owner.get(INVITATIONS).expect(200)).body.total).toBe(0);
  expect((await register(invited).expect(404)).body.code).toBe('invitation-not-found');
  const invitee = await api.newOwner('Elsewhere');
  await invitee.post('/invitations/accept', { token: invited.token }).expect(404);
}

describe("an invitation doesn't outlive its inviter's right to it", () => {
  it.each(['ADMIN', 'MEMBER', 'VIEWER'])('to be %s, when the admin is removed', async (role) => {
    const acme = await api.newOrganization();
    const invited = await invitedBy(acme.admin, role);
    await remove(acme.owner, acme.admin);
    await expectEnded(acme, invited);
  });

  it('and brings a removed admin back by none that they made for themselves', async () => {
    const acme = await api.newOrganization();
    const other = await api.newOwner('Elsewhere');
    const email = other.session?.user.email as string;
    const { token } = (await invite(acme.admin, email, 'ADMIN').expect(201)).body;
    await remove(acme.owner, acme.admin);
    await other.post('/invitations/accept', { token }).expect(404);
    expect(Object.keys(await rolesOf(acme.owner))).toHaveLength(3);
  });

  it('when the admin leaves, also when the admin comes back', async () => {
    const acme = await api.newOrganization();
    const invited = await invitedBy(acme.admin, 'MEMBER');
    await remove(acme.admin, acme.admin);
    await superuser.query(
      `INSERT INTO memberships (organization_id, user_id, role) VALUES ($1, $2, 'ADMIN')`,
      [acme.id, acme.admin.userId],
    );
    await copyMembers(superuser, acme.id);
    expect((await register(invited).expect(404)).body.code).toBe('invitation-not-found');
  });

  it('when the inviter becomes less than what inviting takes', async () => {
    const acme = await api.newOrganization();
    const invited = await invitedBy(acme.admin, 'VIEWER');
    await demote(acme.owner, acme.admin, 'MEMBER');
    await expectEnded(acme, invited);
  });

  it('when the inviter becomes less than what they invited to', async () => {
    const acme = await api.newOrganization();
    const second = await api.newMember(acme.owner, 'OWNER');
    const toOwner = await invitedBy(second, 'OWNER');
    const toMember = await invitedBy(second, 'MEMBER');
    await demote(acme.owner, second, 'ADMIN');
    await register(toOwner).expect(404);
    expect((await acme.owner.get(INVITATIONS)).body.data).toMatchObject([{ email: toMember.email }]);
    await register(toMember).expect(201);
  });

  it('when ownership was transferred', async () => {
    const acme = await api.newOrganization();
    const invited = await invitedBy(acme.owner, 'OWNER');
    await acme.owner.post('/organizations/current/transfer', { userId: acme.admin.userId }).expect(200);
    await register(invited).expect(404);
  });

  it("when the inviter's account is closed, until it is opened", async () => {
    const acme = await api.newOrganization();
    const invited = await invitedBy(acme.admin, 'VIEWER');
    await activate(false, acme.admin);
    await expectEnded(acme, invited);
    await activate(true, acme.admin);
    await register(invited).expect(201);
  });

  it('when the API token that made it is revoked', async () => {
    const acme = await api.newOrganization();
    const { id, script } = await newScript(acme.owner, GRANTABLE);
    const invited = await invitedBy(script, 'MEMBER');
    await acme.owner.delete(`/auth/tokens/${id}`).expect(204);
    await expectEnded(acme, invited);
  });

  it('while its organization is suspended', async () => {
    const acme = await api.newOrganization();
    const invited = await invitedBy(acme.admin, 'VIEWER');
    await superuser.query(`UPDATE organizations SET status = 'SUSPENDED' WHERE id = $1`, [acme.id]);
    expect((await register(invited)).body.code).toBe('organization-suspended');
    await superuser.query(`UPDATE organizations SET status = 'ACTIVE' WHERE id = $1`, [acme.id]);
    await register(invited).expect(201);
  });
});

describe('an invitation goes on', () => {
  it('when another member is removed, or the inviter rises', async () => {
    const acme = await api.newOrganization();
    const invited = await invitedBy(acme.admin, 'ADMIN');
    await remove(acme.owner, acme.viewer);
    await demote(acme.owner, acme.admin, 'OWNER');
    await register(invited).expect(201);
  });

  it('when an operator made it', async () => {
    const acme = await api.newOrganization();
    const invited = await invitedBy(acme.owner, 'OWNER');
    await superuser.query('UPDATE invitations SET invited_by = NULL WHERE organization_id = $1', [acme.id]);
    expect((await register(invited).expect(201)).body.role).toBe('OWNER');
  });
});

it('what can be used no more takes no place in the plan', async () => {
  const acme = await api.newOrganization();
  await superuser.query(`UPDATE organizations SET plan = 'BASIC' WHERE id = $1`, [acme.id]);
  for (let place = 4; place < 10; place++) await invitedBy(acme.admin, 'VIEWER');
  await invite(acme.owner, newEmail()).expect(402);
  await remove(acme.owner, acme.admin);
  await invite(acme.owner, newEmail()).expect(201);
});
