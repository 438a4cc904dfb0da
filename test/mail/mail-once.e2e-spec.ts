// quick: a mail goes out once
import { describe, expect, it } from 'vitest';
import { RequestContext } from '#app/context/request-context.js';
import { SharedTransaction } from '#app/database/shared-transaction.js';
import { Mailer } from '#app/mail/mailer.js';
import { newEmail } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { MailServer } from '../support/mail.ts';
import { createTestApp } from '../support/test-app.ts';

const server = await MailServer.start();
const { app, superuser } = await createTestApp({ smtp: server.smtp });

const send = (to: string, once: boolean): Promise<void> =>
  app
    .get(RequestContext)
    .run({}, () =>
      app
        .get(SharedTransaction)
        .run(() =>
          app.get(Mailer).send({ to, subject: 'Hello', text: 'Text.', link: 'https://a.example', once }),
        ),
    );
const stored = async (to: string) =>
  (await superuser.query('SELECT * FROM mails WHERE recipient = $1', [to])).rows[0];
/** Makes the next attempt due, whatever the delay. */
const retryNow = (to: string) =>
  superuser.query('UPDATE mails SET next_attempt_at = now() WHERE recipient = $1', [to]);
const asked = (to: string) => server.asked.filter((address) => address === to).length;
/** Until whatever was due before has been tried. */
async function untilPolledAgain(): Promise<void> {
  const to = newEmail();
  await send(to, false);
  await server.mailTo(to);
}

describe('mail that may go out once at most', () => {
  it('goes out, and is as it would be otherwise', async () => {
    const to = newEmail();
    await send(to, true);
    expect(await server.mailTo(to)).toMatchObject({ subject: 'Hello', to: [to] });
    expect((await server.mailTo(to)).text).toContain('https://a.example');
  });

  it('is gone from the table before the mail server is asked', async () => {
    const to = newEmail();
    server.unanswered.add(to);
    await send(to, true);
    await server.mailTo(to);
    expect(await stored(to)).toBeUndefined();
    await untilPolledAgain();
    expect(await stored(to)).toBeUndefined();
    expect(asked(to)).toBe(1);
  });

  it('that others send goes out again when the server doesn’t say whether it took it', async () => {
    const to = newEmail();
    server.unanswered.add(to);
    await send(to, false);
    await server.mailTo(to);
    server.unanswered.delete(to);
    await eventually(async () => (await stored(to))?.next_attempt_at - Date.now() < 60_000);
    await retryNow(to);
    await server.mailTo(to, '', 2);
  });

  it('is tried again when the server has certainly not taken it', async () => {
    const to = newEmail();
    server.refusals.messages.push({ code: 451, to });
    await send(to, true);
    await eventually(async () => (await stored(to))?.attempts === 1);
    await retryNow(to);
    const mail = await server.mailTo(to);
    expect(mail.text).toContain('https://a.example');
    await untilPolledAgain();
    expect(asked(to)).toBe(2);
  });

  it('waits while there is no server', async () => {
    const to = newEmail();
    await server.down();
    await send(to, true);
    await eventually(async () => (await stored(to))?.attempts === 1);
    await server.up();
    await retryNow(to);
    await server.mailTo(to);
  });
});
