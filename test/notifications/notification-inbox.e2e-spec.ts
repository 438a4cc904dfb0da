import { NOTIFICATION_KINDS } from '#app/modules/notifications/notification.js';
import { describe, expect, it } from 'vitest';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { type ApiClient, PASSWORD, type TestOrganization } from '../support/api.ts';
import { inboxOf, NOT_BY_ITSELF, NotificationWork, notifiedOf } from '../support/notifications.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, superuser } = await createTestApp({ notificationDelay: NOT_BY_ITSELF });
const work = new NotificationWork(app);

/** Notifies the member of so many new tasks, the newest of which has the highest number. */
async function notify({ owner, member }: TestOrganization, count = 1): Promise<void> {
  for (let task = 0; task < count; task++)
    await owner.post('/tasks', { title: 'Task', assigneeId: member.userId }).expect(201);
  await work.follow(owner);
}
const unreadOf = async (client: ApiClient): Promise<number> =>
  (await client.get('/notifications?limit=1').expect(200)).body.unread;
const tokenOf = async (client: ApiClient, permissions: string[]): Promise<ApiClient> => {
  const { body } = await client.post('/auth/tokens', { name: 'Script', permissions }).expect(201);
  return client.as({ accessToken: body.token } as never);
};

describe('the inbox', () => {
  it('counts what is unread and is read page by page, newest first', async () => {
    const acme = await api.newOrganization();
    await notify(acme, 5);
    const read = (await inboxOf(acme.member))[1];
    await acme.member.post(`/notifications/${read?.id}/read`).expect(200);
    const numbers: number[] = [];
    let cursor = '';
    do {
      const { body } = await acme.member.get(`/notifications?limit=2${cursor}`).expect(200);
      expect(body).toMatchObject({ unread: 4, limit: 2 });
      numbers.push(...body.data.map(({ taskNumber }: { taskNumber: number }) => taskNumber));
      cursor = body.nextCursor && `&cursor=${body.nextCursor}`;
    } while (cursor);
    expect(numbers).toEqual([5, 4, 3, 2, 1]);
    const { body: unread } = await acme.member.get('/notifications?unread=true').expect(200);
    expect(unread.data).toHaveLength(4);
    const { body: others } = await acme.member.get('/notifications?unread=false').expect(200);
    expect(others.data).toMatchObject([{ id: read?.id }]);
  });

  it.each(['cursor=x', 'cursor=MTp4', 'unread=maybe', 'limit=0', 'page=1'])('refuses %s', async (query) => {
    const owner = await api.newOwner();
    await owner.get(`/notifications?${query}`).expect(400);
  });

  it('is marked as read by its owner alone, one by one', async () => {
    const acme = await api.newOrganization();
    await notify(acme, 2);
    const [newest] = await inboxOf(acme.member);
    for (const stranger of [acme.owner, acme.viewer, await api.newOwner()]) {
      await stranger.post(`/notifications/${newest?.id}/read`).expect(404);
      await stranger.post('/notifications/read-all', { upTo: newest?.id }).expect(404);
    }
    expect(await unreadOf(acme.member)).toBe(2);
    for (let time = 0; time < 2; time++) {
      const { body } = await acme.member.post(`/notifications/${newest?.id}/read`).expect(200);
      expect(body).toEqual({ unread: 1 });
    }
    expect((await inboxOf(acme.member)).map(({ readAt }) => readAt !== null)).toEqual([true, false]);
  });

  it('is marked as read up to what was seen, and nothing that came meanwhile', async () => {
    const acme = await api.newOrganization();
    await notify(acme, 3);
    const [seen] = await inboxOf(acme.member);
    await notify(acme, 2);
    const { body } = await acme.member.post('/notifications/read-all', { upTo: seen?.id }).expect(200);
    expect(body).toEqual({ unread: 2 });
    const unread = (await inboxOf(acme.member)).filter(({ readAt }) => readAt === null);
    expect(unread.map(({ taskNumber }) => taskNumber)).toEqual([5, 4]);
    await acme.member.post('/notifications/read-all').expect(400);
  });

  it('shows nothing of tasks in the trash', async () => {
    const acme = await api.newOrganization();
    await notify(acme, 2);
    const { id } = (await inboxOf(acme.member))[0] as { id: string };
    await acme.owner.delete('/tasks/2').expect(204);
    expect(await notifiedOf(acme.member)).toEqual(['task-assigned #1']);
    expect(await unreadOf(acme.member)).toBe(1);
    await acme.member.post(`/notifications/${id}/read`).expect(404);
    await acme.owner.post('/tasks/2/restore').expect(200);
    expect(await unreadOf(acme.member)).toBe(2);
  });

  it('is of one organization', async () => {
    const [acme, globex] = [await api.newOrganization(), await api.newOwner('Globex')];
    await notify(acme);
    const { email } = (acme.member.session as SessionDto).user;
    const invitation = { email, role: 'MEMBER' };
    const { token } = (await globex.post('/organizations/current/invitations', invitation).expect(201)).body;
    const { body } = await acme.member.post('/invitations/accept', { token }).expect(200);
    expect(await notifiedOf(acme.member.as(body))).toEqual([]);
    expect(await notifiedOf(acme.member)).toEqual(['task-assigned #1']);
  });

  it('opens to API tokens with the permission for it', async () => {
    const acme = await api.newOrganization();
    await notify(acme);
    const [{ id } = { id: '' }] = await inboxOf(acme.member);
    const [none, reader] = [
      await tokenOf(acme.member, ['task:read']),
      await tokenOf(acme.member, ['notification:read', 'task:read']),
    ];
    await none.get('/notifications').expect(403);
    expect((await reader.get('/notifications').expect(200)).body.unread).toBe(1);
    await reader.post(`/notifications/${id}/read`).expect(403);
    const manager = await tokenOf(acme.member, ['notification:manage', 'notification:read', 'task:read']);
    await manager.post(`/notifications/${id}/read`).expect(200);
  });

  it('starts empty for a member who comes back', async () => {
    const acme = await api.newOrganization();
    await notify(acme);
    const { id, email } = (acme.member.session as SessionDto).user;
    const elsewhere = (await acme.member.post('/organizations', { name: 'Own' }).expect(201)).body;
    await acme.owner.delete(`/organizations/current/members/${id}`).expect(204);
    const invitation = { email, role: 'MEMBER' };
    const { token } = (await acme.owner.post('/organizations/current/invitations', invitation).expect(201))
      .body;
    const own = await api.login(email, PASSWORD, elsewhere.slug);
    const back = own.as((await own.post('/invitations/accept', { token }).expect(200)).body);
    expect(await notifiedOf(back)).toEqual([]);
    expect(await unreadOf(back)).toBe(0);
  });

  it('keeps nothing that is older than 90 days, nor of members who left', async () => {
    const acme = await api.newOrganization();
    await notify(acme, 2);
    await acme.owner.post('/tasks', { title: 'Task', assigneeId: acme.viewer.userId }).expect(201);
    await work.follow(acme.owner);
    for (const one of [acme.member, acme.viewer])
      await one.put('/notifications/preferences', { data: [] }).expect(200);
    await acme.owner.delete(`/organizations/current/members/${acme.viewer.userId}`).expect(204);
    const { schema } = new TenantDatabase(superuser, acme.id);
    await superuser.query(
      `UPDATE ${schema}.notifications SET created_at = now() - interval '90 days' WHERE task_id =
         (SELECT id FROM ${schema}.tasks WHERE number = 1)`,
    );
    expect(await unreadOf(acme.member)).toBe(1);
    await app.get(Scheduler).runNow('organizations.cleanup');
    for (const table of ['notifications', 'notification_preferences']) {
      const { rows } = await superuser.query(`SELECT user_id FROM ${schema}.${table}`);
      expect(rows).toEqual([{ user_id: acme.member.userId }]);
    }
  });
});

describe('preferences', () => {
  const ON = [...NOTIFICATION_KINDS].map((kind) => ({
    kind,
    inbox: true,
    email: !['task-changed', 'task-commented'].includes(kind),
  }));

  it('are on, by mail only those that need no request, until a user replaces their own', async () => {
    const acme = await api.newOrganization();
    expect((await acme.member.get('/notifications/preferences').expect(200)).body).toEqual({ data: ON });
    const quiet = { kind: 'task-due' as const, inbox: false, email: false };
    const { body } = await acme.member.put('/notifications/preferences', { data: [quiet] }).expect(200);
    expect(body).toEqual({ data: ON.with(3, quiet) });
    expect((await acme.viewer.get('/notifications/preferences').expect(200)).body).toEqual({ data: ON });
    await acme.member.put('/notifications/preferences', body).expect(200);
    await acme.member.put('/notifications/preferences', { data: [] }).expect(200);
    expect((await acme.member.get('/notifications/preferences').expect(200)).body).toEqual({ data: ON });
  });

  it.each([
    {},
    { data: {} },
    { data: [null] },
    { data: [[]] },
    { data: [{ kind: 'task-lost', inbox: true, email: true }] },
    { data: [{ kind: 'task-due', inbox: true }] },
    { data: [{ kind: 'task-due', inbox: 'no', email: true }] },
    { data: [ON[0], ON[0]] },
  ])('refuse %j', async (body) => {
    const owner = await api.newOwner();
    await owner.put('/notifications/preferences', body).expect(400);
  });
});
