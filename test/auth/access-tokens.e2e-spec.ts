import { createHmac } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { JwtStrategy } from '#app/access/jwt.strategy.js';
import { refusedUpgrade, TestSocket } from '../support/events.ts';
import { claimsOf, sessionOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, app, config } = await createTestApp();

const refresh = (refreshToken: string) => api.post('/auth/refresh', { refreshToken });
const me = (accessToken: string) => api.get('/auth/me', { authorization: `Bearer ${accessToken}` });
const now = () => Math.floor(Date.now() / 1000);
const keyOf = (secret: string, purpose: string) =>
  createHmac('sha256', secret).update(`taskflow:${purpose}`).digest('base64url');

const SECRET = config.jwtSecrets[0] as string;

/** A JWT made by hand, with the key of the access tokens unless told otherwise. */
function forge(claims: object, { algorithm = 'HS256', key = keyOf(SECRET, 'access') } = {}): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode({ alg: algorithm, typ: 'JWT' })}.${encode(claims)}`;
  if (algorithm === 'none') return `${content}.`;
  const hash = algorithm.replace('HS', 'sha');
  return `${content}.${createHmac(hash, key).update(content).digest('base64url')}`;
}

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
    expect(headers.get('www-authenticate')).toBe('Bearer realm="TaskFlow"');
  });

  it('counts as signed by us, and not as signed otherwise', async () => {
    const claims = claimsOf(sessionOf(await api.newOwner()).accessToken);
    await me(forge(claims)).expect(200);
    const forgeries = [
      forge(claims, { algorithm: 'none' }),
      forge(claims, { key: 'another key' }),
      forge(claims, { key: '' }),
      forge(claims, { key: SECRET }),
      forge(claims, { key: keyOf(SECRET, 'refresh') }),
      forge(claims, { algorithm: 'HS512' }),
      forge({ ...claims, role: 'EMPEROR' }),
      forge({ ...claims, org: undefined }),
      forge({ ...claims, exp: undefined }),
    ];
    for (const token of forgeries) {
      expect((await me(token).expect(401)).body.code).toBe('invalid-token');
      // Not in the Authorization header, so Passport isn't asked.
      expect(
        await refusedUpgrade(api.baseUrl, '', { 'sec-websocket-protocol': `bearer.${token}` }),
      ).toMatchObject({
        status: 401,
        body: { code: 'invalid-token' },
      });
    }
  });

  it('is verified by Passport once, with and without a body', async () => {
    const { accessToken } = sessionOf(await api.newOwner());
    const headers = { authorization: `Bearer ${accessToken}` };
    const validate = vi.spyOn(app.get(JwtStrategy, { strict: false }), 'validate');
    for (const title of ['One', 'Two']) {
      await api.post('/tasks', { title }, headers).expect(201);
      await api.get('/tasks', headers).expect(200);
    }
    expect(validate.mock.calls.map(([claims]) => claims)).toEqual([claimsOf(accessToken)]);
  });

  it('is verified anew by what was never verified, such as the subprotocol of a socket', async () => {
    const { accessToken } = sessionOf(await api.newOwner());
    const stream = await TestSocket.open(api.baseUrl, '', {
      protocols: ['taskflow', `bearer.${accessToken}`],
    });
    stream.close();
    const expired = forge({ ...claimsOf(accessToken), iat: now() - 1801, exp: now() - 1 });
    const headers = { 'sec-websocket-protocol': `taskflow, bearer.${expired}` };
    expect(await refusedUpgrade(api.baseUrl, '', headers)).toMatchObject({
      status: 401,
      body: { code: 'token-expired' },
    });
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
    await refresh(forge(refreshClaims, { key: keyOf(SECRET, 'refresh') })).expect(200);
  });

  it('expires', async () => {
    const claims = claimsOf(sessionOf(await api.newOwner()).accessToken);
    await me(forge({ ...claims, iat: now() - 1700, exp: now() + 100 })).expect(200);
    const { body } = await me(forge({ ...claims, iat: now() - 1801, exp: now() - 1 })).expect(401);
    expect(body.code).toBe('token-expired');
  });
});
