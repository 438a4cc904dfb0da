import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import { claimsOf, sessionOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, config, superuser } = await createTestApp();

const me = (token: string) => api.get('/auth/me', { authorization: `Bearer ${token}` });
const refresh = (refreshToken: string) => api.post('/auth/refresh', { refreshToken });
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const keyOf = (purpose: string) =>
  createHmac('sha256', config.jwtSecrets[0] as string)
    .update(`taskflow:${purpose}`)
    .digest('base64url');
const hmac = (content: string, key: string) => createHmac('sha256', key).update(content).digest('base64url');

describe('a token whose header picks its own check', () => {
  it.each(['none', 'None', 'NONE', '', 'RS256', 'ES256', 'PS256', 'EdDSA', 'HS384', 'hs256'])(
    'is refused with alg %j, unsigned or signed with our key',
    async (alg) => {
      const { accessToken, refreshToken } = sessionOf(await api.newOwner());
      for (const [token, key, use] of [
        [accessToken, keyOf('access'), me],
        [refreshToken, keyOf('refresh'), refresh],
      ] as const) {
        const content = `${encode({ alg, typ: 'JWT' })}.${encode(claimsOf(token))}`;
        for (const signature of ['', hmac(content, key)])
          expect((await use(`${content}.${signature}`)).status).toBe(401);
      }
      await me(accessToken).expect(200);
    },
  );

  it('is refused when it brings the key that it is signed with', async () => {
    const { accessToken } = sessionOf(await api.newOwner());
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const header = { alg: 'RS256', typ: 'JWT', jwk: publicKey.export({ format: 'jwk' }) };
    const content = `${encode(header)}.${encode(claimsOf(accessToken))}`;
    const signature = sign('sha256', Buffer.from(content), privateKey).toString('base64url');
    expect((await me(`${content}.${signature}`).expect(401)).body.code).toBe('invalid-token');
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const confused = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claimsOf(accessToken))}`;
    await me(`${confused}.${hmac(confused, pem)}`).expect(401);
  });
});

describe('a token of another user', () => {
  it('opens nothing of mine: the organization is the one it was signed for', async () => {
    const acme = await api.newOrganization();
    const stranger = await api.newOwner();
    const { body: task } = await acme.owner.post('/tasks', { title: 'Ours' }).expect(201);
    await stranger.get(`/tasks/${task.id}`).expect(404);
    await stranger.get('/tasks', { 'x-tenant-id': acme.id }).expect(403);
    const claims = { ...claimsOf(sessionOf(stranger).accessToken), org: acme.id };
    const [header, , signature] = sessionOf(stranger).accessToken.split('.');
    await me(`${header}.${encode(claims)}.${signature}`).expect(401);
  });
});

describe('a refresh token', () => {
  const generationOf = async (session: SessionDto): Promise<number | undefined> => {
    const { sid } = claimsOf(session.accessToken);
    const { rows } = await superuser.query('SELECT generation FROM sessions WHERE id = $1', [sid]);
    return rows[0]?.generation;
  };

  it('changes once, however many exchange it at the same time', async () => {
    const session = sessionOf(await api.newOwner());
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => refresh(session.refreshToken).expect(200)),
    );
    expect(await generationOf(session)).toBe(2);
    expect(new Set(answers.map(({ body }) => claimsOf(body.refreshToken)['gen']))).toEqual(new Set([2]));
  });

  it('that was stolen ends the session, even while its owner refreshes', async () => {
    const session = sessionOf(await api.newOwner());
    const { body: second } = await refresh(session.refreshToken).expect(200);
    const { body: third } = await refresh(second.refreshToken).expect(200);
    const [stolen] = await Promise.all([refresh(session.refreshToken), refresh(third.refreshToken)]);
    expect(stolen.status).toBe(401);
    expect(await generationOf(session)).toBeUndefined();
    await refresh(third.refreshToken).expect(401);
    expect((await me(third.accessToken).expect(401)).body.code).toBe('token-revoked');
  });
});
