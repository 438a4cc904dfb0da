import type { Job } from 'bullmq';
import { describe, expect, it } from 'vitest';
import { DUE_JOB } from '#app/modules/notifications/notification-jobs.js';
import { NotificationsProcessor } from '#app/modules/notifications/notifications.processor.js';
import { ReminderDelivery } from '#app/modules/notifications/reminder-delivery.js';
import { Outbox } from '#app/queue/outbox.js';
import { NOTIFICATIONS_QUEUE, type TenantJob } from '#app/queue/queue.names.js';
import type { ApiClient } from '../support/api.ts';
import { inboxOf, NOT_BY_ITSELF, notifiedOf } from '../support/notifications.ts';
import { organizationOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, superuser } = await createTestApp({ notificationDelay: NOT_BY_ITSELF });
const delivery = app.get(ReminderDelivery);

// Years ahead: what runs by itself finds none of them due.
const AT = '2090-01-31T08:00:00.000Z';
const LATER = '2090-02-01T08:00:00.000Z';
const remind = async (client: ApiClient, remindAt = AT, task = 1): Promise<any> =>
  (await client.post(`/tasks/${task}/reminders`, { remindAt }).expect(201)).body;
const deliverAt = (moment: string): Promise<void> => delivery.runNow(new Date(moment));
const nextOf = async (client: ApiClient): Promise<string | undefined> => {
  const sql = 'SELECT next_reminder_at AS next FROM organizations WHERE id = $1';
  return (await superuser.query(sql, [organizationOf(client)])).rows[0].next?.toISOString();
};
const withTask = async () => {
  const acme = await api.newOrganization();
  await acme.owner.post('/tasks', { title: 'Task', assigneeId: acme.owner.userId }).expect(201);
  return acme;
};

describe('a reminder', () => {
  it('is its user’s alone, and delivered to them once, at its time', async () => {
    const { owner, viewer } = await withTask();
    const reminder = await remind(viewer);
    expect(reminder).toMatchObject({ remindAt: AT });
    await remind(viewer, LATER);
    expect((await viewer.get('/tasks/1/reminders').expect(200)).body).toMatchObject({ total: 2 });
    expect((await owner.get('/reminders').expect(200)).body.data).toEqual([]);
    for (const method of ['GET', 'DELETE']) await owner.call(method, `/reminders/${reminder.id}`).expect(404);
    await deliverAt('2090-01-31T07:59:59.999Z');
    expect(await notifiedOf(viewer)).toEqual([]);
    // Two processes at once, and one again.
    await Promise.all([deliverAt(AT), deliverAt(AT)]);
    await deliverAt(AT);
    expect(await inboxOf(viewer)).toMatchObject([
      { kind: 'task-reminder', taskNumber: 1, actorId: null, count: 1 },
    ]);
    expect(await notifiedOf(owner)).toEqual([]);
    expect((await viewer.get('/reminders').expect(200)).body.data).toMatchObject([{ remindAt: LATER }]);
    expect(await nextOf(owner)).toBe(LATER);
    await deliverAt(LATER);
    expect(await notifiedOf(viewer)).toHaveLength(2);
    expect(await nextOf(owner)).toBeUndefined();
  });

  it('is delivered by the job of due tasks, whatever else the queue has lost', async () => {
    const { id, member } = await withTask();
    await remind(member);
    const queue = app.get(Outbox).queue(NOTIFICATIONS_QUEUE);
    await queue.drain(true);
    const { schema } = new TenantDatabase(superuser, id);
    await superuser.query(`UPDATE ${schema}.reminders SET remind_at = now()`);
    await superuser.query('UPDATE organizations SET next_reminder_at = now() WHERE id = $1', [id]);
    await app.get(NotificationsProcessor).process({ name: DUE_JOB, data: {} } as Job<TenantJob>);
    expect(await notifiedOf(member)).toEqual(['task-reminder #1']);
  });

  it('waits for an organization that is suspended', async () => {
    const { owner, member } = await withTask();
    await remind(member, LATER);
    await remind(member, AT);
    expect(await nextOf(owner)).toBe(AT);
    const set = (status: string) =>
      superuser.query('UPDATE organizations SET status = $2 WHERE id = $1', [organizationOf(owner), status]);
    await set('SUSPENDED');
    await deliverAt(AT);
    await set('ACTIVE');
    expect(await notifiedOf(member)).toEqual([]);
    await deliverAt(LATER);
    expect(await notifiedOf(member)).toEqual(['task-reminder #1', 'task-reminder #1']);
  });

  it('that is set while others are delivered is not forgotten', async () => {
    const { owner, member } = await withTask();
    await remind(member);
    const set = Array.from({ length: 10 }, (_, n) =>
      remind(member, new Date(Date.parse(LATER) + n).toISOString()),
    );
    await Promise.all([deliverAt(AT), ...set, deliverAt(AT)]);
    await deliverAt(AT);
    expect(await nextOf(owner)).toBe(LATER);
    await deliverAt('2090-03-01T00:00:00Z');
    expect(await notifiedOf(member)).toHaveLength(11);
    expect((await member.get('/reminders').expect(200)).body.total).toBe(0);
  });

  it('follows the preferences, by mail too', async () => {
    const { id, owner, member } = await withTask();
    const off = { kind: 'task-reminder', inbox: false, email: true };
    await member.put('/notifications/preferences', { data: [off] }).expect(200);
    await remind(member);
    await deliverAt(AT);
    expect(await notifiedOf(member)).toEqual([]);
    const { schema } = new TenantDatabase(superuser, id);
    const { rows } =
      await superuser.query(`SELECT user_id, mail_at IS NOT NULL AS mailed FROM ${schema}.notifications
      WHERE kind = 'task-reminder'`);
    expect(rows).toEqual([{ user_id: member.userId, mailed: true }]);
    expect(await notifiedOf(owner)).toEqual([]);
  });

  it('of a completed or deleted task, or of a former member, is dropped', async () => {
    const { id, owner, member, viewer } = await withTask();
    await owner.post('/tasks', { title: 'Deleted' }).expect(201);
    await remind(viewer);
    await remind(viewer, AT, 2);
    await remind(member, LATER);
    await owner.patch('/tasks/1').expect(200);
    await owner.delete('/tasks/2').expect(204);
    await deliverAt(AT);
    await owner.post('/tasks/2/restore').expect(200);
    expect(await notifiedOf(viewer)).toEqual([]);
    await owner.delete(`/organizations/current/members/${member.userId}`).expect(204);
    const { schema } = new TenantDatabase(superuser, id);
    expect((await superuser.query(`SELECT FROM ${schema}.reminders`)).rowCount).toBe(0);
    await deliverAt(LATER);
    expect(await nextOf(owner)).toBeUndefined();
  });

  it('is in the future, of a task that is there, and one of 500', async () => {
    const { id, member } = await withTask();
    for (const remindAt of ['2020-01-01T00:00:00Z', '2030-02-30T00:00:00Z', '2090-01-01', 5, null, undefined])
      await member.post('/tasks/1/reminders', { remindAt }).expect(400);
    expect((await member.post('/tasks/2/reminders', { remindAt: AT }).expect(404)).body.code).toBe(
      'task-not-found',
    );
    const { id: reminder } = await remind(member);
    await member.delete(`/reminders/${reminder}`).expect(204);
    await member.delete(`/reminders/${reminder}`).expect(404);
    const { schema } = new TenantDatabase(superuser, id);
    await superuser.query(
      `INSERT INTO ${schema}.reminders (id, task_id, user_id, remind_at)
       SELECT gen_random_uuid(), gen_random_uuid(), $1, $2 FROM generate_series(1, 500)`,
      [member.userId, AT],
    );
    expect((await member.post('/tasks/1/reminders', { remindAt: AT }).expect(409)).body).toMatchObject({
      code: 'too-many-reminders',
      limit: 500,
    });
  });
});
