import { describe, expect, it } from 'vitest';
import { type ApiClient, newEmail, PASSWORD } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waitsForLock } from '../support/lock-waits.ts';
import { MailServer } from '../support/mail.ts';
import { emailOf, sessionOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const server = await MailServer.start();
const { api, superuser } = await createTestApp({ smtp: server.smtp });

const NEW = 'staple-correct-horse';
const newUsername = () => newEmail().split('@')[0]?.slice(0, 40) as string;

describe('my account', () => {
  it('has the name and the user name I choose', async () => {
    const owner = await api.newOwner();
    const username = newUsername();
    const { body } = await owner.patch('/auth/me', { name: ' Ada Lovelace ', username }).expect(200);
    expect(body).toEqual({ ...sessionOf(owner).user, name: 'Ada Lovelace', username, emailVerified: false });
    expect((await owner.get('/auth/me').expect(200)).body.user).toEqual(body);
    await api.post('/auth/login', { username: username.toUpperCase(), password: PASSWORD }).expect(200);
  });

  it('keeps what a change leaves out', async () => {
    const owner = await api.newOwner();
    const { body } = await owner.patch('/auth/me', { username: newUsername() }).expect(200);
    expect((await owner.patch('/auth/me', {}).expect(200)).body).toEqual(body);
    expect((await owner.patch('/auth/me', { name: 'Ada' }).expect(200)).body.username).toBe(body.username);
  });

  it('gives its user name up', async () => {
    const [owner, other] = [await api.newOwner(), await api.newOwner()];
    const username = newUsername();
    await owner.patch('/auth/me', { username }).expect(200);
    const taken = await other.patch('/auth/me', { username: username.toUpperCase(), name: 'No' }).expect(409);
    expect(taken.body.code).toBe('username-taken');
    expect((await other.get('/auth/me')).body.user).toMatchObject(sessionOf(other).user);
    expect((await owner.patch('/auth/me', { username: null }).expect(200)).body.username).toBeNull();
    await other.patch('/auth/me', { username }).expect(200);
  });

  it.each([
    { name: null },
    { name: ' ' },
    { name: 'x'.repeat(201) },
    { username: '' },
    { username: 'a@b.example' },
    { email: 'ada@example.com' },
    { isPlatformAdmin: true },
  ])('takes no %j', async (body) => {
    const owner = await api.newOwner();
    await owner.patch('/auth/me', body).expect(400);
    expect((await owner.get('/auth/me')).body.user).toMatchObject(sessionOf(owner).user);
  });
});

describe('a changed password', () => {
  const change = (client: ApiClient, currentPassword = PASSWORD, newPassword = NEW) =>
    client.post('/auth/password', { currentPassword, newPassword });

  it('is the one to sign in with, and its owner hears of it', async () => {
    const owner = await api.newOwner();
    await change(owner).expect(204);
    await api.post('/auth/login', { email: emailOf(owner), password: PASSWORD }).expect(401);
    await api.login(emailOf(owner), NEW);
    expect((await server.mailTo(emailOf(owner), 'password was changed')).text).not.toContain('token=');
  });

  it('ends all other sessions, and this one goes on', async () => {
    const owner = await api.newOwner();
    const elsewhere = await api.login(emailOf(owner), PASSWORD);
    const stranger = await api.newOwner();
    await change(owner).expect(204);
    const ended = await eventually(async () => {
      const answer = await elsewhere.get('/auth/me');
      return answer.status === 401 && answer;
    }, 1000);
    expect(ended.body.code).toBe('token-revoked');
    await api.post('/auth/refresh', { refreshToken: sessionOf(elsewhere).refreshToken }).expect(401);
    await owner.get('/auth/me').expect(200);
    await api.post('/auth/refresh', { refreshToken: sessionOf(owner).refreshToken }).expect(200);
    await stranger.get('/auth/me').expect(200);
  });

  it('needs the present one', async () => {
    const owner = await api.newOwner();
    const elsewhere = await api.login(emailOf(owner), PASSWORD);
    expect((await change(owner, 'wrong-password').expect(403)).body.code).toBe('wrong-password');
    await elsewhere.get('/auth/me').expect(200);
    await api.login(emailOf(owner), PASSWORD);
    expect(server.to(emailOf(owner)).filter(({ subject }) => subject.includes('password'))).toEqual([]);
  });

  it.each(['short', 'ü'.repeat(37)])('may not be %j', async (password) => {
    const owner = await api.newOwner();
    expect((await change(owner, PASSWORD, password).expect(400)).body.errors).toMatchObject([
      { field: 'newPassword' },
    ]);
    await api.login(emailOf(owner), PASSWORD);
  });

  it('comes of one of two changes at once, and the other finds its password wrong', async () => {
    const owner = await api.newOwner();
    const answers = await Promise.all([
      change(owner, PASSWORD, 'first-password'),
      change(owner, PASSWORD, 'second-password'),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 403]);
    const winner = answers[0]?.status === 204 ? 'first-password' : 'second-password';
    await api.login(emailOf(owner), winner);
  });

  it('leaves no session to a concurrent sign-in with the old one', async () => {
    const owner = await api.newOwner();
    const user = await superuser.connect();
    try {
      // Signing in waits here, its password verified.
      await user.query('BEGIN');
      await user.query('UPDATE users SET password_hash = $2 WHERE id = $1', [owner.userId, 'another']);
      const login = api.post('/auth/login', { email: emailOf(owner), password: PASSWORD });
      await eventually(() => waitsForLock(superuser));
      await user.query('COMMIT');
      expect((await login.expect(401)).body.code).toBe('invalid-credentials');
    } finally {
      user.release();
    }
    const sessions = await superuser.query('SELECT FROM sessions WHERE user_id = $1', [owner.userId]);
    expect(sessions.rowCount).toBe(1);
  });
});

describe('an e-mail address', () => {
  it.each([
    ['with a Cyrillic letter in its domain', 'ada@exаmple.com'],
    ['with a Cyrillic letter before the @', 'аda@example.com'],
    ['with the Kelvin sign, which folds to k', '\u212Aate@example.com'],
    ['in full-width letters', 'ada@ｅxample.com'],
    ['with an invisible character', 'a\u200Bda@example.com'],
    ['that is quoted', '"ada lovelace"@example.com'],
    ['with a name', 'Ada <ada@example.com>'],
    ['that is two', 'ada@example.com,eve@example.com'],
    ['with a header', 'ada@example.com\r\nBcc: eve@example.com'],
  ])('%s is none, wherever one is taken in', async (_what, email) => {
    const owner = await api.newOwner();
    const calls = [
      api.post('/auth/register', { email, password: PASSWORD, name: 'Ada', organizationName: 'Acme' }),
      api.post('/auth/password/forgot', { email }),
      owner.post('/auth/me/email', { email, password: PASSWORD }),
      owner.post('/organizations/current/invitations', { email, role: 'MEMBER' }),
    ];
    for (const call of calls) {
      expect((await call.expect(400)).body.errors).toMatchObject([{ field: 'email' }]);
    }
  });

  it('may have all that ASCII addresses have, and an internationalised domain as xn--', async () => {
    const { owner } = await api.newOrganization();
    for (const email of [`o'hara+tag.{x}@example.com`, 'ada@xn--bcher-kva.example'])
      await owner.post('/organizations/current/invitations', { email, role: 'MEMBER' }).expect(201);
  });
});
