import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { MailServer } from '../support/mail.ts';
import { Receiver, status } from '../support/receiver.ts';
import { emailOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { createTask, setRetrySchedule, logOf, newWebhook } from '../support/webhooks.ts';
import { eventually } from '../support/eventually.ts';

const mail = await MailServer.start();
const { app, api, superuser } = await createTestApp({ webhooksAllowPrivate: true, smtp: mail.smtp });

const disabledWith = (client: ApiClient, { id }: { id: string }): Promise<any> =>
  eventually(async () => {
    const { body } = await client.get(`/webhooks/${id}`).expect(200);
    return !body.isEnabled && body;
  });

beforeEach(() => setRetrySchedule(app, { giveUpAfter: 0.3 }));

describe('a webhook that only fails', () => {
  it('is disabled in the end, which owners and admins are told', async () => {
    const acme = await api.newOrganization('Engines\r\nof Acme');
    const receiver = await Receiver.start();
    receiver.behaviour = status(500);
    const webhook = await newWebhook(acme.owner, `${receiver.url}/a-secret-path`);
    await createTask(acme.owner, 'One');
    await createTask(acme.owner, 'Two');
    const disabled = await disabledWith(acme.owner, webhook);
    expect(disabled).toMatchObject({
      version: 2,
      disabledReason: expect.stringMatching(/At last: The answer was 500\.$/),
    });
    expect(receiver.received.length).toBeGreaterThan(2);
    expect(new Set(receiver.sequences)).toEqual(new Set([2]));
    for (const administrator of [acme.owner, acme.admin]) {
      const { subject, text } = await mail.mailTo(emailOf(administrator), 'was disabled');
      expect(subject).toBe('A webhook of Engines of Acme was disabled');
      expect(text).toContain('The answer was 500.');
      expect(text).not.toContain('a-secret-path');
    }
    expect(mail.to(emailOf(acme.member)).filter(({ subject }) => subject.includes('disabled'))).toEqual([]);
    const log = await logOf(acme.owner, webhook, ({ status }) => status === 'FAILED');
    expect(log.map(({ sequence, status }) => [sequence, status])).toEqual([
      [3, 'PENDING'],
      [2, 'FAILED'],
    ]);
    const { body } = await acme.owner.get('/activity?type=webhook.updated').expect(200);
    expect(body.data[0]).toMatchObject({ actorId: null, changes: { isEnabled: { from: true, to: false } } });
  });

  it('gets nothing while it is disabled, and what waits when it is enabled', async () => {
    const owner = await api.newOwner();
    const receiver = await Receiver.start();
    receiver.behaviour = status(500);
    const webhook = await newWebhook(owner, receiver.url);
    await createTask(owner, 'Given up');
    await createTask(owner, 'Waits');
    await disabledWith(owner, webhook);
    const path = `/webhooks/${webhook.id}`;
    const [failed] = (await logOf(owner, webhook, ({ status }) => status === 'FAILED')).filter(
      ({ status }) => status === 'FAILED',
    );
    for (const call of [`${path}/test`, `${path}/deliveries/${failed.id}/replay`])
      expect((await owner.post(call).expect(409)).body.code).toBe('webhook-disabled');
    await owner.post(`${path}/replay`, { since: 1 }).expect(409);
    receiver.behaviour = status(200);
    const before = receiver.received.length;
    const { body: enabled } = await owner.patch(path, { isEnabled: true }).expect(200);
    expect(enabled).toMatchObject({ isEnabled: true, disabledReason: null, failingSince: null });
    await receiver.until(before + 1);
    expect(receiver.sequences.at(-1)).toBe(3);
    await owner.post(`${path}/deliveries/${failed.id}/replay`).expect(202);
    await receiver.until(before + 2);
    expect(receiver.received.at(-1)).toMatchObject({ id: failed.id, event: { sequence: 2 } });
  });

  it('is disabled at once by an endpoint that is gone', async () => {
    setRetrySchedule(app, { giveUpAfter: 3600 });
    const owner = await api.newOwner();
    const receiver = await Receiver.start();
    receiver.behaviour = status(410);
    const webhook = await newWebhook(owner, receiver.url);
    await createTask(owner);
    const { disabledReason } = await disabledWith(owner, webhook);
    expect(disabledReason).toBe('The endpoint answered that it is gone (410).');
    expect(receiver.received).toHaveLength(1);
  });

  it('is not disabled for what failed before it was changed', async () => {
    setRetrySchedule(app, { delays: [3600], giveUpAfter: 7200 });
    const owner = await api.newOwner();
    const receiver = await Receiver.start();
    receiver.behaviour = status(500);
    const webhook = await newWebhook(owner, receiver.url);
    await createTask(owner);
    await logOf(owner, webhook, ({ attempts }) => attempts === 1);
    const { schema } = new TenantDatabase(superuser, owner.session?.organization.id as string);
    await superuser.query(`UPDATE ${schema}.webhooks SET failing_since = now() - interval '1 day'`);
    await owner.patch(`/webhooks/${webhook.id}`, { url: `${receiver.url}/2` }).expect(200);
    await logOf(owner, webhook, ({ attempts }) => attempts === 2);
    expect((await owner.get(`/webhooks/${webhook.id}`).expect(200)).body.isEnabled).toBe(true);
  });

  it('mails no user who cannot sign in any more', async () => {
    const owner = await api.newOwner('Quiet');
    const admin = await api.newMember(owner, 'ADMIN');
    await superuser.query('UPDATE public.users SET is_active = false WHERE id = $1', [admin.userId]);
    const receiver = await Receiver.start();
    receiver.behaviour = status(410);
    const webhook = await newWebhook(owner, receiver.url);
    await createTask(owner);
    await disabledWith(owner, webhook);
    await mail.mailTo(emailOf(owner), 'was disabled');
    expect(mail.to(emailOf(admin)).filter(({ subject }) => subject.includes('disabled'))).toEqual([]);
  });
});
