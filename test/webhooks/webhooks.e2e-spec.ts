// quick: changes reach webhooks, signed
import { describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import type { ReceivedDelivery } from '../support/receiver.ts';
import { Receiver } from '../support/receiver.ts';
import { eventually } from '../support/eventually.ts';
import { waitsForLock } from '../support/lock-waits.ts';
import { tagOf } from '../support/tags.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { createTask, untilQueued, logOf, newWebhook } from '../support/webhooks.ts';

const { api, superuser } = await createTestApp({ webhooksAllowPrivate: true });

const verify = (secret: string, { body, headers }: ReceivedDelivery): unknown =>
  new Webhook(secret).verify(body, headers as Record<string, string>);

describe('a webhook', () => {
  it('is told of every change that it wants, in order, as the event stream tells it', async () => {
    const owner = await api.newOwner();
    await createTask(owner, 'Before');
    const receiver = await Receiver.start();
    const webhook = await newWebhook(owner, receiver.url, { events: ['task.created', 'comment.*'] });
    for (const title of ['One', 'Two', 'Three']) await createTask(owner, title);
    await owner.patch('/tasks/1', { title: 'Changed' }).expect(200);
    await owner.post('/tasks/1/comments', { body: 'Fine.' }).expect(201);
    const received = await receiver.until(4);
    expect(receiver.sequences).toEqual([3, 4, 5, 7]);
    const { body } = await owner.get('/events?after=2').expect(200);
    const organizationId = owner.session?.organization.id;
    for (const { event } of received)
      expect(event).toEqual({
        organizationId,
        ...body.data.find((one: any) => one.sequence === event.sequence),
      });
    expect(received[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(received[0]?.headers['user-agent']).toMatch(/^TaskFlow\//);
    for (const one of received) expect(verify(webhook.secret, one)).toEqual(one.event);
    const log = await logOf(
      owner,
      webhook,
      ({ sequence, status }) => sequence === 7 && status === 'DELIVERED',
    );
    expect(log.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual([3, 4, 5, 7]);
    expect(new Set(received.map(({ id }) => id))).toEqual(new Set(log.map(({ id }) => id)));
    expect(log[0]).toMatchObject({
      status: 'DELIVERED',
      attempts: 1,
      responseStatus: 200,
      responseBody: 'ok',
      error: null,
    });
  });

  it('gets signatures of both secrets after a rotation, until the old one is out of date', async () => {
    const owner = await api.newOwner();
    const receiver = await Receiver.start();
    const { id, secret: old, version } = await newWebhook(owner, receiver.url);
    expect(old).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const conflict = await owner
      .post(`/webhooks/${id}/rotate-secret`, undefined, { 'if-match': '"7"' })
      .expect(412);
    expect(conflict.body.code).toBe('version-conflict');
    const { body } = await owner
      .post(`/webhooks/${id}/rotate-secret`, undefined, { 'if-match': await tagOf(owner, `/webhooks/${id}`) })
      .expect(200);
    expect(body.version).toBe(version + 1);
    await createTask(owner);
    const [both] = (await receiver.until(1)) as [ReceivedDelivery];
    expect(both.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    verify(old, both);
    verify(body.secret, both);

    const { schema } = new TenantDatabase(superuser, owner.session?.organization.id as string);
    await superuser.query(`UPDATE ${schema}.webhooks SET previous_secret_until = now()`);
    await createTask(owner);
    const one = (await receiver.until(2))[1] as ReceivedDelivery;
    verify(body.secret, one);
    expect(() => verify(old, one)).toThrow('No matching signature found');
  });

  it('keeps its secrets encrypted, and to itself', async () => {
    const owner = await api.newOwner();
    const { id, secret } = await newWebhook(owner, 'http://127.0.0.1:9/');
    const { schema } = new TenantDatabase(superuser, owner.session?.organization.id as string);
    const { rows } = await superuser.query(`SELECT secret, w::text AS row FROM ${schema}.webhooks w`);
    const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64');
    expect(rows[0].secret.includes(bytes)).toBe(false);
    expect(rows[0].row).not.toContain(bytes.toString('hex'));
    const answers = [
      await owner.get(`/webhooks/${id}`),
      await owner.get('/webhooks'),
      await owner.get('/activity'),
    ];
    for (const { body } of answers) expect(JSON.stringify(body)).not.toMatch(/whsec_|"secret"/);
  });

  it('shows the path of its URL to admins only, and not to other webhooks', async () => {
    const owner = await api.newOwner();
    const receiver = await Receiver.start();
    const { id } = await newWebhook(owner, `${receiver.url}/one-secret`, { events: ['webhook.*'] });
    await owner.patch(`/webhooks/${id}`, { url: `${receiver.url}/other-secret` }).expect(200);
    await receiver.until(2);
    const { origin } = new URL(receiver.url);
    expect(receiver.received[1]?.event.data.changes).toEqual({ url: { from: origin, to: origin } });
    expect(JSON.stringify((await owner.get('/activity').expect(200)).body)).not.toContain('secret"');
  });

  it('can be read, changed, disabled, enabled and deleted', async () => {
    const owner = await api.newOwner();
    const receiver = await Receiver.start();
    const created = await owner
      .post('/webhooks', { url: receiver.url, events: ['*'], description: 'All' })
      .expect(201);
    const { secret: _secret, ...webhook } = created.body;
    expect(created.headers.get('location')).toBe(`/webhooks/${webhook.id}`);
    expect(webhook).toMatchObject({ isEnabled: true, disabledReason: null, failingSince: null, version: 1 });
    const path = `/webhooks/${webhook.id}`;
    const read = await owner.get(path).expect(200);
    expect(read.body).toEqual(webhook);
    expect((await owner.get('/webhooks').expect(200)).body).toEqual({ data: [webhook] });
    await owner.patch(path, { isEnabled: false }, { 'if-match': '"9"' }).expect(412);
    const etag = read.headers.get('etag') as string;
    const { body: disabled } = await owner
      .patch(path, { isEnabled: false }, { 'if-match': etag })
      .expect(200);
    expect(disabled).toMatchObject({ isEnabled: false, disabledReason: null, version: 2 });
    await createTask(owner, 'Unseen');
    await untilQueued(superuser, owner, 3);
    await owner.patch(path, { isEnabled: true, events: ['task.created'] }).expect(200);
    await createTask(owner, 'Seen');
    await eventually(() => receiver.sequences.includes(5));
    expect(receiver.sequences).not.toContain(3);
    const { body: events } = await owner.get('/events?after=0&type=webhook.*').expect(200);
    expect(events.data.map(({ type }: any) => type)).toEqual([
      'webhook.created',
      'webhook.updated',
      'webhook.updated',
    ]);
    await owner.delete(path, { 'if-match': '"1"' }).expect(412);
    await owner.delete(path).expect(204);
    await owner.get(path).expect(404);
    await owner.get(`${path}/deliveries`).expect(404);
  });

  it('is one of ten at most, however many are created at once', async () => {
    const owner = await api.newOwner();
    const create = () => owner.post('/webhooks', { url: 'http://127.0.0.1:9/', events: ['*'] });
    const answers = await Promise.all(Array.from({ length: 12 }, create));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    for (const { body } of answers.filter(({ status }) => status === 409))
      expect(body).toMatchObject({ code: 'too-many-webhooks', limit: 10 });
  });

  it('ends the subscription of its organization to the log when it was the last one', async () => {
    const owner = await api.newOwner();
    const { id } = await newWebhook(owner, 'http://127.0.0.1:9/');
    const { schema } = new TenantDatabase(superuser, owner.session?.organization.id as string);
    const subscriptions = async () =>
      (await superuser.query(`SELECT FROM ${schema}.consumers WHERE name = 'webhooks'`)).rows.length;
    expect(await subscriptions()).toBe(1);
    await owner.delete(`/webhooks/${id}`).expect(204);
    await eventually(async () => (await subscriptions()) === 0);
    const receiver = await Receiver.start();
    await newWebhook(owner, receiver.url);
    await createTask(owner);
    await receiver.until(1);
  });

  it('is deleted with the deliveries that are just being queued', async () => {
    const owner = await api.newOwner();
    const { id } = await newWebhook(owner, 'http://127.0.0.1:9/');
    const { schema } = new TenantDatabase(superuser, owner.session?.organization.id as string);
    const queueing = await superuser.connect();
    try {
      await queueing.query('BEGIN');
      await queueing.query(
        `INSERT INTO ${schema}.webhook_deliveries (id, webhook_id, sequence) VALUES (gen_random_uuid(), $1, 1)`,
        [id],
      );
      const deleting = owner.delete(`/webhooks/${id}`).expect(204);
      await eventually(() => waitsForLock(superuser));
      await queueing.query('COMMIT');
      await deleting;
    } finally {
      queueing.release();
    }
    const left = await superuser.query(`SELECT FROM ${schema}.webhook_deliveries`);
    expect(left.rows).toEqual([]);
  });

  it.each([
    ['without events', { events: [] }],
    ['for what is no type', { events: ['task'] }],
    ['for the same twice', { events: ['task.*', 'task.*'] }],
    ['without a URL', { url: null }],
    ['for another protocol', { url: 'ftp://127.0.0.1/' }],
    ['with a password in the URL', { url: 'http://user:secret@127.0.0.1/' }],
    ['with a field that there is not', { secret: 'whsec_mine' }],
  ])('is not created %s', async (_what, values) => {
    const owner = await api.newOwner();
    const { body } = await owner
      .post('/webhooks', { url: 'http://127.0.0.1:9/', events: ['*'], ...values })
      .expect(400);
    expect(body).toMatchObject({
      code: 'validation-failed',
      errors: [{ field: Object.keys(values)[0] }],
    });
    expect((await owner.get('/webhooks').expect(200)).body.data).toEqual([]);
  });
});
