import { describe, expect, it } from 'vitest';
import type { ApiClient, TestOrganization } from '../support/api.ts';
import { inboxOf, NOT_BY_ITSELF, NotificationWork, notifiedOf } from '../support/notifications.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, superuser } = await createTestApp({ notificationDelay: NOT_BY_ITSELF });
const work = new NotificationWork(app);

/** A task of the owner's, whose creation was followed. */
async function withTask(body: object = {}): Promise<TestOrganization> {
  const acme = await api.newOrganization();
  await acme.owner.post('/tasks', { title: 'Task', assigneeId: acme.owner.userId, ...body }).expect(201);
  await work.follow(acme.owner);
  return acme;
}
const comment = (client: ApiClient, body: string) => client.post('/tasks/1/comments', { body }).expect(201);
const watchersOf = async (client: ApiClient) =>
  (await client.get('/tasks/1/watchers?limit=100').expect(200)).body;

describe('the watchers of a task', () => {
  it('are those who chose to, and those whom it and its comments name, each by the first reason', async () => {
    const { owner, admin, member, viewer } = await withTask({});
    await owner.patch('/tasks/1', { assigneeId: admin.userId }).expect(200);
    await comment(member, `@[${viewer.userId}] @[${owner.userId}] look`);
    expect((await watchersOf(owner)).data).toEqual([
      { userId: admin.userId, reason: 'assignee' },
      { userId: owner.userId, reason: 'creator' },
      { userId: member.userId, reason: 'commenter' },
      { userId: viewer.userId, reason: 'mentioned' },
    ]);
    for (let repeat = 0; repeat < 2; repeat++)
      expect((await viewer.put('/tasks/1/watchers/me').expect(200)).body).toEqual({ isWatching: true });
    const { data, total, isWatching } = await watchersOf(viewer);
    expect([data[0], total, isWatching]).toEqual([{ userId: viewer.userId, reason: 'watcher' }, 4, true]);
    for (let repeat = 0; repeat < 2; repeat++) await admin.delete('/tasks/1/watchers/me').expect(204);
    expect(await watchersOf(admin)).toMatchObject({ total: 3, isWatching: false });
    const paged = (await owner.get('/tasks/1/watchers?limit=1&page=2').expect(200)).body;
    expect(paged).toMatchObject({ data: [{ userId: owner.userId }], total: 3, isWatching: true });
    await owner.put('/tasks/2/watchers/me').expect(404);
    await (await api.newOwner()).get('/tasks/1/watchers').expect(404);
  });

  it('are notified of status, due date and comments, and not of what they do themselves', async () => {
    const { owner, admin, member, viewer } = await withTask();
    for (const one of [admin, member, viewer]) await one.put('/tasks/1/watchers/me').expect(200);
    await admin.patch('/tasks/1', { dueAt: '2030-01-31' }).expect(200);
    await admin.patch('/tasks/1', { title: 'Renamed', labels: ['x'], priority: 'HIGH' }).expect(200);
    await work.follow(owner);
    for (const one of [owner, member, viewer]) expect(await notifiedOf(one)).toEqual(['task-changed #1']);
    expect(await notifiedOf(admin)).toEqual([]);
    // Completing it by two steps is one notification.
    await owner.patch('/tasks/1').expect(200);
    const { body } = await comment(member, `@[${viewer.userId}] done`);
    await work.follow(owner);
    expect(await notifiedOf(admin)).toEqual(['task-commented #1', 'task-changed #1']);
    expect(await notifiedOf(owner)).toEqual(['task-commented #1', 'task-changed #1']);
    expect(await notifiedOf(member)).toEqual(['task-changed #1', 'task-changed #1']);
    // A mention says it already.
    expect(await notifiedOf(viewer)).toEqual(['task-mentioned #1', 'task-changed #1', 'task-changed #1']);
    expect((await inboxOf(admin))[0]).toMatchObject({ commentId: body.id, actorId: member.userId });
  });

  it('are not notified after they have ceased to watch, nor of what is gone again', async () => {
    const { owner, admin, member } = await withTask();
    await comment(member, 'once');
    await work.follow(owner);
    await member.delete('/tasks/1/watchers/me').expect(204);
    const { body } = await comment(admin, 'taken back');
    await admin.delete(`/comments/${body.id}`).expect(204);
    await comment(admin, 'said');
    await work.follow(owner);
    expect(await notifiedOf(member)).toEqual([]);
    expect(await notifiedOf(owner)).toEqual(['task-commented #1', 'task-commented #1']);
    // A mention is for them all the same.
    await comment(admin, `@[${member.userId}]`);
    await work.follow(owner);
    expect(await notifiedOf(member)).toEqual(['task-mentioned #1']);
  });

  it('get mail of it only on request', async () => {
    const { id, owner, admin, member } = await withTask();
    for (const one of [admin, member]) await one.put('/tasks/1/watchers/me').expect(200);
    const wish = { kind: 'task-changed', inbox: false, email: true };
    const { body } = await member.put('/notifications/preferences', { data: [wish] }).expect(200);
    expect(body.data).toContainEqual(wish);
    expect(body.data).toContainEqual({ kind: 'task-commented', inbox: true, email: false });
    await owner.patch('/tasks/1', { status: 'IN_PROGRESS' }).expect(200);
    await work.follow(owner);
    const { schema } = new TenantDatabase(superuser, id);
    const { rows } = await superuser.query(
      `SELECT user_id, in_inbox, mail_at IS NOT NULL AS mailed FROM ${schema}.notifications WHERE kind = 'task-changed'`,
    );
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual({ user_id: admin.userId, in_inbox: true, mailed: false });
    expect(rows).toContainEqual({ user_id: member.userId, in_inbox: false, mailed: true });
  });

  it('end with the membership and with the task, and are limited in number', async () => {
    const { id, owner, admin, member } = await withTask();
    await member.put('/tasks/1/watchers/me').expect(200);
    const { schema } = new TenantDatabase(superuser, id);
    const count = async () => (await superuser.query(`SELECT FROM ${schema}.task_watchers`)).rowCount;
    expect(await count()).toBe(1);
    await owner.delete(`/organizations/current/members/${member.userId}`).expect(204);
    expect(await count()).toBe(0);
    const { body: task } = await owner.get('/tasks/1').expect(200);
    await superuser.query(
      `INSERT INTO ${schema}.task_watchers SELECT $1, gen_random_uuid(), true FROM generate_series(1, 200)`,
      [task.id],
    );
    expect((await admin.put('/tasks/1/watchers/me').expect(409)).body).toMatchObject({
      code: 'too-many-watchers',
      limit: 200,
    });
    await admin.delete('/tasks/1/watchers/me').expect(204);
  });
});
