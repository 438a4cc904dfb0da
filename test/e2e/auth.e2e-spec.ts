import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SessionDto } from '../../dist/modules/auth/dto/session.dto.js';
import { type ApiClient, type ApiResponse, newEmail, PASSWORD } from '../support/api.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, config, superuser } = await createTestApp();

const account = () => ({ email: newEmail(), password: PASSWORD, name: 'Ada' });
const sessionOf = (client: ApiClient) => client.session as SessionDto;
const emailOf = (client: ApiClient) => sessionOf(client).user.email;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const refresh = (refreshToken: string) => api.post('/auth/refresh', { refreshToken });
const me = (accessToken: string) => api.get('/auth/me', bearer(accessToken));
const now = () => Math.floor(Date.now() / 1000);

/** What two answers to different requests have in common. */
const answer = ({ status, body }: ApiResponse) => ({ status, body: { ...body, requestId: undefined } });

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString());
}

/** A JWT made by hand, with the key of the access tokens unless told otherwise. */
function forge(
  claims: object,
  { algorithm = 'HS256', key = keyOf(config.jwtSecret, 'access') } = {},
): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode({ alg: algorithm, typ: 'JWT' })}.${encode(claims)}`;
  if (algorithm === 'none') return `${content}.`;
  const hash = algorithm.replace('HS', 'sha');
  return `${content}.${createHmac(hash, key).update(content).digest('base64url')}`;
}

const keyOf = (secret: string, purpose: string) =>
  createHmac('sha256', secret).update(`taskflow:${purpose}`).digest('base64url');

describe('registering', () => {
  it('makes an organization that the registrant owns', async () => {
    const body = { ...account(), organizationName: 'Analytical Engines', organizationSlug: 'engines' };
    const { body: session } = await api.post('/auth/register', body).expect(201);
    expect(session).toMatchObject({
      tokenType: 'Bearer',
      expiresIn: 1800,
      role: 'OWNER',
      user: { email: body.email, name: 'Ada', username: null },
      organization: { name: 'Analytical Engines', slug: 'engines', plan: 'ENTERPRISE' },
    });
    await api.as(session).post('/tasks', { title: 'Compute' }).expect(201);
  });

  it('joins the organization of an invitation, in the role it names', async () => {
    const owner = await api.newOwner();
    const viewer = await api.newMember(owner, 'VIEWER');
    expect(sessionOf(viewer)).toMatchObject({
      role: 'VIEWER',
      organization: { id: sessionOf(owner).organization.id },
    });
  });

  it('needs exactly one of an organization and an invitation', async () => {
    const neither = await api.post('/auth/register', account()).expect(400);
    expect(neither.body.errors).toMatchObject([{ field: 'organizationName' }]);
    const both = { ...account(), organizationName: 'Acme', invitationToken: 'inv_x' };
    await api.post('/auth/register', both).expect(400);
    const slugOnly = { ...account(), organizationSlug: 'acme-only', invitationToken: 'inv_x' };
    await api.post('/auth/register', slugOnly).expect(400);
  });

  it.each(['organizationName', 'invitationToken'])('takes no %s of null', async (field) => {
    const { body } = await api.post('/auth/register', { ...account(), [field]: null }).expect(400);
    expect(body.errors).toMatchObject([{ field }]);
  });

  it('takes an e-mail address once, in whatever case', async () => {
    const owner = await api.newOwner();
    const body = { ...account(), email: emailOf(owner).toUpperCase(), organizationName: 'Copy' };
    expect((await api.post('/auth/register', body).expect(409)).body.code).toBe('email-taken');
  });

  it('takes a user name once, in whatever case', async () => {
    const register = (username: string) =>
      api.post('/auth/register', { ...account(), username, organizationName: 'Acme' });
    await register('grace.hopper').expect(201);
    expect((await register('Grace.Hopper').expect(409)).body.code).toBe('username-taken');
  });

  it('leaves nothing behind when it fails', async () => {
    const body = account();
    await api.post('/auth/register', { ...body, invitationToken: 'inv_unknown' }).expect(404);
    await api.post('/auth/register', { ...body, organizationName: 'Acme' }).expect(201);
  });

  it.each([
    ['7 characters', 'seven77', 400],
    ['8 characters', 'eight888', 201],
    ['72 bytes', 'é'.repeat(36), 201],
    ['73 bytes in 37 characters', `${'é'.repeat(36)}x`, 400],
  ])('with a password of %s', async (_, password, status) => {
    await api.post('/auth/register', { ...account(), password, organizationName: 'Acme' }).expect(status);
  });

  it.each(['role', 'organizationId', 'isPlatformAdmin'])('lets nobody pick their own %s', async (field) => {
    const body = { ...account(), organizationName: 'Acme', [field]: 'OWNER' };
    expect((await api.post('/auth/register', body).expect(400)).body.errors).toMatchObject([{ field }]);
  });
});

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
    const unknown = await api.post('/auth/login', { username: 'nobody', password: PASSWORD });
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
    await owner.get('/tasks', { 'x-tenant-id': sessionOf(owner).organization.id }).expect(200);
    for (const id of [other, sessionOf(owner).organization.slug, '']) {
      expect((await owner.get('/tasks', { 'x-tenant-id': id }).expect(403)).body.code).toBe(
        'tenant-mismatch',
      );
    }
  });
});

describe('an access token', () => {
  it('says who, where, as what, and for half an hour', async () => {
    const { accessToken, user, organization } = sessionOf(await api.newOwner());
    const claims = claimsOf(accessToken) as { iat: number; exp: number };
    expect(new Set(Object.keys(claims))).toEqual(new Set(['sub', 'org', 'role', 'sid', 'iat', 'exp']));
    expect(claims).toMatchObject({ sub: user.id, org: organization.id, role: 'OWNER' });
    expect(claims.exp - claims.iat).toBe(1800);
    expect(Math.abs(claims.iat - now())).toBeLessThan(10);
  });

  it('is needed', async () => {
    const { headers, body } = await api.get('/auth/me').expect(401);
    expect(body.code).toBe('not-authenticated');
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  it('counts as signed by us, and not as signed otherwise', async () => {
    const claims = claimsOf(sessionOf(await api.newOwner()).accessToken);
    await me(forge(claims)).expect(200);
    const forgeries = [
      forge(claims, { algorithm: 'none' }),
      forge(claims, { key: 'another key' }),
      forge(claims, { key: '' }),
      forge(claims, { key: config.jwtSecret }),
      forge(claims, { key: keyOf(config.jwtSecret, 'refresh') }),
      forge(claims, { algorithm: 'HS512' }),
      forge({ ...claims, role: 'EMPEROR' }),
      forge({ ...claims, org: undefined }),
      forge({ ...claims, exp: undefined }),
    ];
    for (const token of forgeries) expect((await me(token).expect(401)).body.code).toBe('invalid-token');
  });

  it('keeps what was signed', async () => {
    const viewer = await api.newMember(await api.newOwner(), 'VIEWER');
    const [header, , signature] = sessionOf(viewer).accessToken.split('.');
    const claims = { ...claimsOf(sessionOf(viewer).accessToken), role: 'OWNER' };
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
    await me(`${header}.${payload}.${signature}`).expect(401);
  });

  it("isn't a refresh token, nor the other way round", async () => {
    const { accessToken, refreshToken } = sessionOf(await api.newOwner());
    expect((await me(refreshToken).expect(401)).body.code).toBe('invalid-token');
    const refreshClaims = claimsOf(refreshToken);
    const withAccessKey = forge(refreshClaims);
    for (const token of [accessToken, withAccessKey, forge(refreshClaims, { algorithm: 'none' })]) {
      expect((await refresh(token).expect(401)).body.code).toBe('invalid-refresh-token');
    }
    // None of them got as far as to look like a stolen one.
    await me(accessToken).expect(200);
    await refresh(forge(refreshClaims, { key: keyOf(config.jwtSecret, 'refresh') })).expect(200);
  });

  it('expires', async () => {
    const claims = claimsOf(sessionOf(await api.newOwner()).accessToken);
    await me(forge({ ...claims, iat: now() - 1700, exp: now() + 100 })).expect(200);
    const { body } = await me(forge({ ...claims, iat: now() - 1801, exp: now() - 1 })).expect(401);
    expect(body.code).toBe('token-expired');
  });
});
