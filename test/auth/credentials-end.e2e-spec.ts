import { describe, expect, it } from 'vitest';
import { type ApiClient, PASSWORD } from '../support/api.ts';
import { MailServer, tokenIn } from '../support/mail.ts';
import { newScript } from '../support/scripts.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const server = await MailServer.start();
const { api, superuser } = await createTestApp({ smtp: server.smtp });

const NEW = 'staple-correct-horse';

/** A user with API tokens in two organizations, and a stranger with one. */
async function tokenOwner(): Promise<{
  owner: ApiClient;
  scripts: ApiClient[];
  hints: string[];
  strangers: ApiClient;
}> {
  const first = await api.newOwner('First');
  const one = await newScript(first, ['task:read'], 'Nightly report');
  const { body } = await first.post('/organizations', { name: 'Second' }).expect(201);
  const switched = await first.post('/auth/switch', { organizationId: body.id }).expect(200);
  const owner = api.as(switched.body);
  const other = await newScript(owner, ['task:read'], 'Weekly');
  const { script: strangers } = await newScript(await api.newOwner(), ['task:read']);
  return { owner, scripts: [one.script, other.script], hints: [one.hint, other.hint], strangers };
}

const statusesOf = (scripts: ApiClient[]) =>
  Promise.all(scripts.map(async (script) => (await script.get('/tasks')).status));

async function reset(owner: ApiClient): Promise<void> {
  await api.post('/auth/password/forgot', { email: emailOf(owner) }).expect(202);
  const token = tokenIn(await server.mailTo(emailOf(owner), 'new password'));
  await api.post('/auth/password/reset', { token, newPassword: NEW }).expect(204);
}
const changePassword = (owner: ApiClient, more: object = {}) =>
  owner.post('/auth/password', { currentPassword: PASSWORD, newPassword: NEW, ...more }).expect(204);

const ENDS: [what: string, subject: string, end: (owner: ApiClient) => PromiseLike<unknown>][] = [
  ['a password reset', 'password was changed', reset],
  ['a changed password', 'password was changed', (owner) => changePassword(owner)],
  ['a changed password, when asked', 'was changed', (owner) => changePassword(owner, { endApiTokens: true })],
  ['signing out everywhere', 'signed out', (owner) => owner.delete('/auth/sessions').expect(204)],
  [
    'signing out everywhere, when asked',
    'signed out',
    (owner) => owner.delete('/auth/sessions?endApiTokens=true').expect(204),
  ],
];

describe('API tokens end', () => {
  it.each(ENDS)('with %s, in all organizations, and the mail says so', async (_what, subject, end) => {
    const { owner, scripts, strangers } = await tokenOwner();
    expect(await statusesOf(scripts)).toEqual([200, 200]);
    await end(owner);
    expect(await statusesOf(scripts)).toEqual([401, 401]);
    expect(await statusesOf([strangers])).toEqual([200]);
    const mail = await server.mailTo(emailOf(owner), subject);
    expect(mail.text).toContain('No API token of yours works any more.');
  });

  it('with what they invited to', async () => {
    const { owner } = await api.newOrganization();
    const { script } = await newScript(owner, [
      'invitation:manage',
      'organization:read',
      'member:read',
      'task:read',
      'project:read',
      'event:read',
      'notification:read',
      'notification:manage',
      'analytics:read',
      'view:write',
    ]);
    const path = '/organizations/current/invitations';
    await script.post(path, { email: 'guest@example.com', role: 'VIEWER' }).expect(201);
    await changePassword(owner);
    expect((await owner.get(path).expect(200)).body.total).toBe(0);
  });

  it('with a membership, and never come back with it', async () => {
    const { owner, member } = await api.newOrganization();
    const { script } = await newScript(member, ['task:read']);
    await owner.delete(`/organizations/current/members/${member.userId}`).expect(204);
    expect(await statusesOf([script])).toEqual([401]);
  });
});

describe('API tokens stay', () => {
  it.each([
    [
      'a changed password',
      'was changed',
      (owner: ApiClient) => changePassword(owner, { endApiTokens: false }),
    ],
    [
      'signing out everywhere',
      'signed out',
      (owner: ApiClient) => owner.delete('/auth/sessions?endApiTokens=false').expect(204),
    ],
  ] as const)('after %s when that is asked for, and the mail lists them', async (_what, subject, end) => {
    const { owner, scripts, hints } = await tokenOwner();
    await end(owner);
    expect(await statusesOf(scripts)).toEqual([200, 200]);
    const { text } = await server.mailTo(emailOf(owner), subject);
    expect(text).toContain(`Nightly report (${hints[0]}…) in First, until 20`);
    expect(text).toContain(`Weekly (${hints[1]}…) in Second, until 20`);
  });

  it('out of the mail once they have expired', async () => {
    const { owner } = await tokenOwner();
    await superuser.query('UPDATE api_tokens SET expires_at = now() WHERE user_id = $1', [owner.userId]);
    await changePassword(owner, { endApiTokens: false });
    const { text } = await server.mailTo(emailOf(owner), 'was changed');
    expect(text).toContain('No API token of yours works any more.');
  });

  it.each([{ endApiTokens: null }, { endApiTokens: 'no' }, { endApiTokens: 0 }])(
    'never by %j',
    async (more) => {
      const { owner } = await tokenOwner();
      await owner
        .post('/auth/password', { currentPassword: PASSWORD, newPassword: NEW, ...more })
        .expect(400);
      await owner.delete('/auth/sessions?endApiTokens=maybe').expect(400);
    },
  );
});

it('no API token is made by a session that ends meanwhile', async () => {
  const { owner } = await tokenOwner();
  const elsewhere = await api.login(emailOf(owner), PASSWORD);
  // As in another process, which doesn't know yet that the session has ended.
  const client = await superuser.connect();
  try {
    await client.query('BEGIN');
    await client.query('DELETE FROM sessions WHERE user_id = $1', [owner.userId]);
    const creating = elsewhere.post('/auth/tokens', { name: 'Late', permissions: ['task:read'] }).expect(401);
    await client.query('DELETE FROM api_tokens WHERE user_id = $1', [owner.userId]);
    await client.query('COMMIT');
    expect((await creating).body.code).toBe('token-revoked');
  } finally {
    client.release();
  }
  const left = await superuser.query('SELECT FROM api_tokens WHERE user_id = $1', [owner.userId]);
  expect(left.rowCount).toBe(0);
});
