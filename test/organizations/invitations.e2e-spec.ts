import { describe, expect, it } from 'vitest';
import { type ApiClient, newEmail, PASSWORD, type TestOrganization } from '../support/api.ts';
import { INVITATIONS, invite, MEMBERS, rolesOf } from '../support/members.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

const accept = (who: ApiClient, token: string) => who.post('/invitations/accept', { token });

describe('an invitation', () => {
  /** A user with an organization elsewhere, and an invitation to Acme. */
  async function invited(): Promise<{
    acme: TestOrganization;
    invitee: ApiClient;
    id: string;
    token: string;
  }> {
    const acme = await api.newOrganization();
    const invitee = await api.newOwner('Elsewhere');
    const { body } = await invite(acme.admin, emailOf(invitee)).expect(201);
    return { acme, invitee, id: body.id, token: body.token };
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

  it('brings the user who accepts it into the organization, and them only', async () => {
    const { acme, invitee, token } = await invited();
    const { body: session } = await accept(invitee, token).expect(200);
    expect(session).toMatchObject({ role: 'MEMBER', organization: { id: acme.id } });
    await api.as(session).post('/tasks', { title: 'From a new member' }).expect(201);
    expect((await acme.viewer.get('/tasks').expect(200)).body.total).toBe(1);
    expect(await rolesOf(acme.owner)).toMatchObject({ [invitee.userId]: 'MEMBER' });
    expect((await api.as(session).get('/organizations').expect(200)).body.total).toBe(2);
    expect((await acme.owner.get(INVITATIONS).expect(200)).body.total).toBe(0);
  });

  it('is for the address in any case', async () => {
    const acme = await api.newOrganization();
    const invitee = await api.newOwner();
    const { body } = await invite(acme.owner, emailOf(invitee).toUpperCase()).expect(201);
    await accept(invitee, body.token).expect(200);
  });

  it('works once', async () => {
    const { invitee, token } = await invited();
    await accept(invitee, token).expect(200);
    expect((await accept(invitee, token).expect(404)).body.code).toBe('invitation-not-found');
  });

  it('works once even when it is used twice at the same moment', async () => {
    const { acme, invitee, token } = await invited();
    const elsewhere = await api.login(emailOf(invitee), PASSWORD);
    const answers = await Promise.all([accept(invitee, token), accept(elsewhere, token)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 404]));
    expect((await acme.owner.get(MEMBERS).expect(200)).body.total).toBe(5);
  });

  it('is of no use to another address, and survives the attempt', async () => {
    const { invitee, token } = await invited();
    const { body } = await accept(await api.newOwner(), token).expect(403);
    expect(body.code).toBe('invitation-for-another-address');
    const registration = { email: newEmail(), password: PASSWORD, name: 'Eve', invitationToken: token };
    await api.post('/auth/register', registration).expect(403);
    await api.post('/auth/login', { email: registration.email, password: PASSWORD }).expect(401);
    await accept(invitee, token).expect(200);
  });

  it('ends with its time', async () => {
    const { acme, invitee, id, token } = await invited();
    await superuser.query("UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = $1", [
      id,
    ]);
    await accept(invitee, token).expect(404);
    expect((await acme.owner.get(INVITATIONS).expect(200)).body.total).toBe(0);
  });

  it('can be withdrawn, by its own organization', async () => {
    const { acme, invitee, id, token } = await invited();
    const globex = await api.newOwner();
    await globex.delete(`${INVITATIONS}/${id}`).expect(404);
    await acme.admin.delete(`${INVITATIONS}/${id}`).expect(204);
    await acme.admin.delete(`${INVITATIONS}/${id}`).expect(404);
    await accept(invitee, token).expect(404);
  });

  it('voids an earlier one to the same address', async () => {
    const { acme, invitee, token } = await invited();
    const { body: second } = await invite(acme.owner, emailOf(invitee).toUpperCase(), 'VIEWER').expect(201);
    expect((await acme.owner.get(INVITATIONS).expect(200)).body.total).toBe(1);
    await accept(invitee, token).expect(404);
    expect((await accept(invitee, second.token).expect(200)).body.role).toBe('VIEWER');
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
