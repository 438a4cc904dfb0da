import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { copyMembers } from '../support/member-copies.ts';
import { inboxOf, NOT_BY_ITSELF, NotificationWork, notifiedOf } from '../support/notifications.ts';
import { organizationOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, superuser } = await createTestApp({ notificationDelay: NOT_BY_ITSELF });
const work = new NotificationWork(app);

const create = async (client: ApiClient, task: object = {}) =>
  (await client.post('/tasks', { title: 'Order brass', ...task }).expect(201)).body;
const comment = async (client: ApiClient, body: string) =>
  (await client.post('/tasks/1/comments', { body }).expect(201)).body;

describe('a task', () => {
  it('that is created for a member notifies them alone', async () => {
    const acme = await api.newOrganization();
    const task = await create(acme.owner, { assigneeId: acme.member.userId });
    await work.follow(acme.owner);
    expect(await inboxOf(acme.member)).toEqual([
      {
        id: expect.any(String),
        kind: 'task-assigned',
        count: 1,
        taskId: task.id,
        taskNumber: 1,
        title: 'Order brass',
        commentId: null,
        actorId: acme.owner.userId,
        createdAt: expect.any(String),
        readAt: null,
      },
    ]);
    for (const other of [acme.owner, acme.admin, acme.viewer]) expect(await notifiedOf(other)).toEqual([]);
  });

  it('without an assignee notifies the admins, but not the one who created it', async () => {
    const acme = await api.newOrganization();
    await create(acme.admin);
    await create(acme.member);
    await work.follow(acme.owner);
    expect(await notifiedOf(acme.owner)).toEqual(['task-created #2', 'task-created #1']);
    expect(await notifiedOf(acme.admin)).toEqual(['task-created #2']);
    for (const other of [acme.member, acme.viewer]) expect(await notifiedOf(other)).toEqual([]);
  });

  it('of a member who is alone is none of those who come later, unless another user has made it', async () => {
    const acme = await api.newOrganization();
    const others = [acme.admin, acme.member, acme.viewer];
    const { rows } = await superuser.query(
      'DELETE FROM memberships WHERE organization_id = $1 AND user_id = ANY ($2) RETURNING *',
      [acme.id, others.map(({ userId }) => userId)],
    );
    await copyMembers(superuser, acme.id);
    await create(acme.owner);
    await work.follow(acme.owner);
    await superuser.query(
      'INSERT INTO memberships SELECT * FROM json_populate_recordset(NULL::memberships, $1)',
      [JSON.stringify(rows)],
    );
    await copyMembers(superuser, acme.id);
    await create(acme.admin);
    await superuser.query('DELETE FROM memberships WHERE organization_id = $1 AND user_id = ANY ($2)', [
      acme.id,
      others.map(({ userId }) => userId),
    ]);
    await copyMembers(superuser, acme.id);
    await create(acme.owner);
    await work.follow(acme.owner);
    expect(await notifiedOf(acme.owner)).toEqual(['task-created #2']);
    await superuser.query(
      'INSERT INTO memberships SELECT * FROM json_populate_recordset(NULL::memberships, $1)',
      [JSON.stringify(rows)],
    );
    await copyMembers(superuser, acme.id);
    await work.follow(acme.owner);
    expect(await notifiedOf(acme.admin)).toEqual([]);
  });

  it('that members assign to themselves causes no notification', async () => {
    const acme = await api.newOrganization();
    await create(acme.member, { assigneeId: acme.member.userId });
    await create(acme.member);
    await acme.admin.patch('/tasks/2', { assigneeId: acme.admin.userId }).expect(200);
    await work.follow(acme.owner);
    for (const one of [acme.owner, acme.admin, acme.member]) expect(await notifiedOf(one)).toEqual([]);
  });

  it('that is assigned later notifies the assignee', async () => {
    const acme = await api.newOrganization();
    await create(acme.owner);
    await work.follow(acme.owner);
    await acme.owner.patch('/tasks/1', { assigneeId: acme.viewer.userId }).expect(200);
    await work.follow(acme.owner);
    expect(await notifiedOf(acme.viewer)).toEqual(['task-assigned #1']);
    await acme.owner.patch('/tasks/1', { title: 'Changed' }).expect(200);
    await work.follow(acme.owner);
    expect(await inboxOf(acme.viewer)).toMatchObject([{ title: 'Changed' }]);
  });

  it('that is given on within the delay notifies the last one, once', async () => {
    const acme = await api.newOrganization();
    await create(acme.owner, { assigneeId: acme.member.userId });
    for (const { userId } of [acme.viewer, acme.admin, acme.viewer])
      await acme.owner.patch('/tasks/1', { assigneeId: userId }).expect(200);
    await work.follow(acme.owner);
    expect(await notifiedOf(acme.viewer)).toEqual(['task-assigned #1']);
    for (const one of [acme.member, acme.admin]) expect(await notifiedOf(one)).toEqual([]);
  });

  it('that is unassigned, completed or deleted within the delay notifies no assignee of the assignment', async () => {
    const acme = await api.newOrganization();
    for (let task = 0; task < 3; task++) await create(acme.owner, { assigneeId: acme.member.userId });
    await acme.owner.patch('/tasks/1', { assigneeId: null }).expect(200);
    await acme.owner.patch('/tasks/2').expect(200);
    await acme.owner.delete('/tasks/3').expect(204);
    await work.follow(acme.owner);
    // Who is assigned watches, and learns that it was completed.
    expect(await notifiedOf(acme.member)).toEqual(['task-changed #2']);
    expect(await notifiedOf(acme.admin)).toEqual(['task-created #1']);
  });

  it('of a member who leaves within the delay notifies the admins in their place', async () => {
    const acme = await api.newOrganization();
    await create(acme.owner, { assigneeId: acme.member.userId });
    await acme.owner.delete(`/organizations/current/members/${acme.member.userId}`).expect(204);
    await work.follow(acme.owner);
    expect(await notifiedOf(acme.admin)).toEqual(['task-created #1']);
    const { schema } = new TenantDatabase(superuser, acme.id);
    const { rows } = await superuser.query(`SELECT DISTINCT user_id FROM ${schema}.notifications`);
    expect(rows).toEqual([{ user_id: acme.admin.userId }]);
  });

  it('is told of once, also when the same changes are followed again', async () => {
    const acme = await api.newOrganization();
    await create(acme.owner, { assigneeId: acme.member.userId });
    await work.follow(acme.owner);
    const { schema } = new TenantDatabase(superuser, acme.id);
    await superuser.query(`UPDATE ${schema}.consumers SET sequence = 0`);
    await work.follow(acme.owner);
    expect(await notifiedOf(acme.member)).toEqual(['task-assigned #1']);
  });
});

describe('a comment', () => {
  it('notifies whom it mentions, but not its author', async () => {
    const acme = await api.newOrganization();
    await create(acme.owner, { assigneeId: acme.owner.userId });
    const { member, viewer } = acme;
    const { id } = await comment(member, `@[${viewer.userId}] @[${member.userId}] look`);
    await work.follow(acme.owner);
    expect(await inboxOf(viewer)).toMatchObject([
      { kind: 'task-mentioned', taskNumber: 1, commentId: id, actorId: member.userId },
    ]);
    expect(await notifiedOf(member)).toEqual([]);
    expect(await notifiedOf(acme.owner)).toEqual(['task-commented #1']);
  });

  it('that is changed notifies whom it mentions anew', async () => {
    const acme = await api.newOrganization();
    await create(acme.owner, { assigneeId: acme.owner.userId });
    const { id } = await comment(acme.owner, `@[${acme.viewer.userId}]`);
    await work.follow(acme.owner);
    const body = `@[${acme.viewer.userId}] @[${acme.member.userId}]`;
    await acme.owner.patch(`/comments/${id}`, { body }).expect(200);
    await work.follow(acme.owner);
    for (const one of [acme.viewer, acme.member])
      expect(await notifiedOf(one)).toEqual(['task-mentioned #1']);
  });

  it('that is taken back within the delay, or whose task is deleted, causes no notification', async () => {
    const acme = await api.newOrganization();
    await create(acme.owner, { assigneeId: acme.owner.userId });
    const mention = `@[${acme.viewer.userId}] @[${acme.admin.userId}]`;
    const [changed, deleted] = [await comment(acme.owner, mention), await comment(acme.owner, mention)];
    await acme.owner.patch(`/comments/${changed.id}`, { body: 'Never mind.' }).expect(200);
    await acme.owner.delete(`/comments/${deleted.id}`).expect(204);
    await work.follow(acme.owner);
    await comment(acme.owner, mention);
    await acme.owner.delete('/tasks/1').expect(204);
    await work.follow(acme.owner);
    await acme.owner.post('/tasks/1/restore').expect(200);
    for (const one of [acme.viewer, acme.admin]) expect(await notifiedOf(one)).toEqual([]);
  });

  it('notifies no former member', async () => {
    const acme = await api.newOrganization();
    await create(acme.owner, { assigneeId: acme.owner.userId });
    await comment(acme.owner, `@[${acme.viewer.userId}]`);
    await acme.owner.delete(`/organizations/current/members/${acme.viewer.userId}`).expect(204);
    await work.follow(acme.owner);
    const { schema } = new TenantDatabase(superuser, acme.id);
    expect((await superuser.query(`SELECT FROM ${schema}.notifications`)).rowCount).toBe(0);
  });
});

describe('many tasks at a time', () => {
  const bulk = (client: ApiClient, count: number, task: object = {}) =>
    client.post('/tasks/bulk', {
      operations: Array.from({ length: count }, () => ({ op: 'create', task: { title: 'Task', ...task } })),
    });

  it('are told one by one up to 20, and as one beyond', async () => {
    const acme = await api.newOrganization();
    await bulk(acme.owner, 20, { assigneeId: acme.member.userId }).expect(200);
    await bulk(acme.owner, 21, { assigneeId: acme.viewer.userId }).expect(200);
    await work.follow(acme.owner);
    expect(await notifiedOf(acme.member)).toHaveLength(20);
    expect(await inboxOf(acme.viewer)).toMatchObject([
      { kind: 'task-assigned', count: 21, taskId: null, title: null, actorId: acme.owner.userId },
    ]);
  });

  it('become one for each admin, which grows until it is read', async () => {
    const acme = await api.newOrganization();
    await bulk(acme.member, 500).expect(200);
    await work.follow(acme.owner);
    for (const one of [acme.owner, acme.admin]) expect(await notifiedOf(one)).toEqual(['task-created x500']);
    await create(acme.admin);
    await work.follow(acme.owner);
    const [summary] = await inboxOf(acme.owner);
    expect(summary).toMatchObject({ count: 501, actorId: null });
    await acme.owner.post(`/notifications/${summary?.id}/read`).expect(200);
    await create(acme.member);
    await work.follow(acme.owner);
    expect(await notifiedOf(acme.owner)).toEqual(['task-created #502', 'task-created x501']);
  });
});

describe('the delay', () => {
  it('passes before a user is notified, and then without a further change', async () => {
    const acme = await api.newOrganization();
    work.delay(2);
    const task = await create(acme.owner, { assigneeId: acme.member.userId });
    const [told] = await eventually(async () => {
      const found = await inboxOf(acme.member);
      return found.length > 0 && found;
    });
    work.delay(NOT_BY_ITSELF);
    const waited = Date.parse(told?.createdAt as unknown as string) - Date.parse(task.createdAt);
    expect(waited).toBeGreaterThanOrEqual(2000);
  });

  it('ends for suspended organizations when they are back', async () => {
    const acme = await api.newOrganization();
    await create(acme.owner, { assigneeId: acme.member.userId });
    const set = (status: string) =>
      superuser.query('UPDATE organizations SET status = $2 WHERE id = $1', [
        organizationOf(acme.owner),
        status,
      ]);
    await set('SUSPENDED');
    await work.follow(acme.owner);
    const { schema } = new TenantDatabase(superuser, acme.id);
    expect((await superuser.query(`SELECT FROM ${schema}.notifications`)).rowCount).toBe(0);
    await set('ACTIVE');
    await work.follow(acme.owner);
    expect(await notifiedOf(acme.member)).toEqual(['task-assigned #1']);
  });
});
