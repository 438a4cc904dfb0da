// quick: signing in
import { describe, expect, it } from 'vitest';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import { type ApiResponse, newEmail, PASSWORD } from '../support/api.ts';
import { claimsOf, emailOf, sessionOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

const account = () => ({ email: newEmail(), password: PASSWORD, name: 'Ada' });
const refresh = (refreshToken: string) => api.post('/auth/refresh', { refreshToken });
const me = (accessToken: string) => api.get('/auth/me', { authorization: `Bearer ${accessToken}` });

/** What two answers to different requests have in common. */
const answer = ({ status, body }: ApiResponse) => ({ status, body: { ...body, requestId: undefined } });

describe('signing in', () => {
  it('works by e-mail address in any case', async () => {
    const owner = await api.newOwner();
    const again = await api.login(emailOf(owner).toUpperCase(), PASSWORD);
    expect(again.userId).toBe(owner.userId);
    expect(claimsOf(sessionOf(again).accessToken).sid).not.toBe(claimsOf(sessionOf(owner).accessToken).sid);
  });

  it('works by user name in any case', async () => {
    await api
      .post('/auth/register', { ...account(), username: 'ada.lovelace', organizationName: 'Acme' })
      .expect(201);
    const login = { username: 'Ada.Lovelace', password: PASSWORD };
    expect((await api.post('/auth/login', login).expect(200)).body.user.username).toBe('ada.lovelace');
  });

  it('needs a name', async () => {
    await api.post('/auth/login', { password: PASSWORD }).expect(400);
  });

  it('leads to the organization it names, and otherwise to the one used last', async () => {
    const owner = await api.newOwner('First');
    const first = sessionOf(owner).organization;
    const { body: second } = await owner.post('/organizations', { name: 'Second' }).expect(201);
    const landing = async (slug?: string) =>
      sessionOf(await api.login(emailOf(owner), PASSWORD, slug)).organization.id;
    expect(await landing()).toBe(first.id);
    expect(await landing(second.slug)).toBe(second.id);
    expect(await landing()).toBe(second.id);
    await owner.post('/auth/switch', { organizationId: first.id }).expect(200);
    expect(await landing()).toBe(first.id);
  });

  it('answers a wrong password, an unknown account and a foreign organization alike', async () => {
    const owner = await api.newOwner();
    const stranger = await api.newOwner();
    const login = (body: object) =>
      api.post('/auth/login', { email: emailOf(owner), password: PASSWORD, ...body });
    const wrong = await login({ password: 'wrong-password' }).expect(401);
    expect(wrong.body.code).toBe('invalid-credentials');
    const foreign = sessionOf(stranger).organization.slug;
    for (const body of [{ email: newEmail() }, { organization: foreign }, { organization: 'no-such-slug' }]) {
      expect(answer(await login(body))).toEqual(answer(wrong));
    }
    const unknown = await api.post('/auth/login', { username: 'unknown', password: PASSWORD });
    expect(answer(unknown)).toEqual(answer(wrong));
  });

  it('reads the whole password, past the bytes that bcrypt compares', async () => {
    const body = { ...account(), password: 'x'.repeat(72) };
    await api.post('/auth/register', { ...body, organizationName: 'Acme' }).expect(201);
    await api.post('/auth/login', { email: body.email, password: 'x'.repeat(72) }).expect(200);
    await api.post('/auth/login', { email: body.email, password: 'x'.repeat(73) }).expect(401);
  });

  it('ends with the account', async () => {
    const owner = await api.newOwner();
    await superuser.query('UPDATE users SET is_active = false WHERE id = $1', [owner.userId]);
    await api.post('/auth/login', { email: emailOf(owner), password: PASSWORD }).expect(401);
    await refresh(sessionOf(owner).refreshToken).expect(401);
  });
});

describe('refreshing', () => {
  it('brings new tokens of the same session', async () => {
    const first = sessionOf(await api.newOwner());
    const { body: second } = await refresh(first.refreshToken).expect(200);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(claimsOf(second.accessToken)).toMatchObject({
      sid: claimsOf(first.accessToken).sid,
      role: 'OWNER',
    });
    await me(second.accessToken).expect(200);
    await refresh(second.refreshToken).expect(200);
  });

  it('may be repeated at once, for the client that lost the answer', async () => {
    const { refreshToken } = sessionOf(await api.newOwner());
    const { body: lost } = await refresh(refreshToken).expect(200);
    const { body: repeated } = await refresh(refreshToken).expect(200);
    await me(lost.accessToken).expect(200);
    await refresh(repeated.refreshToken).expect(200);
  });

  it('may happen twice at once', async () => {
    const { refreshToken } = sessionOf(await api.newOwner());
    const answers = await Promise.all([refresh(refreshToken).expect(200), refresh(refreshToken).expect(200)]);
    await Promise.all(answers.map(({ body }) => me(body.accessToken).expect(200)));
    await Promise.all(answers.map(({ body }) => refresh(body.refreshToken).expect(200)));
  });

  it('ends the session when the previous token comes back late', async () => {
    const session = sessionOf(await api.newOwner());
    const { body: newest } = await refresh(session.refreshToken).expect(200);
    await age(session, 'rotated_at', '10 seconds');
    await refresh(session.refreshToken).expect(200);
    await age(session, 'rotated_at', '6 seconds');
    await refresh(session.refreshToken).expect(401);
    await refresh(newest.refreshToken).expect(401);
    expect((await me(newest.accessToken).expect(401)).body.code).toBe('token-revoked');
  });

  it('ends the session, and no other, when an older token comes back', async () => {
    const owner = await api.newOwner();
    const elsewhere = await api.login(emailOf(owner), PASSWORD);
    const oldest = sessionOf(owner).refreshToken;
    const { body: older } = await refresh(oldest).expect(200);
    const { body: newest } = await refresh(older.refreshToken).expect(200);
    expect((await refresh(oldest).expect(401)).body.code).toBe('invalid-refresh-token');
    expect((await refresh(newest.refreshToken).expect(401)).body.code).toBe('invalid-refresh-token');
    expect((await me(newest.accessToken).expect(401)).body.code).toBe('token-revoked');
    await elsewhere.get('/auth/me').expect(200);
    await refresh(sessionOf(elsewhere).refreshToken).expect(200);
  });

  it('is over with the session', async () => {
    const session = sessionOf(await api.newOwner());
    await age(session, 'expires_at', '31 days');
    await refresh(session.refreshToken).expect(401);
  });

  it.each(['', 'x', 'a.b.c'])('takes no %j for a token', async (token) => {
    expect((await refresh(token).expect(401)).body.code).toBe('invalid-refresh-token');
  });

  /** Makes the session's moment lie further back. */
  async function age(session: SessionDto, column: 'rotated_at' | 'expires_at', by: string): Promise<void> {
    const sessionId = claimsOf(session.accessToken).sid;
    const sql = `UPDATE sessions SET ${column} = ${column} - $2::interval WHERE id = $1`;
    expect((await superuser.query(sql, [sessionId, by])).rowCount).toBe(1);
  }
});

describe('a session', () => {
  it('ends with logout, this one only', async () => {
    const owner = await api.newOwner();
    const elsewhere = await api.login(emailOf(owner), PASSWORD);
    await owner.post('/auth/logout').expect(204);
    expect((await owner.get('/auth/me').expect(401)).body.code).toBe('token-revoked');
    await refresh(sessionOf(owner).refreshToken).expect(401);
    await elsewhere.get('/auth/me').expect(200);
  });

  it('tells who I am, where and what I may', async () => {
    const acme = await api.newOrganization();
    const { user, organization } = sessionOf(acme.viewer);
    const { body } = await acme.viewer.get('/auth/me').expect(200);
    expect(body).toMatchObject({ user, organization, role: 'VIEWER' });
    expect(body.organizations).toEqual([{ id: acme.id, name: 'Acme', slug: acme.slug, role: 'VIEWER' }]);
    expect(body.permissions).toContain('task:read');
    expect(body.permissions).not.toContain('task:create');
    expect((await acme.owner.get('/auth/me').expect(200)).body.permissions).toContain('task:update-any');
  });

  it('goes on in another organization of mine', async () => {
    const owner = await api.newOwner('First');
    const { body: second } = await owner.post('/organizations', { name: 'Second' }).expect(201);
    const { body: session } = await owner.post('/auth/switch', { organizationId: second.id }).expect(200);
    expect(session).toMatchObject({ role: 'OWNER', organization: { id: second.id } });
    const { sid } = claimsOf(sessionOf(owner).accessToken);
    expect(claimsOf(session.accessToken)).toMatchObject({ org: second.id, sid });
    await api.as(session).post('/tasks', { title: 'In the second' }).expect(201);
    expect((await owner.get('/tasks').expect(200)).body.total).toBe(0);
    const { body: refreshed } = await refresh(session.refreshToken).expect(200);
    expect(refreshed.organization.id).toBe(second.id);
  });

  it("doesn't go on in an organization of others", async () => {
    const owner = await api.newOwner();
    const { id: organizationId } = sessionOf(await api.newOwner()).organization;
    const { body } = await owner.post('/auth/switch', { organizationId }).expect(403);
    expect(body.code).toBe('not-a-member');
    await owner.get('/auth/me').expect(200);
  });

  it('may have its organization repeated by x-tenant-id, and no other named', async () => {
    const owner = await api.newOwner();
    const other = sessionOf(await api.newOwner()).organization.id;
    const { id: own } = sessionOf(owner).organization;
    for (const id of [own, own.toUpperCase()]) await owner.get('/tasks', { 'x-tenant-id': id }).expect(200);
    for (const id of [other, sessionOf(owner).organization.slug, '']) {
      expect((await owner.get('/tasks', { 'x-tenant-id': id }).expect(403)).body.code).toBe(
        'tenant-mismatch',
      );
    }
  });
});
