import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ApiClient, PASSWORD } from '../support/api.ts';
import { sessionOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

const loginAgain = (client: ApiClient, slug?: string) =>
  api.login(sessionOf(client).user.email, PASSWORD, slug);
const refresh = (client: ApiClient) =>
  api.post('/auth/refresh', { refreshToken: sessionOf(client).refreshToken });
const list = async (client: ApiClient, query = '') =>
  (await client.get(`/auth/sessions${query}`).expect(200)).body;
const currentId = async (client: ApiClient): Promise<string> =>
  (await list(client)).data.find(({ isCurrent }: { isCurrent: boolean }) => isCurrent).id;

describe('the list of my sessions', () => {
  it('shows where and on what I am signed in, in all organizations', async () => {
    const owner = await api.newOwner('First');
    const { body: second } = await owner.post('/organizations', { name: 'Second' }).expect(201);
    const login = { email: sessionOf(owner).user.email, password: PASSWORD, organization: second.slug };
    await api.post('/auth/login', login, { 'user-agent': 'A telephone' }).expect(200);
    const { data, ...page } = await list(owner);
    expect(page).toEqual({ page: 1, limit: 10, total: 2, nextCursor: null });
    const { id, name, slug } = second;
    expect(data[0]).toMatchObject({
      organization: { id, name, slug },
      userAgent: 'A telephone',
      ip: '127.0.0.1',
      isCurrent: false,
    });
    expect(data[1]).toMatchObject({ organization: { name: 'First' }, isCurrent: true });
    expect(Object.keys(data[0]).toSorted()).toEqual(
      [
        'authMethods',
        'authenticatedAt',
        'createdAt',
        'expiresAt',
        'id',
        'ip',
        'isCurrent',
        'lastUsedAt',
        'organization',
        'userAgent',
      ].toSorted(),
    );
  });

  it('comes in pages, last used first', async () => {
    const owner = await api.newOwner();
    await loginAgain(owner);
    await loginAgain(owner);
    await refresh(owner).expect(200);
    const first = await list(owner, '?limit=1');
    expect(first).toMatchObject({ total: 3, page: 1, data: [{ isCurrent: true }] });
    expect((await list(owner, '?limit=2&page=2')).data).toHaveLength(1);
  });

  it('shows those of no other user', async () => {
    const { owner, admin } = await api.newOrganization();
    expect((await list(owner)).total).toBe(1);
    expect((await list(owner)).data[0].id).not.toBe((await list(admin)).data[0].id);
  });

  it('leaves out what has expired', async () => {
    const owner = await api.newOwner();
    const elsewhere = await currentId(await loginAgain(owner));
    await superuser.query("UPDATE sessions SET expires_at = now() - interval '1 second' WHERE id = $1", [
      elsewhere,
    ]);
    expect((await list(owner)).total).toBe(1);
  });
});

describe('ending a session of mine', () => {
  it('ends its tokens and no others', async () => {
    const owner = await api.newOwner();
    const elsewhere = await loginAgain(owner);
    await owner.delete(`/auth/sessions/${await currentId(elsewhere)}`).expect(204);
    expect((await elsewhere.get('/auth/me').expect(401)).body.code).toBe('token-revoked');
    await refresh(elsewhere).expect(401);
    await owner.get('/auth/me').expect(200);
    await refresh(owner).expect(200);
  });

  it('may end the one that asks', async () => {
    const owner = await api.newOwner();
    await owner.delete(`/auth/sessions/${await currentId(owner)}`).expect(204);
    await owner.get('/auth/me').expect(401);
  });

  it("knows no session of others, of one's own organization either, and doesn't end it", async () => {
    const { owner, admin } = await api.newOrganization();
    const theirs = await currentId(admin);
    const foreign = await owner.delete(`/auth/sessions/${theirs}`).expect(404);
    const unknown = await owner.delete(`/auth/sessions/${randomUUID()}`).expect(404);
    expect(foreign.body).toMatchObject({ code: 'session-not-found', detail: unknown.body.detail });
    await admin.get('/auth/me').expect(200);
    await refresh(admin).expect(200);
    await owner.delete('/auth/sessions/1').expect(400);
  });

  it('works once', async () => {
    const owner = await api.newOwner();
    const id = await currentId(await loginAgain(owner));
    const answers = await Promise.all([1, 2, 3].map(() => owner.delete(`/auth/sessions/${id}`)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404, 404]);
  });
});

describe('signing out everywhere', () => {
  it('ends all my sessions, this one too, in all organizations', async () => {
    const owner = await api.newOwner('First');
    const { body: second } = await owner.post('/organizations', { name: 'Second' }).expect(201);
    const elsewhere = await loginAgain(owner, second.slug);
    await owner.delete('/auth/sessions').expect(204);
    for (const client of [owner, elsewhere]) {
      expect((await client.get('/auth/me').expect(401)).body.code).toBe('token-revoked');
      await refresh(client).expect(401);
    }
    const { rowCount } = await superuser.query('SELECT FROM sessions WHERE user_id = $1', [owner.userId]);
    expect(rowCount).toBe(0);
    await (await loginAgain(owner)).get('/auth/me').expect(200);
  });

  it('leaves all other users signed in', async () => {
    const { owner, admin } = await api.newOrganization();
    await owner.delete('/auth/sessions').expect(204);
    await admin.get('/auth/me').expect(200);
    await refresh(admin).expect(200);
  });
});
