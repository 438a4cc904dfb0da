import { describe, expect, it } from 'vitest';
import { Scheduler } from '#app/scheduler/scheduler.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { MailServer } from '../support/mail.ts';
import { copyMembers } from '../support/member-copies.ts';
import { inboxOf, NOT_BY_ITSELF, NotificationWork, notifiedOf } from '../support/notifications.ts';
import { emailOf, organizationOf, schemaOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const server = await MailServer.start();
const { app, api, config, superuser } = await createTestApp({
  smtp: server.smtp,
  notificationDelay: NOT_BY_ITSELF,
});
const work = new NotificationWork(app);

/** The mails that notify a member: neither the invitation nor the verification of the address. */
const mailsTo = (client: ApiClient) =>
  server.to(emailOf(client)).filter(({ subject }) => !/^(Invitation|Verify)/.test(subject));
const create = (client: ApiClient, count: number, task: object = {}) => {
  const operations = Array.from({ length: count }, () => ({
    op: 'create',
    task: { title: 'Task', ...task },
  }));
  return client.post('/tasks/bulk', { operations }).expect(200);
};
/** Lets time pass, as notifications see it. */
async function pass(client: ApiClient, interval: string): Promise<void> {
  const past = (column: string): string => `${column} = ${column} - interval '${interval}'`;
  await superuser.query(
    `UPDATE ${schemaOf(client)}.notifications SET ${['created_at', 'mail_at', 'mailed_at'].map(past).join(', ')}`,
  );
  await superuser.query(`UPDATE memberships SET ${past('joined_at')} WHERE organization_id = $1`, [
    organizationOf(client),
  ]);
  await copyMembers(superuser, organizationOf(client));
}
const pending = async (client: ApiClient): Promise<number> =>
  (
    await superuser.query(
      `SELECT FROM ${schemaOf(client)}.notifications WHERE mail_at IS NOT NULL AND mailed_at IS NULL`,
    )
  ).rowCount as number;
/** Mails what is due, and waits until it is there. */
async function mail(client: ApiClient): Promise<void> {
  await work.mail(client);
  await eventually(async () => (await superuser.query('SELECT FROM mails')).rowCount === 0);
  // Those that are on their way are, too, when a further run has ended.
  await app.get(Scheduler).runNow('mail.deliver');
}

describe('a notification', () => {
  it('is mailed once, with the task and a link to it, by itself', async () => {
    const acme = await api.newOrganization('Söhne\r\nBcc: eve@example.com');
    await create(acme.owner, 1, { title: 'Order\r\nbrass', assigneeId: acme.member.userId });
    await work.follow(acme.owner);
    const { subject, text, headers } = await server.mailTo(emailOf(acme.member), 'Assigned');
    expect(subject).toBe('Assigned to you: #1 Order brass');
    expect(text).toContain('#1 Order brass was assigned to you (Owner).');
    expect(text).toMatch(/a member of Söhne Bcc: eve@.* on TaskFlow/);
    expect(text).toContain(`${config.publicUrl}/app/#/tasks/1`);
    expect(headers).not.toHaveProperty('bcc');
    await mail(acme.owner);
    expect(mailsTo(acme.member)).toHaveLength(1);
  });

  it('that was read, or whose task is gone, is mailed no more', async () => {
    const acme = await api.newOrganization();
    await create(acme.owner, 21, { assigneeId: acme.member.userId });
    await work.follow(acme.owner);
    const [summary] = await inboxOf(acme.member);
    await acme.member.post(`/notifications/${summary?.id}/read`).expect(200);
    await pass(acme.owner, '2 minutes');
    await mail(acme.owner);
    expect(await pending(acme.owner)).toBe(0);
    expect(mailsTo(acme.member)).toEqual([]);
  });

  it('goes to no account that is inactive, nor to a former member', async () => {
    const acme = await api.newOrganization();
    await superuser.query('UPDATE users SET is_active = false WHERE id = $1', [acme.member.userId]);
    for (const { userId } of [acme.member, acme.viewer]) await create(acme.owner, 21, { assigneeId: userId });
    await work.follow(acme.owner);
    await acme.owner.delete(`/organizations/current/members/${acme.viewer.userId}`).expect(204);
    await pass(acme.owner, '2 minutes');
    await mail(acme.owner);
    expect(await pending(acme.owner)).toBe(0);
    for (const one of [acme.member, acme.viewer]) expect(mailsTo(one)).toEqual([]);
  });

  it('of a suspended organization waits until it is back', async () => {
    const acme = await api.newOrganization();
    await create(acme.owner, 21, { assigneeId: acme.member.userId });
    await work.follow(acme.owner);
    await pass(acme.owner, '2 minutes');
    const set = (status: string) =>
      superuser.query('UPDATE organizations SET status = $2 WHERE id = $1', [acme.id, status]);
    await set('SUSPENDED');
    await mail(acme.owner);
    expect(mailsTo(acme.member)).toEqual([]);
    await set('ACTIVE');
    await mail(acme.owner);
    expect(mailsTo(acme.member)).toHaveLength(1);
  });

  it('comes where its recipient wants it', async () => {
    const acme = await api.newOrganization();
    const kind = 'task-assigned';
    for (const [client, inbox, email] of [
      [acme.member, true, false],
      [acme.viewer, false, true],
      [acme.admin, false, false],
    ] as const) {
      await client.put('/notifications/preferences', { data: [{ kind, inbox, email }] }).expect(200);
      await create(acme.owner, 1, { assigneeId: client.userId });
    }
    await work.follow(acme.owner);
    await server.mailTo(emailOf(acme.viewer), 'Assigned');
    await mail(acme.owner);
    expect(await notifiedOf(acme.member)).toEqual(['task-assigned #1']);
    expect(mailsTo(acme.member)).toEqual([]);
    for (const one of [acme.viewer, acme.admin]) expect(await notifiedOf(one)).toEqual([]);
    expect(mailsTo(acme.admin)).toEqual([]);
  });
});

describe('many notifications', () => {
  it('come one by one up to five, as a digest beyond, and then not before a quarter of an hour', async () => {
    const acme = await api.newOrganization();
    const assign = async (count: number) => {
      await create(acme.owner, count, { assigneeId: acme.member.userId });
      await work.follow(acme.owner);
      await mail(acme.owner);
    };
    await assign(5);
    expect(mailsTo(acme.member).map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([1, 2, 3, 4, 5].map((number) => `Assigned to you: #${number} Task`)),
    );
    await assign(2);
    await assign(5);
    expect(mailsTo(acme.member)).toHaveLength(5);
    expect(await pending(acme.owner)).toBe(7);
    await pass(acme.owner, '14 minutes');
    await mail(acme.owner);
    expect(mailsTo(acme.member)).toHaveLength(5);
    await pass(acme.owner, '1 minute');
    await mail(acme.owner);
    expect(mailsTo(acme.member)).toHaveLength(6);
    const { subject, text } = await server.mailTo(emailOf(acme.member), '7 notifications from Acme');
    expect(subject).toBe('7 notifications from Acme');
    for (const number of [6, 7, 8, 9, 10, 11, 12]) expect(text).toContain(`- #${number} Task was assigned`);
  });

  it('that go on are mailed together once they have ended, by one of several processes', async () => {
    const acme = await api.newOrganization();
    for (let time = 0; time < 2; time++) {
      await create(acme.admin, 30);
      await work.follow(acme.owner);
      await pass(acme.owner, '50 seconds');
      await mail(acme.owner);
    }
    expect(await notifiedOf(acme.owner)).toEqual(['task-created x60']);
    expect(mailsTo(acme.owner)).toEqual([]);
    await pass(acme.owner, '10 seconds');
    await Promise.all([1, 2, 3].map(() => mail(acme.owner)));
    expect(mailsTo(acme.owner).map(({ subject }) => subject)).toEqual([expect.stringMatching(/^60 tasks/)]);
  });

  it('of one import are one in the inbox of each admin, and one mail', async () => {
    const acme = await api.newOrganization();
    const form = new FormData();
    form.append('file', new Blob(['title\n', 'Imported\n'.repeat(10_000)]), 'tasks.csv');
    const { importId } = (await acme.admin.post('/tasks/import', form).expect(202)).body;
    await eventually(async () => {
      await work.follow(acme.owner);
      await work.mail(acme.owner);
      return (await acme.admin.get(`/imports/${importId}`).expect(200)).body.status === 'COMPLETED';
    });
    await work.follow(acme.owner);
    expect(await notifiedOf(acme.owner)).toEqual(['task-created x10000']);
    expect(await notifiedOf(acme.admin)).toEqual([]);
    expect(mailsTo(acme.owner)).toEqual([]);
    await pass(acme.owner, '1 minute');
    await mail(acme.owner);
    expect(mailsTo(acme.owner).map(({ subject }) => subject)).toEqual([
      '10000 tasks were created, and have no assignee',
    ]);
  });
});
