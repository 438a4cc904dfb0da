import { describe, expect, it } from 'vitest';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

const DAY = 24 * 3600 * 1000;

/** Creates a token and acts with it, as a script would. */
async function scriptOf(client: ApiClient, permissions: string[], name = 'Script') {
  const { body } = await client.post('/auth/tokens', { name, permissions }).expect(201);
  return { ...body, client: api.as({ accessToken: body.token } as SessionDto) } as {
    id: string;
    token: string;
    client: ApiClient;
  };
}

describe('an API token', () => {
  it('is shown once, and listed with what it is for', async () => {
    const owner = await api.newOwner();
    const permissions = ['task:read', 'task:create'];
    const { body } = await owner.post('/auth/tokens', { name: ' Nightly ', permissions }).expect(201);
    const { token, ...described } = body;
    expect(described).toMatchObject({ name: 'Nightly', permissions, hint: token.slice(0, 7) });
    const life = Date.parse(body.expiresAt) - Date.parse(body.createdAt);
    expect(Math.round(life / DAY)).toBe(90);
    const list = await owner.get('/auth/tokens').expect(200);
    expect(list.body).toEqual({
      data: [{ ...described, lastUsedAt: null }],
      page: 1,
      limit: 10,
      total: 1,
      nextCursor: null,
    });
  });

  it('is kept as a hash, nowhere in the database as itself', async () => {
    const { token } = await scriptOf(await api.newOwner(), ['task:read']);
    const { rows } = await superuser.query(`SELECT t::text AS text FROM api_tokens t`);
    expect(rows.length).toBeGreaterThan(0);
    for (const { text } of rows) expect(text).not.toContain(token.slice(10));
  });

  it('acts for its owner within its permissions', async () => {
    const { owner } = await api.newOrganization();
    const { client } = await scriptOf(owner, ['task:read', 'task:create']);
    const { body: task } = await client.post('/tasks', { title: 'Scripted' }).expect(201);
    expect(task.creatorId).toBe(owner.userId);
    await client.get(`/tasks/${task.id}`).expect(200);
    const refusal = await client.patch(`/tasks/${task.id}`, { title: 'Changed' }).expect(403);
    expect(refusal.body).toMatchObject({
      code: 'permission-denied',
      detail: expect.stringContaining('this API token'),
    });
  });

  it('writes tasks of others only with the permission for it', async () => {
    const { owner, member } = await api.newOrganization();
    const { body: task } = await member.post('/tasks', { title: "The member's" }).expect(201);
    const narrow = await scriptOf(owner, ['task:read', 'task:update', 'task:delete']);
    await narrow.client.patch(`/tasks/${task.id}`, { title: 'Changed' }).expect(403);
    await narrow.client.delete(`/tasks/${task.id}`).expect(403);
    const wide = await scriptOf(owner, ['task:read', 'task:update', 'task:update-any']);
    await wide.client.patch(`/tasks/${task.id}`, { title: 'Changed' }).expect(200);
  });

  it('tells what it may do, and nothing of other organizations', async () => {
    const owner = await api.newOwner();
    await owner.post('/organizations', { name: 'Second' }).expect(201);
    const { client } = await scriptOf(owner, ['task:read']);
    const { body } = await client.get('/auth/me').expect(200);
    expect(body).toMatchObject({ role: 'OWNER', permissions: ['account:read', 'task:read'] });
    expect(body.organizations.map(({ id }: { id: string }) => id)).toEqual([body.organization.id]);
  });

  it('removes members when it may, and never its owner', async () => {
    const { owner, member, viewer } = await api.newOrganization();
    const path = '/organizations/current/members';
    const narrow = await scriptOf(owner, ['member:read']);
    await narrow.client.delete(`${path}/${member.userId}`).expect(403);
    const { client } = await scriptOf(owner, ['member:read', 'member:manage']);
    await client.delete(`${path}/${member.userId}`).expect(204);
    const own = await scriptOf(viewer, ['member:read']);
    await own.client.delete(`${path}/${viewer.userId}`).expect(403);
  });

  it('remembers its last use, once a minute', async () => {
    const owner = await api.newOwner();
    const { client } = await scriptOf(owner, ['task:read']);
    await client.get('/tasks').expect(200);
    const lastUse = async () => (await owner.get('/auth/tokens')).body.data[0].lastUsedAt as string | null;
    const first = await eventually(async () => (await lastUse()) ?? undefined);
    await client.get('/tasks').expect(200);
    expect(await lastUse()).toBe(first);
    expect(Date.now() - Date.parse(first)).toBeLessThan(15_000);
  });
});

describe('creating an API token', () => {
  const attempt = async (body: object, client?: ApiClient) =>
    (client ?? (await api.newOwner())).post('/auth/tokens', { name: 'Script', ...body });

  it.each([
    ['no permissions', { permissions: [] }, 'permissions'],
    ['an unknown permission', { permissions: ['task:own'] }, 'permissions'],
    ['the same permission twice', { permissions: ['task:read', 'task:read'] }, 'permissions'],
    ['a permission that needs a session', { permissions: ['account:manage'] }, 'permissions'],
    ['the right to manage tokens', { permissions: ['token:manage'] }, 'permissions'],
    ['a blank name', { permissions: ['task:read'], name: ' ' }, 'name'],
    ['no real time', { permissions: ['task:read'], expiresAt: 'tomorrow' }, 'expiresAt'],
    ['a time that is over', { permissions: ['task:read'], expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    ['no end in sight', { permissions: ['task:read'], expiresAt: '2999-01-01T00:00:00Z' }, 'expiresAt'],
    ['another owner', { permissions: ['task:read'], userId: crypto.randomUUID() }, 'userId'],
  ])('refuses %s', async (_what, body, field) => {
    const owner = await api.newOwner();
    expect((await attempt(body, owner)).body).toMatchObject({ status: 400, errors: [{ field }] });
    expect((await owner.get('/auth/tokens')).body.total).toBe(0);
  });

  it('gives no user more than they have', async () => {
    const { member } = await api.newOrganization();
    const answer = await attempt({ permissions: ['task:read', 'export:manage'] }, member);
    expect(answer.body).toMatchObject({ status: 403, detail: expect.stringContaining('export:manage') });
    expect((await member.get('/auth/tokens')).body.total).toBe(0);
  });

  it('takes a time within the year', async () => {
    const expiresAt = new Date(Date.now() + 360 * DAY).toISOString();
    expect((await attempt({ permissions: ['task:read'], expiresAt })).body).toMatchObject({ expiresAt });
  });
});

describe('what an organization sees of tokens', () => {
  it('is whose they are and what they may, never the token', async () => {
    const { owner, admin, member } = await api.newOrganization();
    const { id, token } = await scriptOf(member, ['task:read'], 'Report');
    for (const client of [owner, admin]) {
      const { body } = await client.get('/organizations/current/api-tokens').expect(200);
      expect(body.data).toMatchObject([{ id, name: 'Report', userId: member.userId, userName: 'MEMBER' }]);
      expect(JSON.stringify(body)).not.toContain(token.slice(10));
    }
  });

  it('ends at its own border, and at the user for those who are no admins', async () => {
    const { owner, member, viewer } = await api.newOrganization();
    const { id, client } = await scriptOf(member, ['task:read']);
    const stranger = await api.newOwner();
    expect((await stranger.get('/organizations/current/api-tokens')).body.total).toBe(0);
    await stranger.delete(`/organizations/current/api-tokens/${id}`).expect(404);
    for (const other of [stranger, viewer, owner]) {
      expect((await other.get('/auth/tokens')).body.total).toBe(0);
      await other.delete(`/auth/tokens/${id}`).expect(404);
    }
    await client.get('/tasks').expect(200);
  });
});
