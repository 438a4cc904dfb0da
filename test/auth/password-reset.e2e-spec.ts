import { describe, expect, it } from 'vitest';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import { type ApiClient, newEmail, PASSWORD } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { MailServer, tokenIn } from '../support/mail.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const server = await MailServer.start();
const { api, superuser } = await createTestApp({ smtp: server.smtp });

const NEW = 'staple-correct-horse';
const forgot = (email: string) => api.post('/auth/password/forgot', { email });
const reset = (token: string, newPassword = NEW) => api.post('/auth/password/reset', { token, newPassword });
const aboutPasswords = (email: string) =>
  server.to(email).filter(({ subject }) => subject.includes('password'));
const mailed = (email: string, nth = 1) => server.mailTo(email, 'new password', nth);
const refused = async (token: string) => {
  expect((await reset(token).expect(404)).body.code).toBe('account-token-not-found');
};
/** Waits until every request was looked at. */
const answered = () =>
  eventually(async () => (await superuser.query('SELECT FROM password_reset_requests')).rowCount === 0);
const tokenOf = async (client: ApiClient): Promise<string> => {
  await forgot(emailOf(client)).expect(202);
  return tokenIn(await mailed(emailOf(client)));
};

describe('a forgotten password', () => {
  it('is replaced by way of a mail, in any case of the address', async () => {
    const owner = await api.newOwner();
    await forgot(emailOf(owner).toUpperCase()).expect(202);
    const mail = await mailed(emailOf(owner));
    expect(mail.text).toContain(`https://taskflow.example.com/app/#/reset-password?token=${tokenIn(mail)}`);
    await api.login(emailOf(owner), PASSWORD);
    await reset(tokenIn(mail)).expect(204);
    await api.post('/auth/login', { email: emailOf(owner), password: PASSWORD }).expect(401);
    await api.login(emailOf(owner), NEW);
    await server.mailTo(emailOf(owner), 'password was changed');
    await refused(tokenIn(mail));
  });

  it('ends all sessions, within a second', async () => {
    const owner = await api.newOwner();
    const elsewhere = await api.login(emailOf(owner), PASSWORD);
    const stranger = await api.newOwner();
    await reset(await tokenOf(owner)).expect(204);
    for (const client of [owner, elsewhere]) {
      const ended = await eventually(async () => {
        const answer = await client.get('/auth/me');
        return answer.status === 401 && answer;
      }, 1000);
      expect(ended.body.code).toBe('token-revoked');
      const { refreshToken } = client.session as SessionDto;
      await api.post('/auth/refresh', { refreshToken }).expect(401);
    }
    await stranger.get('/auth/me').expect(200);
    await (await api.login(emailOf(owner), NEW)).get('/auth/me').expect(200);
  });

  it("isn't mailed about where there is no active account", async () => {
    const [unknown, closed] = [newEmail(), await api.newOwner()];
    await superuser.query('UPDATE users SET is_active = false WHERE id = $1', [closed.userId]);
    await forgot(unknown).expect(202);
    await forgot(emailOf(closed)).expect(202);
    await answered();
    const later = await api.newOwner();
    await tokenOf(later);
    expect(server.to(unknown)).toEqual([]);
    expect(aboutPasswords(emailOf(closed))).toEqual([]);
  });

  it('is answered alike, and by the same work, whether there is an account or not', async () => {
    const owner = await api.newOwner();
    await answered();
    // Code that looks accounts up, or writes what only accounts have, waits while this transaction is open.
    const lock = await superuser.connect();
    try {
      await lock.query('BEGIN');
      await lock.query('LOCK users, account_tokens, mails IN ACCESS EXCLUSIVE MODE');
      const known = await forgot(emailOf(owner)).expect(202);
      const unknown = await forgot(newEmail()).expect(202);
      const names = (headers: Headers) => [...headers.keys()].toSorted();
      expect(known.body).toEqual(unknown.body);
      expect(names(known.headers)).toEqual(names(unknown.headers));
      expect(known.headers.get('content-length')).toBe(unknown.headers.get('content-length'));
    } finally {
      await lock.query('ROLLBACK');
      lock.release();
    }
    await mailed(emailOf(owner));
    await answered();
  });

  it('is mailed about five times an hour', async () => {
    const owner = await api.newOwner();
    for (let n = 0; n < 7; n++) await forgot(emailOf(owner)).expect(202);
    await answered();
    const last = await mailed(emailOf(owner), 5);
    await reset(tokenIn(last)).expect(204);
    await forgot(emailOf(owner)).expect(202);
    await answered();
    await server.mailTo(emailOf(owner), 'password was changed');
    expect(aboutPasswords(emailOf(owner))).toHaveLength(6);
  });
});

describe('the token of a forgotten password', () => {
  it('is void once there is a newer one', async () => {
    const owner = await api.newOwner();
    const first = await tokenOf(owner);
    await forgot(emailOf(owner)).expect(202);
    const second = tokenIn(await mailed(emailOf(owner), 2));
    await refused(first);
    await reset(second).expect(204);
  });

  it('is void after an hour', async () => {
    const owner = await api.newOwner();
    const pass = async (time: string) =>
      superuser.query('UPDATE account_tokens SET expires_at = expires_at - $2::interval WHERE user_id = $1', [
        owner.userId,
        time,
      ]);
    const token = await tokenOf(owner);
    await pass('59 minutes');
    await reset(token, 'x').expect(400);
    await pass('1 minute');
    await refused(token);
  });

  it.each(['', 'x', "' OR true --"])('is not %j', async (token) => {
    await refused(token);
  });

  it('sets one password, also when it is used twice at once', async () => {
    const owner = await api.newOwner();
    const token = await tokenOf(owner);
    const answers = await Promise.all([reset(token, 'first-password'), reset(token, 'second-password')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404]);
  });

  it('is void once the password or the address was changed otherwise', async () => {
    const owner = await api.newOwner();
    const token = await tokenOf(owner);
    await owner.post('/auth/password', { currentPassword: PASSWORD, newPassword: NEW }).expect(204);
    await refused(token);

    const mover = await api.newOwner();
    const late = await tokenOf(mover);
    const email = newEmail();
    await mover.post('/auth/me/email', { email, password: PASSWORD }).expect(202);
    const confirmation = tokenIn(await server.mailTo(email, 'Confirm'));
    await api.post('/auth/email/confirm', { token: confirmation }).expect(204);
    await refused(late);
  });

  it('works for its own account only', async () => {
    const [owner, other] = [await api.newOwner(), await api.newOwner()];
    const token = await tokenOf(owner);
    await tokenOf(other);
    await other.post('/auth/password/reset', { token, newPassword: NEW }).expect(204);
    await other.get('/auth/me').expect(200);
    await api.login(emailOf(other), PASSWORD);
    await api.login(emailOf(owner), NEW);
  });
});
