import { describe, expect, it, vi } from 'vitest';
import { newApiToken } from '#app/access/api-token.js';
import { CredentialsRepository } from '#app/access/credentials.repository.js';
import { SessionsService } from '#app/modules/auth/sessions/sessions.service.js';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import type { ApiClient } from '../support/api.ts';
import { sendRaw } from '../support/raw-http.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, app, superuser } = await createTestApp();
const reads = vi.spyOn(app.get(CredentialsRepository), 'findApiToken');

const actingWith = (token: string) => api.as({ accessToken: token } as SessionDto);

async function tokenOf(client: ApiClient, permissions = ['task:read']) {
  return (await client.post('/auth/tokens', { name: 'Script', permissions }).expect(201)).body as {
    id: string;
    token: string;
  };
}

/** What the API says to a token, and how often it asked the database about it. */
async function verdict(token: string) {
  reads.mockClear();
  const { body } = await actingWith(token).get('/tasks');
  return { code: body.code as string | undefined, reads: reads.mock.calls.length };
}

describe('a token that is none', () => {
  it('is refused without the database when the checksum is wrong', async () => {
    const { token } = await tokenOf(await api.newOwner());
    const forged = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
    expect(await verdict(forged)).toEqual({ code: 'invalid-token', reads: 0 });
    expect(await verdict(token.slice(0, -1))).toEqual({ code: 'invalid-token', reads: 0 });
  });

  it('is refused when it does not exist, however well it is formed', async () => {
    expect(await verdict(newApiToken())).toEqual({ code: 'invalid-token', reads: 1 });
  });

  it('is refused when it is what the database holds', async () => {
    const { id } = await tokenOf(await api.newOwner());
    const { rows } = await superuser.query(
      `SELECT encode(token_hash, 'hex') AS hash, hint FROM api_tokens WHERE id = $1`,
      [id],
    );
    for (const text of [rows[0].hash, `tf_${rows[0].hash}`, rows[0].hint])
      expect((await verdict(text)).code).toBe('invalid-token');
  });
});

describe('a token that was good', () => {
  it('is verified once and then remembered', async () => {
    const { token } = await tokenOf(await api.newOwner());
    expect(await verdict(token)).toEqual({ code: undefined, reads: 1 });
    expect(await verdict(token)).toEqual({ code: undefined, reads: 0 });
  });

  it('ends at its time, also where it is remembered', async () => {
    const { token } = await tokenOf(await api.newOwner());
    const fresh = await tokenOf(await api.newOwner());
    expect((await verdict(token)).code).toBeUndefined();
    await superuser.query(`UPDATE api_tokens SET expires_at = now() WHERE id = $1`, [fresh.id]);
    expect((await verdict(fresh.token)).code).toBe('token-expired');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 91 * 24 * 3600 * 1000 });
    try {
      expect((await verdict(token)).code).toBe('token-expired');
    } finally {
      vi.useRealTimers();
    }
  });

  it.each(['its owner', 'an admin'])('ends when %s deletes it', async (who) => {
    const { admin, member } = await api.newOrganization();
    const { id, token } = await tokenOf(member);
    expect((await verdict(token)).code).toBeUndefined();
    await (
      who === 'an admin'
        ? admin.delete(`/organizations/current/api-tokens/${id}`)
        : member.delete(`/auth/tokens/${id}`)
    ).expect(204);
    expect((await verdict(token)).code).toBe('invalid-token');
  });

  it('loses what its owner loses, and goes on with the rest', async () => {
    const { owner, admin } = await api.newOrganization();
    const { token } = await tokenOf(admin, ['task:read', 'export:manage']);
    await actingWith(token).get('/exports').expect(200);
    const path = `/organizations/current/members/${admin.userId}`;
    await owner.patch(path, { role: 'MEMBER' }).expect(200);
    await actingWith(token).get('/exports').expect(403);
    await actingWith(token).get('/tasks').expect(200);
    await owner.patch(path, { role: 'ADMIN' }).expect(200);
    await actingWith(token).get('/exports').expect(200);
  });

  it('is gone with the membership, also when the user comes back', async () => {
    const { owner, member } = await api.newOrganization();
    const { id, token } = await tokenOf(member);
    expect((await verdict(token)).code).toBeUndefined();
    await owner.delete(`/organizations/current/members/${member.userId}`).expect(204);
    expect((await verdict(token)).code).toBe('invalid-token');
    expect((await superuser.query('SELECT FROM api_tokens WHERE id = $1', [id])).rowCount).toBe(0);
  });

  it('can do nothing for an account that is closed', async () => {
    const { member } = await api.newOrganization();
    const { token } = await tokenOf(member);
    expect((await verdict(token)).code).toBeUndefined();
    await superuser.query('UPDATE users SET is_active = false WHERE id = $1', [member.userId]);
    await app.get(SessionsService).endAll(member.userId);
    expect((await verdict(token)).code).toBe('token-revoked');
  });
});

describe('a token that wants more', () => {
  it.each([
    ['POST', '/auth/tokens', { name: 'Heir', permissions: ['task:read'] }],
    ['GET', '/auth/tokens', undefined],
    ['DELETE', `/auth/tokens/${crypto.randomUUID()}`, undefined],
    ['GET', '/organizations/current/api-tokens', undefined],
    ['DELETE', `/organizations/current/api-tokens/${crypto.randomUUID()}`, undefined],
    ['POST', '/organizations/current/transfer', { userId: crypto.randomUUID() }],
    ['POST', '/organizations', { name: 'Second' }],
    ['GET', '/organizations', undefined],
    ['POST', '/auth/switch', { organizationId: crypto.randomUUID() }],
    ['POST', '/auth/logout', undefined],
  ])('can not %s %s', async (method, path, body) => {
    const { token } = await tokenOf(await api.newOwner(), ['task:read', 'member:manage']);
    expect((await actingWith(token).call(method, path, body).expect(403)).body.code).toBe('session-required');
  });

  it("is no operator's, whatever user owns it", async () => {
    const owner = await api.newOwner();
    await superuser.query('UPDATE users SET is_platform_admin = true WHERE id = $1', [owner.userId]);
    await owner.get('/admin/organizations').expect(200);
    expect((await owner.get('/auth/me')).body.isPlatformAdmin).toBe(true);
    const { token } = await tokenOf(owner);
    expect((await actingWith(token).get('/auth/me')).body.isPlatformAdmin).toBe(false);
    expect((await actingWith(token).get('/admin/organizations').expect(403)).body.code).toBe(
      'session-required',
    );
  });

  it('stays in its organization', async () => {
    const [acme, globex] = [await api.newOrganization(), await api.newOrganization()];
    const { token } = await tokenOf(acme.owner);
    const { body: task } = await globex.owner.post('/tasks', { title: 'Secret' }).expect(201);
    await actingWith(token).get(`/tasks/${task.id}`).expect(404);
    const mismatch = await actingWith(token).get('/tasks', { 'x-tenant-id': globex.id }).expect(403);
    expect(mismatch.body.code).toBe('tenant-mismatch');
    await actingWith(token).get('/tasks', { 'x-tenant-id': acme.id }).expect(200);
  });
});

describe('the Authorization header', () => {
  const get = (...headers: string[]) => sendRaw(api.baseUrl, ['GET /tasks HTTP/1.1', ...headers]);

  it.each(['Bearer', 'bearer', 'BEARER'])('takes the scheme as %s', async (scheme) => {
    const { token } = await tokenOf(await api.newOwner());
    expect((await get(`authorization: ${scheme} ${token}`)).status).toBe(200);
  });

  it.each(['Basic', 'Token', ''])('takes no token under %j', async (scheme) => {
    const { token } = await tokenOf(await api.newOwner());
    expect((await get(`authorization: ${scheme} ${token}`)).body.code).toBe('not-authenticated');
  });

  it('counts once: a second one is not read', async () => {
    const { token } = await tokenOf(await api.newOwner());
    const [good, bad] = [`authorization: Bearer ${token}`, 'authorization: Bearer a.b.c'];
    expect((await get(bad, good)).status).toBe(401);
    expect((await get(good, bad)).status).toBe(200);
    expect((await get(`${good}, Bearer ${token}`)).status).toBe(401);
  });

  it.each(['/tasks?access_token=', '/tasks?token='])(
    'is the only place for a token: not %s',
    async (path) => {
      const { token } = await tokenOf(await api.newOwner());
      await api.get(path + token).expect(401);
    },
  );
});
