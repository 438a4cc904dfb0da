import { describe, expect, it } from 'vitest';
import { SharedTransaction } from '#app/database/shared-transaction.js';
import type { Mail } from '#app/mail/mail.js';
import { Mailer } from '#app/mail/mailer.js';
import { RequestContext } from '#app/context/request-context.js';
import { newEmail } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { MailServer } from '../support/mail.ts';
import { createTestApp } from '../support/test-app.ts';

const server = await MailServer.start();
const { app, superuser } = await createTestApp({ smtp: server.smtp });

const identity = app.get(SharedTransaction);
const context = app.get(RequestContext);
const mailer = app.get(Mailer);

/** Sends in a transaction of its own, with `also` in it. */
const send = (mail: Partial<Mail> & { to: string }, also = async () => {}) =>
  context.run({}, () =>
    identity.run(async () => {
      await mailer.send({ subject: 'Hello', text: 'Text.', ...mail });
      await also();
    }),
  );
const stored = async (to: string) =>
  (await superuser.query('SELECT * FROM mails WHERE recipient = $1', [to])).rows[0];
const gone = (to: string) => eventually(async () => (await stored(to)) === undefined);
/** Makes the next attempt due, whatever the delay. */
const retryNow = (to: string) =>
  superuser.query(`UPDATE mails SET next_attempt_at = now() WHERE recipient = $1`, [to]);
const waiting = (to: string, attempts = 1) =>
  eventually(async () => {
    const mail = await stored(to);
    // Given back: while it is on its way, it belongs to its sender for two minutes.
    return mail.attempts >= attempts && mail.next_attempt_at - Date.now() < 60_000 && mail;
  });

describe('mail', () => {
  it('comes as plain text and HTML, signed in to the server, and is removed', async () => {
    const to = newEmail();
    await send({ to, subject: 'Grüße', text: 'One\n\ntwo & <three>', link: 'https://a.example/#t=1' });
    const mail = await server.mailTo(to);
    expect(mail).toMatchObject({ from: 'taskflow@example.com', to: [to], subject: 'Grüße' });
    expect(mail.headers['from']).toBe('TaskFlow <taskflow@example.com>');
    expect(mail.headers['auto-submitted']).toBe('auto-generated');
    expect(mail.text.trim()).toBe('One\n\ntwo & <three>\n\nhttps://a.example/#t=1');
    expect(mail.html).toContain('<p>two &amp; &lt;three&gt;</p>');
    expect(mail.html).toContain('<a href="https://a.example/#t=1">');
    await gone(to);
    expect(server.to(to)).toHaveLength(1);
  });

  it("isn't sent by a transaction that rolls back", async () => {
    const [never, later] = [newEmail(), newEmail()];
    await expect(send({ to: never }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await send({ to: later });
    await server.mailTo(later);
    expect(server.to(never)).toEqual([]);
    expect(await stored(never)).toBeUndefined();
  });

  it('belongs to a transaction', async () => {
    await expect(
      context.run({}, () => mailer.send({ to: newEmail(), subject: 'Hello', text: 'Text.' })),
    ).rejects.toThrow('@Transactional(SHARED)');
  });

  it.each([
    'a@b.example\r\nBcc: eve@example.com',
    'a@b.example, eve@example.com',
    'Eve <eve@example.com>',
    'x',
  ])('goes to no %j', async (to) => {
    await expect(send({ to })).rejects.toThrow('bare address');
  });

  it('has no headers that its subject or text brings in', async () => {
    const to = newEmail();
    const line = 'Hi\r\nBcc: eve@example.com\r\n\r\nOther text';
    await expect(send({ to, subject: line, text: 'Text.' })).rejects.toThrow('A subject is one line');
    await send({ to, text: `${line}\r\n.\r\nRCPT TO:<eve@example.com>` });
    const mail = await server.mailTo(to);
    expect(mail.subject).toBe('Hello');
    expect(mail.headers).not.toHaveProperty('bcc');
    expect(mail.to).toEqual([to]);
    expect(mail.text).toContain('\n.\nRCPT TO:<eve@example.com>');
    expect(server.asked).not.toContain('eve@example.com');
  });
});

describe('a mail server', () => {
  it('that is down gets the mail when it is up again', async () => {
    const to = newEmail();
    await server.down();
    try {
      await send({ to });
      await waiting(to, 2);
    } finally {
      await server.up();
    }
    await retryNow(to);
    await server.mailTo(to);
    await gone(to);
    expect(server.to(to)).toHaveLength(1);
  });

  it.each(['recipients', 'messages'] as const)('that puts %s off gets them later', async (which) => {
    const to = newEmail();
    server.refusals[which].push({ code: 451, to });
    await send({ to });
    expect(await waiting(to)).toMatchObject({ attempts: 1 });
    await retryNow(to);
    await server.mailTo(to);
    await gone(to);
    expect(server.to(to)).toHaveLength(1);
    expect(server.asked.filter((address) => address === to)).toHaveLength(2);
  });

  it.each(['recipients', 'messages'] as const)(
    'that refuses %s for good is not asked again',
    async (which) => {
      const to = newEmail();
      server.refusals[which].push({ code: 550, to });
      await send({ to });
      await gone(to);
      expect(server.to(to)).toEqual([]);
      expect(server.asked.filter((address) => address === to)).toHaveLength(1);
    },
  );

  it('that puts a mail off for a day gets it no more', async () => {
    const to = newEmail();
    server.refusals.recipients.push({ code: 451, to }, { code: 451, to });
    await send({ to });
    await waiting(to);
    await superuser.query(
      `UPDATE mails SET created_at = now() - interval '25 hours', next_attempt_at = now() WHERE recipient = $1`,
      [to],
    );
    await gone(to);
    expect(server.to(to)).toEqual([]);
  });

  it('is tried less and less often', async () => {
    const to = newEmail();
    server.refusals.recipients.push({ code: 451, to });
    await send({ to });
    await waiting(to);
    server.refusals.recipients.push({ code: 451, to });
    await superuser.query('UPDATE mails SET attempts = 4, next_attempt_at = now() WHERE recipient = $1', [
      to,
    ]);
    const { next_attempt_at: next } = await waiting(to, 5);
    expect(next - Date.now()).toBeGreaterThan(20_000);
  });

  it('gets what a process that died had in its hands, once its time is over', async () => {
    const to = newEmail();
    const id = '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b';
    const insert = `INSERT INTO mails (id, recipient, subject, text, attempts, next_attempt_at)
      VALUES ($1, $2, 'Hello', 'Text.', 1, now() + interval '2 minutes')`;
    await superuser.query(insert, [id, to]);
    const other = newEmail();
    await send({ to: other });
    await server.mailTo(other);
    expect(server.to(to)).toEqual([]);
    await retryNow(to);
    const mail = await server.mailTo(to);
    expect(mail.headers['message-id']).toContain(id);
  });
});
