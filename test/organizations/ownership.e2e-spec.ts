import { describe, expect, it } from 'vitest';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

const TRANSFER = '/organizations/current/transfer';
const memberPath = ({ userId }: ApiClient) => `/organizations/current/members/${userId}`;

const refreshed = async ({ session }: ApiClient) =>
  api.as((await api.post('/auth/refresh', { refreshToken: session?.refreshToken }).expect(200)).body);

async function rolesIn(organizationId: string): Promise<Record<string, string>> {
  const { rows } = await superuser.query<{ user_id: string; role: string }>(
    'SELECT user_id, role FROM memberships WHERE organization_id = $1',
    [organizationId],
  );
  return Object.fromEntries(rows.map(({ user_id, role }) => [user_id, role]));
}

const ownersIn = async (organizationId: string) =>
  Object.values(await rolesIn(organizationId)).filter((role) => role === 'OWNER').length;

describe('handing an organization over', () => {
  it('makes the other the owner and the caller an admin, at once', async () => {
    const { owner, member } = await api.newOrganization();
    const { body } = await owner.post(TRANSFER, { userId: member.userId }).expect(200);
    expect(body).toMatchObject({ userId: member.userId, role: 'OWNER' });
    for (const client of [owner, member])
      expect((await client.get('/tasks').expect(401)).body.code).toBe('token-revoked');
    const [before, after] = [await refreshed(owner), await refreshed(member)];
    expect((before.session as SessionDto).role).toBe('ADMIN');
    expect((after.session as SessionDto).role).toBe('OWNER');
    await before.post(TRANSFER, { userId: member.userId }).expect(403);
    await after.post(TRANSFER, { userId: owner.userId }).expect(200);
  });

  it('goes to another member only', async () => {
    const { id, owner } = await api.newOrganization();
    const stranger = await api.newOwner();
    await owner.post(TRANSFER, { userId: stranger.userId }).expect(404);
    await owner.post(TRANSFER, { userId: owner.userId }).expect(400);
    await owner.post(TRANSFER, { userId: 'no-uuid' }).expect(400);
    await owner.post(TRANSFER, {}).expect(400);
    expect((await rolesIn(id))[owner.userId]).toBe('OWNER');
    await owner.get('/tasks').expect(200);
  });

  it('leaves further owners alone', async () => {
    const { id, owner, member } = await api.newOrganization();
    const second = await api.newMember(owner, 'OWNER');
    await owner.post(TRANSFER, { userId: second.userId }).expect(200);
    await (await refreshed(second)).post(TRANSFER, { userId: member.userId }).expect(200);
    expect(await rolesIn(id)).toMatchObject({
      [owner.userId]: 'ADMIN',
      [second.userId]: 'ADMIN',
      [member.userId]: 'OWNER',
    });
  });
});

describe('an organization keeps an owner', () => {
  /** So many tries: a race that is open shows in most of them. */
  const ROUNDS = 8;

  it('when two owners leave at once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const owner = await api.newOwner();
      const second = await api.newMember(owner, 'OWNER');
      const answers = await Promise.all([owner.delete(memberPath(owner)), second.delete(memberPath(second))]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
      expect(await ownersIn(owner.session?.organization.id as string)).toBe(1);
    }
  });

  it('when the owner hands over while leaving, or while one of the two is removed', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const owner = await api.newOwner();
      const successor = await api.newMember(owner, 'MEMBER');
      await Promise.all([
        owner.post(TRANSFER, { userId: successor.userId }),
        owner.delete(memberPath(round % 2 ? owner : successor)),
        successor.delete(memberPath(successor)),
      ]);
      expect(await ownersIn(owner.session?.organization.id as string)).toBe(1);
    }
  });

  it('when two owners demote each other', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const owner = await api.newOwner();
      const second = await api.newMember(owner, 'OWNER');
      await Promise.all([
        owner.patch(memberPath(second), { role: 'MEMBER' }),
        second.patch(memberPath(owner), { role: 'MEMBER' }),
      ]);
      expect(await ownersIn(owner.session?.organization.id as string)).toBe(1);
    }
  });

  it('and no member uses the role they have just lost', async () => {
    const { id, owner, member } = await api.newOrganization();
    const second = await api.newMember(owner, 'OWNER');
    const third = await api.newMember(owner, 'OWNER');
    const holder = await superuser.connect();
    try {
      // Both wait for the same lock; the first one to get it takes the other's role.
      await holder.query('BEGIN');
      await holder.query(`SELECT pg_advisory_xact_lock(hashtextextended('owners:' || $1, 0))`, [id]);
      const demote = (by: ApiClient, whom: ApiClient) => by.patch(memberPath(whom), { role: 'VIEWER' });
      const answers = [demote(second, third), demote(third, second)];
      await waiting(2);
      await holder.query('COMMIT');
      const statuses = (await Promise.all(answers)).map(({ status }) => status);
      expect(statuses.toSorted()).toEqual([200, 401]);
    } finally {
      holder.release();
    }
    expect(await ownersIn(id)).toBe(2);
    expect((await rolesIn(id))[member.userId]).toBe('MEMBER');
  });
});

/** Until so many transactions wait for an advisory lock. */
async function waiting(count: number): Promise<void> {
  await eventually(async () => {
    const { rows } = await superuser.query(
      `SELECT count(*)::int AS waiting FROM pg_locks l JOIN pg_database d ON d.oid = l.database
       WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()`,
    );
    return rows[0].waiting === count;
  });
}
