import { describe, expect, it } from 'vitest';
import { type ApiClient, type ApiResponse, newEmail, PASSWORD } from '../support/api.ts';
import { MailServer, tokenIn } from '../support/mail.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const server = await MailServer.start();
const { api, superuser } = await createTestApp({ smtp: server.smtp });

const request = (client: ApiClient, email: string, password = PASSWORD) =>
  client.post('/auth/me/email', { email, password });
const confirm = (token: string) => api.post('/auth/email/confirm', { token });
const confirmation = async (email: string) => tokenIn(await server.mailTo(email, 'Confirm'));
const emailNow = async (client: ApiClient) => (await client.get('/auth/me').expect(200)).body.user.email;
const refused = async (token: string) => {
  expect((await confirm(token).expect(404)).body.code).toBe('account-token-not-found');
};
/** What two answers to different requests have in common. */
const answer = ({ status, body }: ApiResponse) => ({ status, body });

describe('a new e-mail address', () => {
  it('counts once it is confirmed, and the old one hears of it', async () => {
    const owner = await api.newOwner();
    const [old, email] = [emailOf(owner), newEmail('New')];
    await request(owner, email).expect(202);
    const mail = await server.mailTo(email, 'Confirm');
    expect(mail.text).toContain(`https://taskflow.example.com/app/#/confirm-email?token=${tokenIn(mail)}`);
    expect((await server.mailTo(old, 'about to change')).raw).not.toContain(tokenIn(mail));
    expect(await emailNow(owner)).toBe(old);
    await confirm(tokenIn(mail)).expect(204);
    expect(await emailNow(owner)).toBe(email);
    await api.login(email.toLowerCase(), PASSWORD);
    await api.post('/auth/login', { email: old, password: PASSWORD }).expect(401);
    await refused(tokenIn(mail));
  });

  it('may be the old one in another case', async () => {
    const owner = await api.newOwner();
    const email = emailOf(owner).toUpperCase();
    await request(owner, email).expect(202);
    await confirm(await confirmation(email)).expect(204);
    expect(await emailNow(owner)).toBe(email);
  });

  it('needs the password', async () => {
    const owner = await api.newOwner();
    const email = newEmail();
    expect((await request(owner, email, 'wrong-password').expect(403)).body.code).toBe('wrong-password');
    expect(
      (
        await superuser.query(`SELECT FROM account_tokens WHERE user_id = $1 AND purpose = 'EMAIL_CHANGE'`, [
          owner.userId,
        ])
      ).rowCount,
    ).toBe(0);
  });

  it("doesn't tell the caller whether another user has it", async () => {
    const [owner, other] = [await api.newOwner(), await api.newOwner()];
    const free = await request(owner, newEmail()).expect(202);
    const taken = await request(owner, emailOf(other).toUpperCase()).expect(202);
    expect(answer(taken)).toEqual(answer(free));
    const token = await confirmation(emailOf(other).toUpperCase());
    expect((await confirm(token).expect(409)).body.code).toBe('email-taken');
    expect(await emailNow(other)).toBe(emailOf(other));
    expect(await emailNow(owner)).toBe(emailOf(owner));
  });

  it('goes to who confirms it first', async () => {
    const [owner, other] = [await api.newOwner(), await api.newOwner()];
    const email = newEmail();
    await request(owner, email).expect(202);
    await request(other, email).expect(202);
    const tokens = [
      tokenIn(await server.mailTo(email, 'Confirm', 1)),
      tokenIn(await server.mailTo(email, 'Confirm', 2)),
    ];
    const answers = await Promise.all(tokens.map((token) => confirm(token)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
    const emails = [await emailNow(owner), await emailNow(other)];
    expect(emails.filter((one) => one === email)).toHaveLength(1);
  });

  it('is confirmed once, also by two at once', async () => {
    const owner = await api.newOwner();
    const email = newEmail();
    await request(owner, email).expect(202);
    const token = await confirmation(email);
    const answers = await Promise.all([1, 2, 3, 4].map(() => confirm(token)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404, 404, 404]);
  });
});

describe('a confirmation', () => {
  it('is void once another address was asked for', async () => {
    const owner = await api.newOwner();
    const [first, second] = [newEmail(), newEmail()];
    await request(owner, first).expect(202);
    await request(owner, second).expect(202);
    await refused(await confirmation(first));
    await confirm(await confirmation(second)).expect(204);
    expect(await emailNow(owner)).toBe(second);
  });

  it('is void after a day', async () => {
    const owner = await api.newOwner();
    const [late, last] = [newEmail(), newEmail()];
    const pass = async (time: string) =>
      superuser.query('UPDATE account_tokens SET expires_at = expires_at - $2::interval WHERE user_id = $1', [
        owner.userId,
        time,
      ]);
    await request(owner, late).expect(202);
    await pass('24 hours');
    await refused(await confirmation(late));
    await request(owner, last).expect(202);
    await pass('23 hours 59 minutes');
    await confirm(await confirmation(last)).expect(204);
  });

  it('is void once the password was changed: the owner was warned, and put an end to it', async () => {
    const owner = await api.newOwner();
    const email = newEmail('thief');
    await request(owner, email).expect(202);
    const change = { currentPassword: PASSWORD, newPassword: 'staple-correct-horse' };
    await owner.post('/auth/password', change).expect(204);
    await refused(await confirmation(email));
    expect(await emailNow(owner)).toBe(emailOf(owner));
  });

  it('is void with an account that was closed', async () => {
    const owner = await api.newOwner();
    const email = newEmail();
    await request(owner, email).expect(202);
    await superuser.query('UPDATE users SET is_active = false WHERE id = $1', [owner.userId]);
    await refused(await confirmation(email));
  });

  it('is no token of another kind', async () => {
    const owner = await api.newOwner();
    const email = newEmail();
    await request(owner, email).expect(202);
    await api.post('/auth/password/forgot', { email: emailOf(owner) }).expect(202);
    const token = await confirmation(email);
    const newPassword = 'staple-correct-horse';
    await api.post('/auth/password/reset', { token, newPassword }).expect(404);
    await refused(tokenIn(await server.mailTo(emailOf(owner), 'new password')));
    await confirm(token).expect(204);
    const { body } = await owner
      .post('/organizations/current/invitations', { email: newEmail(), role: 'MEMBER' })
      .expect(201);
    await refused(body.token);
  });

  it('is stored as a hash', async () => {
    const owner = await api.newOwner();
    const email = newEmail();
    await request(owner, email).expect(202);
    const token = await confirmation(email);
    const { rows } = await superuser.query('SELECT t::text AS row FROM account_tokens t WHERE user_id = $1', [
      owner.userId,
    ]);
    expect(rows[0].row).not.toContain(token);
    expect(rows[0].row).not.toContain(Buffer.from(token).toString('hex'));
  });

  it('goes out five times an hour', async () => {
    const owner = await api.newOwner();
    for (let n = 0; n < 5; n++) await request(owner, newEmail()).expect(202);
    const { body, headers } = await request(owner, newEmail()).expect(429);
    expect(body.code).toBe('too-many-mails');
    expect(headers.get('retry-after')).toBe('3600');
    await superuser.query(
      `UPDATE account_tokens SET counted_since = now() - interval '1 hour' WHERE user_id = $1`,
      [owner.userId],
    );
    await request(owner, newEmail()).expect(202);
  });
});
