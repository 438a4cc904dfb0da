// quick: users are told of what is due
import { describe, expect, it } from 'vitest';
import { DueReminders } from '#app/modules/notifications/due-reminders.js';
import { DUE_JOB } from '#app/modules/notifications/notification-jobs.js';
import { Outbox } from '#app/queue/outbox.js';
import { NOTIFICATIONS_QUEUE } from '#app/queue/queue.names.js';
import type { TestOrganization } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { NOT_BY_ITSELF, notifiedOf } from '../support/notifications.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, superuser } = await createTestApp({ notificationDelay: NOT_BY_ITSELF });
const reminders = app.get(DueReminders);

/** An organization in a time zone without reminders so far. */
async function newOrganization(timeZone: string): Promise<TestOrganization> {
  const acme = await api.newOrganization();
  await acme.owner.patch('/organizations/current', { settings: { timeZone } }).expect(200);
  await superuser.query('UPDATE organizations SET reminded_of = NULL WHERE id = $1', [acme.id]);
  return acme;
}
/** Creates tasks of the member's that are due then, and has their creation followed. */
async function createDue({ owner, member }: TestOrganization, ...dueAt: string[]): Promise<void> {
  for (const one of dueAt)
    await owner.post('/tasks', { title: 'Task', assigneeId: member.userId, dueAt: one }).expect(201);
}
const reminded = async ({ member }: TestOrganization): Promise<string[]> =>
  (await notifiedOf(member)).filter((kind) => kind.startsWith('task-due')).toSorted();
const remindAt = (moment: string): Promise<void> => reminders.runNow(new Date(moment));

describe('tasks that are due tomorrow', () => {
  it.each([
    // The day has 23 hours in Zurich, and eight o'clock comes an hour sooner.
    [
      'Europe/Zurich',
      '2027-03-28T05:59:59Z',
      '2027-03-28T06:00:00Z',
      '2027-03-28T22:00:00Z',
      '2027-03-29T22:00:00Z',
    ],
    // The day after has 23 hours.
    [
      'Europe/Zurich',
      '2027-03-27T06:59:59Z',
      '2027-03-27T07:00:00Z',
      '2027-03-27T23:00:00Z',
      '2027-03-28T22:00:00Z',
    ],
    // The day after has 25 hours.
    [
      'America/New_York',
      '2027-11-06T11:59:59Z',
      '2027-11-06T12:00:00Z',
      '2027-11-07T04:00:00Z',
      '2027-11-08T05:00:00Z',
    ],
    // It is tomorrow there before UTC's day has begun.
    [
      'Pacific/Kiritimati',
      '2027-05-31T17:59:59Z',
      '2027-05-31T18:00:00Z',
      '2027-06-01T10:00:00Z',
      '2027-06-02T10:00:00Z',
    ],
    ['UTC', '2028-02-28T07:59:59Z', '2028-02-28T08:00:00Z', '2028-02-29T00:00:00Z', '2028-03-01T00:00:00Z'],
  ])('in %s: not at %s, but at %s', async (timeZone, early, morning, start, end) => {
    const acme = await newOrganization(timeZone);
    const before = (moment: string) => new Date(Date.parse(moment) - 1).toISOString();
    await createDue(acme, before(start), start, before(end), end);
    await remindAt(early);
    expect(await reminded(acme)).toEqual([]);
    await remindAt(morning);
    expect(await reminded(acme)).toEqual(['task-due #2', 'task-due #3']);
  });

  it('are reminded of once, also by several at a time, and anew when they are put off', async () => {
    const acme = await newOrganization('Asia/Tokyo');
    await createDue(acme, '2029-05-02T03:00:00Z');
    await Promise.all([1, 2, 3].map(() => remindAt('2029-05-01T03:00:00Z')));
    await superuser.query('UPDATE organizations SET reminded_of = NULL WHERE id = $1', [acme.id]);
    await remindAt('2029-05-01T04:00:00Z');
    expect(await reminded(acme)).toEqual(['task-due #1']);
    await acme.owner.patch('/tasks/1', { dueAt: '2029-05-03T03:00:00Z' }).expect(200);
    await remindAt('2029-05-02T03:00:00Z');
    expect(await reminded(acme)).toEqual(['task-due #1', 'task-due #1']);
  });

  it('are reminded of later that day, but not on the next', async () => {
    const [late, missed] = [await newOrganization('Asia/Dubai'), await newOrganization('Asia/Karachi')];
    await createDue(late, '2031-05-02T12:00:00Z');
    await createDue(missed, '2031-05-02T12:00:00Z');
    await remindAt('2031-05-01T19:30:00Z');
    expect(await reminded(late)).toEqual(['task-due #1']);
    expect(await reminded(missed)).toEqual([]);
    await remindAt('2031-05-02T06:00:00Z');
    expect(await reminded(missed)).toEqual([]);
  });

  it('are unassigned, done or deleted: no user is reminded', async () => {
    const acme = await newOrganization('Asia/Kolkata');
    const dueAt = '2033-05-02T06:00:00Z';
    await createDue(acme, dueAt, dueAt, dueAt);
    await acme.owner.patch('/tasks/1', { assigneeId: null }).expect(200);
    await acme.owner.patch('/tasks/2').expect(200);
    await acme.owner.delete('/tasks/3').expect(204);
    await remindAt('2033-05-01T06:00:00Z');
    expect(await reminded(acme)).toEqual([]);
    expect(await notifiedOf(acme.owner)).toEqual([]);
  });

  it('become one notification when they are many, and wait for organizations that are suspended', async () => {
    const acme = await newOrganization('Asia/Seoul');
    const task = { title: 'Task', assigneeId: acme.member.userId, dueAt: '2035-05-02T06:00:00Z' };
    const operations = Array.from({ length: 30 }, () => ({ op: 'create', task }));
    await acme.owner.post('/tasks/bulk', { operations }).expect(200);
    const set = (status: string) =>
      superuser.query('UPDATE organizations SET status = $2 WHERE id = $1', [acme.id, status]);
    await set('SUSPENDED');
    await remindAt('2035-05-01T06:00:00Z');
    await set('ACTIVE');
    expect(await reminded(acme)).toEqual([]);
    await remindAt('2035-05-01T07:00:00Z');
    expect(await reminded(acme)).toEqual(['task-due x30']);
  });

  it('are looked for by a job of the scheduler', async () => {
    const acme = await newOrganization('UTC');
    const tomorrow = new Date(Date.now() + 24 * 3600 * 1000).toISOString();
    await createDue(acme, tomorrow);
    await superuser.query(
      `UPDATE organizations SET settings = '{"timeZone": "${zoneAtNoon()}"}' WHERE id = $1`,
      [acme.id],
    );
    const queue = app.get(Outbox).queue(NOTIFICATIONS_QUEUE);
    await eventually(async () => {
      // The test doesn't wait for the minute to be over.
      const next = (await queue.getDelayed()).find(({ name }) => name === DUE_JOB);
      await next?.promote();
      return (await reminded(acme)).length === 1;
    });
  });
});

/** A time zone where it is around noon. */
function zoneAtNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}
