import { describe, expect, it } from 'vitest';
import { type ApiClient, newEmail, PASSWORD } from '../support/api.ts';
import { Authenticator, enableTotp, stopTheClock } from '../support/authenticator.ts';
import { INVITATIONS, invite } from '../support/members.ts';
import { MailServer, tokenIn } from '../support/mail.ts';
import { newScript } from '../support/scripts.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const server = await MailServer.start();
const { api, superuser } = await createTestApp({ smtp: server.smtp });
stopTheClock();

const NEW = 'staple-correct-horse';
const isVerified = async (client: ApiClient) =>
  (await client.get('/auth/me').expect(200)).body.user.emailVerified;
const confirm = (token: string) => api.post('/auth/email/confirm', { token });
const linkTo = async (email: string, nth = 1) =>
  tokenIn(await server.mailTo(email, 'Verify your e-mail address', nth));
const startTotp = (client: ApiClient) => client.post('/auth/totp', { password: PASSWORD });
const login = (email: string, password: string) => api.post('/auth/login', { email, password });

/** Registers an address by the token of an invitation that the inviter was shown. */
async function registerInvited(email = newEmail(), role = 'MEMBER'): Promise<ApiClient> {
  const { token } = (await invite(await api.newOwner(), email, role).expect(201)).body;
  const account = { email, password: PASSWORD, name: 'Invited', invitationToken: token };
  return api.as((await api.post('/auth/register', account).expect(201)).body);
}

/** Follows the link for a new password, which only the reader of the mail can. */
async function takeOver(email: string): Promise<void> {
  await api.post('/auth/password/forgot', { email }).expect(202);
  const token = tokenIn(await server.mailTo(email, 'Choose a new password'));
  await api.post('/auth/password/reset', { token, newPassword: NEW }).expect(204);
}

describe('an address', () => {
  it('is verified by the link that is mailed to who signs up', async () => {
    const owner = await api.newOwner();
    expect(await isVerified(owner)).toBe(false);
    const mail = await server.mailTo(emailOf(owner), 'Verify your e-mail address');
    const token = tokenIn(mail);
    expect(mail.text).toContain(`https://taskflow.example.com/app/#/confirm-email?token=${token}`);
    await confirm(token).expect(204);
    expect(await isVerified(owner)).toBe(true);
    await confirm(token).expect(404);
  });

  it('is mailed another link on demand, which ends the one before', async () => {
    const owner = await api.newOwner();
    const first = await linkTo(emailOf(owner));
    await owner.post('/auth/me/email/verification').expect(202);
    const second = await linkTo(emailOf(owner), 2);
    await confirm(first).expect(404);
    await confirm(second).expect(204);
    expect((await owner.post('/auth/me/email/verification').expect(409)).body.code).toBe('email-verified');
  });

  it('is mailed a few links an hour and no more', async () => {
    const owner = await api.newOwner();
    for (let sent = 1; sent < 5; sent++) await owner.post('/auth/me/email/verification').expect(202);
    const { body } = await owner.post('/auth/me/email/verification').expect(429);
    expect(body.code).toBe('too-many-mails');
  });

  it('is verified by registering with an invitation, or accepting one', async () => {
    expect(await isVerified(await registerInvited())).toBe(true);
    const owner = await api.newOwner();
    const { token } = (await invite(await api.newOwner(), emailOf(owner)).expect(201)).body;
    const { body } = await owner.post('/invitations/accept', { token }).expect(200);
    expect(await isVerified(api.as(body))).toBe(true);
  });

  it('is verified by a reset, and by a change that was confirmed', async () => {
    const owner = await api.newOwner();
    await takeOver(emailOf(owner));
    expect(await isVerified(api.as((await login(emailOf(owner), NEW).expect(200)).body))).toBe(true);
    const other = await api.newOwner();
    const email = newEmail();
    await other.post('/auth/me/email', { email, password: PASSWORD }).expect(202);
    await confirm(tokenIn(await server.mailTo(email, 'Confirm your new'))).expect(204);
    expect(await isVerified(other)).toBe(true);
  });

  it("isn't verified by the link that went to the one before", async () => {
    const owner = await api.newOwner();
    const old = await linkTo(emailOf(owner));
    const email = newEmail();
    await owner.post('/auth/me/email', { email, password: PASSWORD }).expect(202);
    await confirm(tokenIn(await server.mailTo(email, 'Confirm your new'))).expect(204);
    await superuser.query(
      'UPDATE users SET email_verified_at = NULL, email_verified_by = NULL WHERE id = $1',
      [owner.userId],
    );
    await confirm(old).expect(404);
    expect(await isVerified(owner)).toBe(false);
  });

  it('stays as it is when its account is closed', async () => {
    const owner = await api.newOwner();
    const token = await linkTo(emailOf(owner));
    await superuser.query('UPDATE users SET is_active = false WHERE id = $1', [owner.userId]);
    await confirm(token).expect(404);
  });
});

describe("an account whose address isn't verified", () => {
  it('works', async () => {
    const owner = await api.newOwner();
    await owner.post('/tasks', { title: 'Works' }).expect(201);
    await newScript(owner, ['task:read']);
  });

  it('turns on no second factor', async () => {
    const owner = await api.newOwner();
    expect((await startTotp(owner).expect(403)).body.code).toBe('email-not-verified');
    await confirm(await linkTo(emailOf(owner))).expect(204);
    const { body } = await startTotp(owner).expect(200);
    await superuser.query(
      'UPDATE users SET email_verified_at = NULL, email_verified_by = NULL WHERE id = $1',
      [owner.userId],
    );
    const code = new Authenticator(body.secret).now;
    const answer = await owner.post('/auth/totp/confirm', { code }).expect(403);
    expect(answer.body.code).toBe('email-not-verified');
  });
});

/** What a stranger did with the address of another user, and whether a second factor is on. */
const STRANGERS: [what: string, register: (email: string) => Promise<ApiClient>][] = [
  [
    'signed up with it',
    async (email) => {
      const account = { email, password: PASSWORD, name: 'Stranger', organizationName: 'Trap' };
      return api.as((await api.post('/auth/register', account).expect(201)).body);
    },
  ],
  [
    'registered it by an own invitation, and turned on a second factor',
    async (email) => {
      const stranger = await registerInvited(email, 'OWNER');
      await enableTotp(stranger);
      return stranger;
    },
  ],
  [
    'signed up with it, accepted an own invitation, and turned on a second factor',
    async (email) => {
      const account = { email, password: PASSWORD, name: 'Stranger', organizationName: 'Trap' };
      const signedUp = api.as((await api.post('/auth/register', account).expect(201)).body);
      const { token } = (await invite(await api.newOwner(), email, 'OWNER').expect(201)).body;
      const stranger = api.as((await signedUp.post('/invitations/accept', { token }).expect(200)).body);
      await enableTotp(stranger);
      return stranger;
    },
  ],
];

describe('the owner of an address takes an account over whole', () => {
  it.each(STRANGERS)('after a stranger %s', async (_what, register) => {
    const email = newEmail('victim');
    const stranger = await register(email);
    const { script } = await newScript(stranger, ['task:read']);
    await stranger.post('/auth/me/email', { email: newEmail(), password: PASSWORD }).expect(202);
    const accomplice = newEmail('accomplice');
    const { token } = (await invite(stranger, accomplice, 'OWNER').expect(201)).body;

    await takeOver(email);

    const owner = api.as((await login(email, NEW).expect(200)).body);
    expect(await isVerified(owner)).toBe(true);
    expect((await owner.get('/auth/totp').expect(200)).body).toEqual({
      enabled: false,
      recoveryCodesLeft: 0,
    });
    expect((await owner.get('/auth/tokens').expect(200)).body.total).toBe(0);
    expect((await owner.get('/auth/sessions').expect(200)).body.total).toBe(1);
    expect((await owner.get(INVITATIONS).expect(200)).body.total).toBe(0);
    await stranger.get('/auth/me').expect(401);
    await script.get('/tasks').expect(401);
    const refreshToken = stranger.session?.refreshToken;
    await api.post('/auth/refresh', { refreshToken }).expect(401);
    const account = { email: accomplice, password: PASSWORD, name: 'Accomplice', invitationToken: token };
    await api.post('/auth/register', account).expect(404);
    const left = await superuser.query(
      'SELECT FROM account_tokens WHERE user_id = $1 AND token_hash IS NOT NULL',
      [owner.userId],
    );
    expect(left.rowCount).toBe(0);
  });
});

describe('a reset leaves the second factor on', () => {
  const expectSecondFactor = async (client: ApiClient) => {
    await enableTotp(client);
    await takeOver(emailOf(client));
    expect((await login(emailOf(client), NEW).expect(401)).body.code).toBe('second-factor-required');
  };

  it('where the link of a mail had verified the address', async () => {
    const owner = await api.newOwner();
    await confirm(await linkTo(emailOf(owner))).expect(204);
    await expectSecondFactor(owner);
  });

  it('where the token in the mail of an invitation had', async () => {
    const email = newEmail();
    await invite(await api.newOwner(), email).expect(201);
    const invitationToken = tokenIn(await server.mailTo(email, 'Invitation'));
    const account = { email, password: PASSWORD, name: 'Invited', invitationToken };
    await expectSecondFactor(api.as((await api.post('/auth/register', account).expect(201)).body));
  });

  it('where an invitation had, and a link of a mail since', async () => {
    const client = await registerInvited();
    await client.post('/auth/me/email/verification').expect(202);
    await confirm(await linkTo(emailOf(client))).expect(204);
    await expectSecondFactor(client);
  });
});
