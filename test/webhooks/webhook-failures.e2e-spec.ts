import type { ServerResponse } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import { Outbox } from '#app/queue/outbox.js';
import { WEBHOOKS_QUEUE } from '#app/queue/queue.names.js';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import { WebhookDeliveriesRepository } from '#app/modules/webhooks/webhook-deliveries.repository.js';
import { WebhookTransport } from '#app/modules/webhooks/webhook-transport.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { newOperator } from '../support/operator.ts';
import { Receiver, status } from '../support/receiver.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { createTask, setRetrySchedule, logOf, newWebhook } from '../support/webhooks.ts';

const testApp = await createTestApp({ webhooksAllowPrivate: true });
const { app, api, superuser } = testApp;

const reset = (response: ServerResponse): void => void response.destroy();
const never = (): void => undefined;

async function setUp(): Promise<{ owner: ApiClient; receiver: Receiver; webhook: { id: string } }> {
  const owner = await api.newOwner();
  const receiver = await Receiver.start();
  return { owner, receiver, webhook: await newWebhook(owner, receiver.url) };
}

const delivered = (sequence: number) => (delivery: any) =>
  delivery.sequence === sequence && delivery.status === 'DELIVERED';

beforeEach(() => {
  setRetrySchedule(app);
  Object.assign(app.get(WebhookTransport), { timeout: 10_000 });
});

describe('a delivery that fails', () => {
  it('is sent again under its id until it is accepted, and holds those behind it', async () => {
    const { owner, receiver, webhook } = await setUp();
    const elsewhere = await Receiver.start();
    const redirect = status(307, { location: elsewhere.url });
    receiver.script.push(status(500), reset, redirect, status(404), status(599));
    for (const title of ['One', 'Two', 'Three']) await createTask(owner, title);
    const log = await logOf(owner, webhook, delivered(4));
    expect(receiver.sequences).toEqual([2, 2, 2, 2, 2, 2, 3, 4]);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(3);
    expect(log.find(({ sequence }) => sequence === 2)).toMatchObject({ attempts: 6, status: 'DELIVERED' });
    expect(elsewhere.received).toEqual([]);
  });

  it('is signed anew each time', async () => {
    const { owner, receiver } = await setUp();
    setRetrySchedule(app, { delays: [1.1] });
    receiver.script.push(status(500));
    await createTask(owner);
    const [first, second] = await receiver.until(2);
    expect(second?.headers['webhook-timestamp']).not.toBe(first?.headers['webhook-timestamp']);
    expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature']);
  });

  it('is shown as failing, with what was answered, until it is accepted', async () => {
    const { owner, receiver, webhook } = await setUp();
    setRetrySchedule(app, { delays: [3600] });
    receiver.script.push(status(503, {}, 'Down\0 for a while'));
    await createTask(owner);
    const [delivery] = await logOf(owner, webhook, ({ attempts }) => attempts === 1);
    expect(delivery).toMatchObject({
      status: 'PENDING',
      responseStatus: 503,
      responseBody: 'Down\u{fffd} for a while',
      error: 'The answer was 503.',
    });
    const wait = Date.parse(delivery.nextAttemptAt) - Date.parse(delivery.lastAttemptAt);
    expect(wait).toBeGreaterThanOrEqual(3_600_000);
    expect(wait).toBeLessThan(3_620_000);
    expect((await owner.get(`/webhooks/${webhook.id}`).expect(200)).body.failingSince).not.toBeNull();
    // A URL that was mended is tried at once.
    await owner.patch(`/webhooks/${webhook.id}`, { url: `${receiver.url}/mended` }).expect(200);
    await logOf(owner, webhook, delivered(2));
    expect(receiver.received.at(-1)?.path).toBe('/hook/mended');
    expect((await owner.get(`/webhooks/${webhook.id}`).expect(200)).body.failingSince).toBeNull();
  });

  it('waits for as long as the endpoint asks for', async () => {
    const { owner, receiver } = await setUp();
    const times: number[] = [];
    receiver.script.push((response) => {
      times.push(Date.now());
      response.writeHead(429, { 'retry-after': '1' }).end();
    });
    receiver.behaviour = (response) => {
      times.push(Date.now());
      response.end();
    };
    await createTask(owner);
    await receiver.until(2);
    expect((times[1] as number) - (times[0] as number)).toBeGreaterThanOrEqual(1000);
  });

  it('is one when there is no answer in time', async () => {
    Object.assign(app.get(WebhookTransport), { timeout: 400 });
    const { owner, receiver, webhook } = await setUp();
    setRetrySchedule(app, { delays: [3600] });
    receiver.behaviour = never;
    await createTask(owner);
    const [delivery] = await logOf(owner, webhook, ({ attempts }) => attempts === 1);
    expect(delivery).toMatchObject({
      status: 'PENDING',
      responseStatus: null,
      error: 'No answer within 0.4 s.',
    });
  });

  it('holds up no other webhook, nor another organization', async () => {
    const { owner, receiver } = await setUp();
    receiver.behaviour = never;
    const [healthy, foreign] = [await Receiver.start(), await setUp()];
    await newWebhook(owner, healthy.url);
    for (const client of [owner, owner, foreign.owner]) await createTask(client);
    await healthy.until(2);
    await foreign.receiver.until(1);
    expect(receiver.received).toHaveLength(1);
  });
});

describe('a delivery', () => {
  it('is done when the status has come, however long the answer is', async () => {
    const { owner, receiver, webhook } = await setUp();
    let [sent, hasEnded] = [0, false];
    receiver.behaviour = (response) => {
      const more = (): void => {
        for (let goesOn = true; goesOn && !response.destroyed; sent += 65_536)
          goesOn = response.write(Buffer.alloc(65_536, 'x'));
      };
      response
        .writeHead(200)
        .on('drain', more)
        .on('close', () => (hasEnded = true));
      more();
    };
    await createTask(owner);
    const [delivery] = await logOf(owner, webhook, delivered(2));
    expect(delivery.responseBody).toBe('x'.repeat(4096));
    await eventually(() => hasEnded);
    expect(sent).toBeLessThan(50_000_000);
    expect(delivery.durationMs).toBeLessThan(5000);
  });

  it('is sent again when the process dies before it has noted it', async () => {
    const { owner, receiver, webhook } = await setUp();
    const deliveries = app.get(WebhookDeliveriesRepository);
    const recordLastAttempt = deliveries.recordLastAttempt.bind(deliveries);
    deliveries.recordLastAttempt = () => {
      deliveries.recordLastAttempt = recordLastAttempt;
      return Promise.reject(new Error('killed'));
    };
    await createTask(owner);
    await createTask(owner);
    const log = await logOf(owner, webhook, delivered(3));
    expect(receiver.sequences).toEqual([2, 2, 3]);
    const [first, second] = receiver.received;
    expect(second?.id).toBe(first?.id);
    expect(log.map(({ attempts }) => attempts)).toEqual([1, 1]);
  });

  it('without a job is sent after a reconciliation', async () => {
    const { owner, receiver, webhook } = await setUp();
    setRetrySchedule(app, { delays: [3600] });
    receiver.script.push(status(500));
    await createTask(owner);
    await logOf(owner, webhook, ({ attempts }) => attempts === 1);
    // What has to wait for so long has no job.
    const queue = app.get(Outbox).queue(WEBHOOKS_QUEUE);
    await eventually(async () => !(await queue.getJob(webhook.id)));
    const { schema } = new TenantDatabase(superuser, owner.session?.organization.id as string);
    await superuser.query(`UPDATE ${schema}.webhook_deliveries SET next_attempt_at = now()`);
    await app.get(Scheduler).runNow('organizations.reconcile');
    await logOf(owner, webhook, delivered(2));
  });

  it('waits while the organization is suspended', async () => {
    const operator = await newOperator(testApp);
    const { owner, receiver, webhook } = await setUp();
    const id = owner.session?.organization.id as string;
    receiver.script.push((response) => {
      // It is at work when the organization closes, and answers when that has to be noticed.
      void operator
        .post(`/admin/organizations/${id}/suspend`)
        .expect(200)
        .then(() => setTimeout(() => response.end(), 1000));
    });
    await createTask(owner);
    await createTask(owner);
    const queue = app.get(Outbox).queue(WEBHOOKS_QUEUE);
    await eventually(async () => receiver.received.length > 0 && !(await queue.getJob(webhook.id)));
    await app.get(Scheduler).runNow('organizations.reconcile');
    expect(await queue.getJob(webhook.id)).toBeFalsy();
    expect(receiver.sequences).toEqual([2]);
    await operator.post(`/admin/organizations/${id}/resume`).expect(200);
    await app.get(Scheduler).runNow('organizations.reconcile');
    await receiver.until(2);
    expect(receiver.sequences).toEqual([2, 3]);
  });

  it('and its job go with the organization', async () => {
    const operator = await newOperator(testApp);
    const { owner, receiver, webhook } = await setUp();
    setRetrySchedule(app, { delays: [30] });
    receiver.behaviour = status(500);
    await createTask(owner);
    const queue = app.get(Outbox).queue(WEBHOOKS_QUEUE);
    await eventually(async () => (await queue.getJob(webhook.id))?.isDelayed());
    const { id, slug } = (owner.session as SessionDto).organization;
    await operator.delete(`/admin/organizations/${id}`);
    await operator.post(`/admin/organizations/${id}/purge`, { slug }).expect(200);
    expect(await queue.getJob(webhook.id)).toBeFalsy();
    expect(receiver.received).toHaveLength(1);
  });
});
