import { beforeEach, describe, expect, it } from 'vitest';
import { systemIn } from '#app/context/principal.js';
import { WebhookDeliveriesRepository } from '#app/modules/webhooks/webhook-deliveries.repository.js';
import { Outbox } from '#app/queue/outbox.js';
import { WEBHOOKS_QUEUE } from '#app/queue/queue.names.js';
import { TenantTransaction } from '#app/tenancy/tenant-transaction.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { Receiver, status } from '../support/receiver.ts';
import { createTestApp } from '../support/test-app.ts';
import { createTask, untilQueued, setRetrySchedule, logOf, newWebhook } from '../support/webhooks.ts';
import { schemaOf } from '../support/sessions.ts';

const { app, api, superuser } = await createTestApp({ webhooksAllowPrivate: true });

async function setUp(
  values: object = {},
): Promise<{ owner: ApiClient; receiver: Receiver; path: string; webhook: any }> {
  const owner = await api.newOwner();
  const receiver = await Receiver.start();
  const webhook = await newWebhook(owner, receiver.url, values);
  return { owner, receiver, webhook, path: `/webhooks/${webhook.id}` };
}

/** A webhook that wants to hear of 600 changes now that they are past: the creation of tasks 2 to 601. */
async function manyChanges(): ReturnType<typeof setUp> {
  const set = await setUp({ events: ['comment.*'] });
  const operations = Array.from({ length: 300 }, () => ({ op: 'create', task: { title: 'Task' } }));
  for (const _ of [1, 2]) await set.owner.post('/tasks/bulk', { operations }).expect(200);
  await untilQueued(superuser, set.owner, 601);
  await set.owner.patch(set.path, { events: ['task.*'] }).expect(200);
  return set;
}

const replayed = (owner: ApiClient, path: string): Promise<unknown> =>
  eventually(async () => (await owner.get(path).expect(200)).body.replayingUntil === null);

describe('a replay', () => {
  beforeEach(() => setRetrySchedule(app));

  it('of one delivery sends it again under its id', async () => {
    const { owner, receiver, webhook, path } = await setUp();
    await createTask(owner);
    await createTask(owner);
    const log = await logOf(
      owner,
      webhook,
      ({ sequence, status }) => sequence === 3 && status === 'DELIVERED',
    );
    const { id } = log.find(({ sequence }) => sequence === 2);
    const { body } = await owner.post(`${path}/deliveries/${id}/replay`).expect(202);
    expect(body).toMatchObject({ id, status: 'PENDING', attempts: 0 });
    const received = await receiver.until(3);
    expect(received[2]).toMatchObject({ id, body: received[0]?.body });
    await eventually(async () => (await owner.get(`${path}/deliveries/${id}`)).body.status === 'DELIVERED');
    const { body: full } = await owner.get(`${path}/deliveries/${id}`).expect(200);
    expect(full.payload).toEqual(received[2]?.event);
  });

  it('of a delivery of another webhook finds none', async () => {
    const { owner, receiver, webhook } = await setUp();
    await createTask(owner);
    const [{ id }] = (await logOf(owner, webhook, ({ status }) => status === 'DELIVERED')) as [any];
    const other = await newWebhook(owner, receiver.url);
    const { body } = await owner.post(`/webhooks/${other.id}/deliveries/${id}/replay`).expect(404);
    expect(body.code).toBe('delivery-not-found');
  });

  it('of all since a number brings what the webhook wants, also from before it was there', async () => {
    const { owner, receiver, path } = await setUp({ events: ['task.created'] });
    await createTask(owner);
    await owner.patch('/tasks/1', { title: 'Changed' }).expect(200);
    await createTask(owner);
    await receiver.until(2);
    await owner.patch(path, { events: ['task.updated', 'webhook.*'] }).expect(200);
    const { body } = await owner.post(`${path}/replay`, { since: 1 }).expect(202);
    expect(body.replayingUntil).toBe(5);
    await receiver.until(5);
    await replayed(owner, path);
    expect(receiver.sequences).toEqual([2, 4, 1, 3, 5]);
  });

  it('brings what is out of the log of deliveries under the id that it had', async () => {
    const { owner, receiver, webhook, path } = await setUp();
    await createTask(owner);
    await logOf(owner, webhook, ({ status }) => status === 'DELIVERED');
    await superuser.query(`DELETE FROM ${schemaOf(owner)}.webhook_deliveries`);
    await owner.post(`${path}/replay`, { since: 1 }).expect(202);
    const [first, second] = await receiver.until(2);
    expect(second).toMatchObject({ id: first?.id, body: first?.body });
  });

  it('of more than fits a transaction comes in order, and what happens meanwhile after it', async () => {
    const { owner, receiver, path } = await manyChanges();
    receiver.script.push((response) => {
      void createTask(owner, 'Meanwhile').then(() => response.end());
    }, status(500));
    await owner.post(`${path}/replay`, { since: 1 }).expect(202);
    await eventually(() => receiver.sequences.includes(603));
    // The second was refused once.
    const tasks = Array.from({ length: 600 }, (_, index) => index + 2);
    expect(receiver.sequences).toEqual([2, 3, ...tasks.slice(1), 603]);
    await replayed(owner, path);
  });

  it('puts no more in line than it can send', async () => {
    const { owner, receiver, path } = await manyChanges();
    receiver.behaviour = status(500);
    await owner.post(`${path}/replay`, { since: 1 }).expect(202);
    await receiver.until(4);
    const { rows } = await superuser.query(`SELECT FROM ${schemaOf(owner)}.webhook_deliveries`);
    // Of the first 500 changes, one is that of the webhook.
    expect(rows).toHaveLength(499);
    await owner.patch(path, { isEnabled: false }).expect(200);
  });

  it('since a number that there is not sends nothing', async () => {
    const { owner, receiver, path } = await setUp();
    await owner.post(`${path}/replay`, { since: 1000 }).expect(202);
    await replayed(owner, path);
    await owner.post(`${path}/replay`, { since: 0 }).expect(400);
    await createTask(owner);
    await receiver.until(1);
    expect(receiver.sequences).toEqual([2]);
  });
});

describe('a test', () => {
  it('is sent in front of what waits, once', async () => {
    const { owner, receiver, webhook, path } = await setUp();
    setRetrySchedule(app, { delays: [30] });
    receiver.behaviour = status(500);
    await createTask(owner);
    const queue = app.get(Outbox).queue(WEBHOOKS_QUEUE);
    await eventually(async () => (await queue.getJob(webhook.id))?.isDelayed());
    const { body } = await owner.post(`${path}/test`).expect(202);
    expect(body).toMatchObject({ sequence: 0, type: 'webhook.test', status: 'PENDING' });
    const [, test] = await receiver.until(2);
    expect(test?.id).toBe(body.id);
    expect(test?.event).toEqual(body.payload);
    await logOf(owner, webhook, ({ type, status }) => type === 'webhook.test' && status === 'FAILED');
    expect(receiver.sequences).toEqual([2, 0]);
  });
});

describe('the log of deliveries', () => {
  it('is read page by page, last put in line first', async () => {
    const { owner, webhook, path } = await setUp();
    for (let task = 0; task < 5; task++) await createTask(owner);
    const all = await logOf(
      owner,
      webhook,
      ({ sequence, status }) => sequence === 6 && status === 'DELIVERED',
    );
    expect(all.map(({ sequence }) => sequence)).toEqual([6, 5, 4, 3, 2]);
    const walked: unknown[] = [];
    let query = '?limit=2';
    for (;;) {
      const { body } = await owner.get(`${path}/deliveries${query}`).expect(200);
      walked.push(...body.data);
      if (body.nextCursor === null) break;
      query = `?limit=2&cursor=${body.nextCursor}`;
    }
    expect(walked).toEqual(all);
    for (const cursor of ['x', Buffer.from('1:2:3').toString('base64url')])
      await owner.get(`${path}/deliveries?cursor=${cursor}`).expect(400);
  });

  it('forgets what is older than 30 days', async () => {
    const { owner, webhook } = await setUp();
    await createTask(owner);
    await createTask(owner);
    await logOf(owner, webhook, ({ sequence, status }) => sequence === 3 && status === 'DELIVERED');
    await superuser.query(
      `UPDATE ${schemaOf(owner)}.webhook_deliveries SET queued_at = now() - interval '31 days' WHERE sequence = 2`,
    );
    await app
      .get(TenantTransaction)
      .runInTenant(systemIn(owner.session?.organization.id as string), () =>
        app.get(WebhookDeliveriesRepository).deleteOlderThan(30, 100),
      );
    expect((await logOf(owner, webhook, () => true)).map(({ sequence }) => sequence)).toEqual([3]);
  });
});
