import { describe, expect, it } from 'vitest';
import { newEmail, PASSWORD } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { MailServer, tokenIn } from '../support/mail.ts';
import { ServerProcess } from '../support/server-process.ts';
import { createTestApp } from '../support/test-app.ts';

const server = await MailServer.start();
// No worker here: a process of its own sends, and can be killed.
const { api, config, superuser } = await createTestApp({ jobs: 'off' });

const environment = {
  DATABASE_URL: config.database.runtime,
  JWT_SECRET: config.jwtSecrets.join(),
  DATA_DIR: config.dataDir,
  SMTP_URL: server.smtp.url,
  MAIL_FROM: server.smtp.from,
};

/** Runs a worker while `work` goes on. */
async function withWorker(work: () => Promise<void>): Promise<void> {
  const worker = new ServerProcess(environment, 'worker.js');
  try {
    await work();
  } finally {
    await worker.end('SIGTERM');
  }
}

describe('an invitation', () => {
  it('is mailed with who invites where, and its link joins', async () => {
    const owner = await api.newOwner('Söhne & Co\r\nBcc: eve@example.com');
    await owner.patch('/auth/me', { name: 'Ada\n\nhttps://evil.example' }).expect(200);
    const email = newEmail();
    const { body } = await owner
      .post('/organizations/current/invitations', { email, role: 'VIEWER' })
      .expect(201);
    await withWorker(async () => {
      const mail = await server.mailTo(email);
      expect(mail.subject).toBe('Invitation to Söhne & Co Bcc: eve@ example. com');
      expect(mail.text).toContain(
        'Ada https: // evil. example invites you to the organization "Söhne & Co Bcc: eve@ example. com"',
      );
      expect(mail.text).toContain(`${config.publicUrl}/app/#/join?token=${tokenIn(mail)}`);
      expect(tokenIn(mail)).not.toBe(body.token);
      expect(mail.html).toContain('Söhne &amp; Co');
      expect(mail.html.match(/<a /g)).toHaveLength(1);
      const account = { email, password: PASSWORD, name: 'Invited', invitationToken: tokenIn(mail) };
      expect((await api.post('/auth/register', account).expect(201)).body.role).toBe('VIEWER');
    });
  });

  it("isn't mailed when there is none", async () => {
    const acme = await api.newOrganization();
    const { email } = (await acme.viewer.get('/auth/me').expect(200)).body.user;
    const before = await superuser.query('SELECT FROM mails WHERE recipient = $1', [email]);
    await acme.owner.post('/organizations/current/invitations', { email, role: 'MEMBER' }).expect(409);
    const after = await superuser.query('SELECT FROM mails WHERE recipient = $1', [email]);
    expect(after.rowCount).toBe(before.rowCount);
  });

  it('reaches the invited although the mail server is down and the worker is killed', async () => {
    const owner = await api.newOwner();
    const email = newEmail();
    await server.down();
    await owner.post('/organizations/current/invitations', { email, role: 'VIEWER' }).expect(201);
    const worker = new ServerProcess(environment, 'worker.js');
    await eventually(
      async () =>
        (await superuser.query('SELECT FROM mails WHERE recipient = $1 AND attempts > 0', [email]))
          .rowCount === 1,
    );
    await worker.end('SIGKILL');
    await server.up();
    await superuser.query('UPDATE mails SET next_attempt_at = now() WHERE recipient = $1', [email]);
    await withWorker(async () => {
      await server.mailTo(email);
    });
    expect(server.to(email)).toHaveLength(1);
    const left = await superuser.query('SELECT FROM mails WHERE recipient = $1', [email]);
    expect(left.rowCount).toBe(0);
  });

  it('is mailed once, however many workers there are', async () => {
    const owner = await api.newOwner();
    const emails = Array.from({ length: 40 }, () => newEmail());
    for (const email of emails)
      await owner.post('/organizations/current/invitations', { email, role: 'VIEWER' }).expect(201);
    await withWorker(() =>
      withWorker(async () => {
        for (const email of emails) await server.mailTo(email);
      }),
    );
    for (const email of emails) expect(server.to(email)).toHaveLength(1);
  });
});
