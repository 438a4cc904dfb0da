import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { type ApiClient, newEmail, PASSWORD } from '../support/api.ts';
import { enableTotp } from '../support/authenticator.ts';
import { eventually } from '../support/eventually.ts';
import { TestSocket } from '../support/events.ts';
import { newActiveUser } from '../support/personal.ts';
import { runCommand } from '../support/run-command.ts';
import { newScript } from '../support/scripts.ts';
import { emailOf, sessionOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { newVerifiedOwner } from '../support/verified.ts';
import { tablesWith } from '../support/whole-database.ts';

const testApp = await createTestApp();
const { api, app, config, superuser } = testApp;

/** Where the id of a deleted user stays: it names no user there any more. */
const KEEPS_THE_ID = [
  'activity',
  'admin_audit',
  'attachments',
  'comments',
  'deleted_tasks',
  'imports',
  'revocations',
  'tasks',
  'views',
];

/** The tables with a text, without their schemas. */
const tablesNaming = async (text: string): Promise<string[]> => [
  ...new Set((await tablesWith(superuser, text)).map((table) => table.split('.')[1] as string)),
];

const organizationIdOf = (client: ApiClient): string => sessionOf(client).organization.id;
const age = (client: ApiClient) =>
  superuser.query(`UPDATE sessions SET authenticated_at = now() - interval '11 minutes' WHERE user_id = $1`, [
    client.userId,
  ]);
const codeOf = async (call: PromiseLike<{ body: { code?: string } }>) => (await call).body?.code;
const mailsAreSent = (email: string) =>
  eventually(async () => {
    const found = await superuser.query('SELECT FROM mails WHERE recipient = $1', [email]);
    return found.rowCount === 0;
  });

describe('DELETE /auth/me', () => {
  it('leaves nothing that names the user, in any table, and the log whole', async () => {
    const acme = await api.newOrganization();
    const user = await newActiveUser(testApp, acme);
    const personal = [user.email, user.email.toUpperCase(), user.name, user.username];
    expect((await tablesNaming(user.email)).toSorted()).toEqual(
      expect.arrayContaining(['admin_audit', 'invitations', 'mails', 'users']),
    );
    const before = await tablesNaming(user.id);
    for (const table of KEEPS_THE_ID.filter((name) => name !== 'revocations'))
      expect(before).toContain(table);
    for (const table of [
      'exports',
      'idempotency_keys',
      'notifications',
      'notification_preferences',
      'sessions',
    ])
      expect(before).toContain(table);

    await user.client.delete('/auth/me').expect(204);
    await mailsAreSent(user.email);
    for (const text of personal) expect(await tablesWith(superuser, text)).toEqual([]);
    expect((await tablesNaming(user.id)).filter((name) => !KEEPS_THE_ID.includes(name))).toEqual([]);
    expect((await acme.owner.post('/activity/verify').expect(200)).body.brokenAt).toBeNull();
    expect((await superuser.query('SELECT FROM user_erasures')).rowCount).toBe(0);
  });

  it('leaves to the organization what the user wrote, and unassigns what is open', async () => {
    const acme = await api.newOrganization();
    const { client, id, task } = await newActiveUser(testApp, acme);
    await client.delete('/auth/me').expect(204);
    const { body } = await acme.owner.get(`/tasks/${task.id}`).expect(200);
    expect(body).toMatchObject({ title: 'Written by the user', creatorId: id, assigneeId: null });
    const comments = (await acme.owner.get(`/tasks/${task.id}/comments`).expect(200)).body.data;
    expect(comments).toEqual([expect.objectContaining({ authorId: id, body: 'Said by the user' })]);
    const { data } = (await acme.owner.get('/organizations/current/members').expect(200)).body;
    expect(data.map(({ userId }: { userId: string }) => userId)).not.toContain(id);
    expect((await acme.owner.get('/exports').expect(200)).body.data).toEqual([]);
    expect((await acme.owner.get('/imports').expect(200)).body.data).toHaveLength(1);
  });

  it('ends all that acts for the user, and frees address and user name', async () => {
    const acme = await api.newOrganization();
    const { script } = await newScript(acme.member, ['task:read']);
    const other = await api.login(emailOf(acme.member), PASSWORD);
    const socket = await TestSocket.open(api.baseUrl, '', {
      headers: { authorization: `Bearer ${sessionOf(acme.member).accessToken}` },
    });
    const answer = await acme.member.delete('/auth/me', { 'x-session': 'cookie' }).expect(204);
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=0');
    for (const client of [acme.member, other, script]) await client.get('/tasks').expect(401);
    await api.post('/auth/refresh', { refreshToken: sessionOf(other).refreshToken }).expect(401);
    await api.post('/auth/login', { email: emailOf(acme.member), password: PASSWORD }).expect(401);
    await eventually(() => socket.end?.code === 4003);
    const again = { email: emailOf(acme.member), password: PASSWORD, name: 'Again', organizationName: 'New' };
    const { body } = await api.post('/auth/register', again).expect(201);
    expect(body.user.id).not.toBe(acme.member.userId);
  });

  it('wants a recent sign-in of every user, with the second factor where there is one', async () => {
    const { member } = await api.newOrganization();
    await age(member);
    expect(await codeOf(member.delete('/auth/me').expect(403))).toBe('fresh-sign-in-required');
    await member.post('/auth/reauthenticate', { password: PASSWORD }).expect(204);
    await member.delete('/auth/me').expect(204);

    const guarded = await newVerifiedOwner(testApp);
    const elsewhere = await api.login(emailOf(guarded), PASSWORD);
    await enableTotp(guarded, 0);
    expect(await codeOf(elsewhere.delete('/auth/me').expect(403))).toBe('fresh-sign-in-required');
    await guarded.delete('/organizations/current').expect(204);
  });

  it("isn't for API tokens", async () => {
    const { admin } = await api.newOrganization();
    const { script } = await newScript(admin, ['task:read']);
    await script.delete('/auth/me').expect(403);
    await script.get('/auth/me/export').expect(403);
  });
});

describe('the last owner', () => {
  it('hands over first, or deletes the organization', async () => {
    const acme = await api.newOrganization();
    const { id } = (await acme.owner.post('/organizations', { name: 'Second Works' }).expect(201)).body;
    const refused = await acme.owner.delete('/auth/me').expect(409);
    expect(refused.body.code).toBe('last-owner');
    expect(refused.body.detail).toContain('Second Works');
    expect(refused.body.detail).toContain(acme.slug);
    await acme.owner.get('/tasks').expect(200);
    const successor = { userId: acme.admin.userId };
    await acme.owner.post('/organizations/current/transfer', successor).expect(200);
    const first = await api.login(emailOf(acme.owner), PASSWORD, acme.slug);
    expect((await first.delete('/auth/me').expect(409)).body.detail).not.toContain(acme.slug);
    const second = first.as((await first.post('/auth/switch', { organizationId: id }).expect(200)).body);
    await second.delete('/organizations/current').expect(204);
    await first.delete('/auth/me').expect(204);
  });

  it('is the last one of a suspended organization, too', async () => {
    const owner = await api.newOwner();
    const { id } = (await owner.post('/organizations', { name: 'Halted' }).expect(201)).body;
    await superuser.query(`UPDATE organizations SET status = 'SUSPENDED' WHERE id = $1`, [id]);
    expect((await owner.delete('/auth/me').expect(409)).body.detail).toContain('Halted');
  });

  it('is one of two who go at once', async () => {
    const owner = await api.newOwner();
    const other = await api.newMember(owner, 'OWNER');
    const answers = await Promise.all([owner.delete('/auth/me'), other.delete('/auth/me')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
  });
});

describe('requests of the user at the same time', () => {
  it('are done or refused, and none fails', async () => {
    for (let round = 0; round < 3; round++) {
      const { admin, owner } = await api.newOrganization();
      const { refreshToken, organization } = sessionOf(admin);
      const calls = [
        () => admin.post('/tasks', { title: 'Late', assigneeId: admin.userId }),
        () => admin.post('/organizations', { name: 'Late' }),
        () => admin.post('/auth/tokens', { name: 'Late', permissions: ['task:read'] }),
        () => admin.post('/auth/ws-ticket'),
        () => admin.post('/auth/login', { email: emailOf(admin), password: PASSWORD }),
        () => admin.post('/auth/refresh', { refreshToken }),
        () => admin.post('/auth/switch', { organizationId: organization.id }),
        () => admin.delete('/auth/me'),
        () => admin.post('/organizations/current/invitations', { email: newEmail(), role: 'VIEWER' }),
        () => admin.post('/exports', {}),
        () => admin.patch('/auth/me', { name: 'Late' }),
        () => admin.post('/auth/password/forgot', { email: emailOf(admin) }),
        () => admin.post('/auth/me/email', { email: newEmail(), password: PASSWORD }),
        () => admin.post('/auth/me/email/verification'),
        () => admin.post('/auth/totp', { password: PASSWORD }),
        () => admin.delete('/auth/sessions'),
        () => owner.patch(`/organizations/current/members/${admin.userId}`, { role: 'MEMBER' }),
        () => owner.delete(`/organizations/current/members/${admin.userId}`),
        () => admin.delete('/auth/me'),
      ];
      const answers = await Promise.all(calls.map((call) => call()));
      expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
    }
  });
});

describe('an organization where the erasure fails', () => {
  it('is erased by the next run, and holds nothing back', async () => {
    const acme = await api.newOrganization();
    const { client, id } = await newActiveUser(testApp, acme);
    const { schema } = new TenantDatabase(superuser, organizationIdOf(acme.owner));
    await superuser.query(`ALTER TABLE ${schema}.notification_preferences RENAME TO elsewhere`);
    await client.delete('/auth/me').expect(204);
    await client.get('/auth/me').expect(401);
    await superuser.query(`ALTER TABLE ${schema}.elsewhere RENAME TO notification_preferences`);
    const left = () => superuser.query(`SELECT FROM ${schema}.notifications WHERE user_id = $1`, [id]);
    expect((await left()).rowCount).toBe(1);
    await superuser.query(`UPDATE user_erasures SET created_at = now() - interval '2 minutes'`);
    await superuser.query('INSERT INTO user_erasures VALUES ($1, $2, now())', [id, randomUUID()]);
    await app.get(Scheduler).runNow('user_erasures.reconcile');
    expect((await left()).rowCount).toBe(0);
    expect((await superuser.query('SELECT FROM user_erasures')).rowCount).toBe(0);
  });
});

describe('taskflow delete-user', () => {
  it('deletes an account, with a successor where it is the last owner, and leaves an entry without a name', async () => {
    const acme = await api.newOrganization();
    const [email, successor] = [emailOf(acme.owner), emailOf(acme.member)];
    expect((await runCommand(config, 'delete-user', '--email', email)).code).toBe(1);
    const refused = await runCommand(config, 'delete-user', '--email', email, '--yes');
    expect([refused.code, refused.log]).toEqual([1, expect.stringContaining(acme.slug)]);
    const done = await runCommand(config, 'delete-user', '--email', email, '--yes', '--successor', successor);
    expect([done.code, done.output]).toEqual([0, expect.stringContaining('is deleted')]);
    await mailsAreSent(email);
    expect(await tablesWith(superuser, email)).toEqual([]);
    const member = await api.login(successor, PASSWORD);
    expect(member.session?.role).toBe('OWNER');
    const { rows } = await superuser.query(
      `SELECT subject_name, actor FROM admin_audit WHERE action = 'user.deleted' AND subject_id = $1`,
      [acme.owner.userId],
    );
    expect(rows).toEqual([{ subject_name: 'former member', actor: 'cli' }]);
  });

  it('says when there is no such account', async () => {
    const { code, log } = await runCommand(config, 'delete-user', '--email', newEmail(), '--yes');
    expect([code, log]).toEqual([1, expect.stringContaining('There is no account')]);
  });
});
