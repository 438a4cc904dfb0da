import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { Receiver, status } from '../support/receiver.ts';
import { createTestApp } from '../support/test-app.ts';
import { createTask, setRetrySchedule, logOf, newWebhook } from '../support/webhooks.ts';
import { schemaOf } from '../support/sessions.ts';

const { app, api, superuser } = await createTestApp({ webhooksAllowPrivate: true });

async function setUp(): Promise<{ owner: ApiClient; receiver: Receiver; webhook: any }> {
  const owner = await api.newOwner();
  const receiver = await Receiver.start();
  return { owner, receiver, webhook: await newWebhook(owner, receiver.url) };
}

/** The only delivery of a webhook, in full, once `holds`. */
async function deliveryOf(owner: ApiClient, webhook: any, holds: (delivery: any) => boolean): Promise<any> {
  const [{ id }] = (await logOf(owner, webhook, () => true)) as [any];
  return eventually(async () => {
    const { body } = await owner.get(`/webhooks/${webhook.id}/deliveries/${id}`).expect(200);
    return holds(body) && body;
  });
}

const isDelivered = (delivery: any): boolean => delivery.status === 'DELIVERED';

beforeEach(() => setRetrySchedule(app));

describe('a delivery', () => {
  it('tells of each attempt what was asked and what was answered', async () => {
    const { owner, receiver, webhook } = await setUp();
    const cookie = { 'set-cookie': 'session=secret', 'x-reason': 'Maintenance' };
    receiver.script.push(status(503, cookie, 'Down'), (response) => void response.destroy());
    await createTask(owner);
    const { history, ...delivery } = await deliveryOf(owner, webhook, isDelivered);
    expect(history).toMatchObject([
      { response: { status: 503, body: 'Down' }, error: 'The answer was 503.' },
      { response: null, error: 'No connection, or it ended before the answer.' },
      { response: { status: 200, body: 'ok' }, error: null },
    ]);
    expect(history[0].response.headers['x-reason']).toBe('Maintenance');
    expect(history[0].response.headers).not.toHaveProperty('set-cookie');
    for (const [index, { at, durationMs, request }] of history.entries()) {
      expect(request.url).toBe(receiver.url);
      expect(Object.keys(request.headers).toSorted()).toEqual([
        'content-type',
        'user-agent',
        'webhook-id',
        'webhook-signature',
        'webhook-timestamp',
      ]);
      expect(receiver.received[index]?.headers).toMatchObject(request.headers);
      expect(Math.floor(Date.parse(at) / 1000)).toBe(Number(request.headers['webhook-timestamp']));
      expect(durationMs).toBeGreaterThanOrEqual(0);
    }
    expect(delivery).toMatchObject({
      attempts: 3,
      lastAttemptAt: history[2].at,
      durationMs: history[2].durationMs,
      responseStatus: 200,
      responseBody: 'ok',
      error: null,
    });
  });

  it('remembers the last 20 attempts, and the answer to the last one best', async () => {
    const { owner, receiver, webhook } = await setUp();
    setRetrySchedule(app, { delays: [0.01] });
    const answers = Array.from({ length: 23 }, (_, index) =>
      status(index < 22 ? 500 : 200, { 'x-attempt': String(index) }, 'é'.repeat(5000)),
    );
    receiver.script.push(...answers);
    await createTask(owner);
    const { history, attempts } = await deliveryOf(owner, webhook, isDelivered);
    expect(attempts).toBe(23);
    const numbers = Array.from({ length: 20 }, (_, index) => String(index + 3));
    expect(history.map(({ response }: any) => response.headers['x-attempt'])).toEqual(numbers);
    expect(history.map(({ response }: any) => response.body.length)).toEqual([
      ...Array.from({ length: 19 }, () => 1024),
      2048,
    ]);
  });

  it('that is replayed keeps how it went before, and where it was sent', async () => {
    const { owner, receiver, webhook } = await setUp();
    await createTask(owner);
    const { id } = await deliveryOf(owner, webhook, isDelivered);
    await owner.patch(`/webhooks/${webhook.id}`, { url: `${receiver.url}/moved` }).expect(200);
    const { body } = await owner.post(`/webhooks/${webhook.id}/deliveries/${id}/replay`).expect(202);
    expect(body).toMatchObject({ status: 'PENDING', attempts: 0, responseStatus: 200 });
    expect(body.history).toHaveLength(1);
    const { attempts, history } = await deliveryOf(owner, webhook, isDelivered);
    expect(attempts).toBe(1);
    expect(history.map(({ request }: any) => request.url)).toEqual([receiver.url, `${receiver.url}/moved`]);
  });

  it('that cannot be signed is not sent, and says so', async () => {
    const { owner, receiver, webhook } = await setUp();
    await superuser.query(`UPDATE ${schemaOf(owner)}.webhooks SET secret = '\\x00'`);
    setRetrySchedule(app, { delays: [3600] });
    await createTask(owner);
    const { history } = await deliveryOf(owner, webhook, ({ attempts }) => attempts === 1);
    const error = 'The secret cannot be read any more: rotate it.';
    expect(history).toEqual([
      { at: expect.any(String), durationMs: 0, request: null, response: null, error },
    ]);
    expect(receiver.received).toEqual([]);
  });
});
