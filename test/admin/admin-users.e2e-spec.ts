import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import { type ApiClient, newEmail, PASSWORD } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waitsForLock } from '../support/lock-waits.ts';
import { enableTotp } from '../support/authenticator.ts';
import { newOperator } from '../support/operator.ts';
import { ServerProcess } from '../support/server-process.ts';
import { newScript } from '../support/scripts.ts';
import { createTestApp } from '../support/test-app.ts';
import { verifyEmail } from '../support/verified.ts';

const app = await createTestApp();
const { api, config, superuser } = app;

const operator = await newOperator(app);
const userOf = (client: ApiClient) => (client.session as SessionDto).user;
const refresh = (client: ApiClient) =>
  api.post('/auth/refresh', { refreshToken: (client.session as SessionDto).refreshToken });
const signIn = (client: ApiClient) =>
  api.post('/auth/login', { email: userOf(client).email, password: PASSWORD });
const find = async (q: string) =>
  (await operator.get(`/admin/users?q=${encodeURIComponent(q)}`).expect(200)).body;

describe('the list of accounts', () => {
  it('shows what an operator needs to know, and no secret', async () => {
    const owner = await api.newOwner();
    await owner.post('/organizations', { name: 'Second' }).expect(201);
    const { id, email, name } = userOf(owner);
    const { data, total } = await find(email.toUpperCase());
    expect(total).toBe(1);
    expect(data).toEqual([
      {
        id,
        email,
        emailVerified: false,
        name,
        username: null,
        isActive: true,
        isPlatformAdmin: false,
        organizationCount: 2,
        createdAt: expect.any(String),
        lastLoginAt: expect.any(String),
      },
    ]);
  });

  it('is searched by user name and name, too, and literally', async () => {
    const tag = randomUUID().slice(0, 8);
    const register = (name: string, username?: string) =>
      api.post('/auth/register', {
        email: newEmail(),
        password: PASSWORD,
        name,
        username,
        organizationName: 'Acme',
      });
    await register(`Ada 100% ${tag}`, `ada_${tag}`).expect(201);
    await register(`Bob 100 ${tag}`, `adax${tag}`).expect(201);
    expect((await find(tag)).total).toBe(2);
    expect((await find(`a_${tag}`)).data).toMatchObject([{ username: `ada_${tag}` }]);
    expect((await find(`100% ${tag}`)).total).toBe(1);
    expect((await find('\\')).total).toBe(0);
  });

  it('comes in pages', async () => {
    await api.newOrganization();
    const { body } = await operator.get('/admin/users?limit=2&page=2').expect(200);
    expect(body).toMatchObject({ page: 2, limit: 2, nextCursor: null });
    expect(body.data).toHaveLength(2);
    expect(body.total).toBeGreaterThan(4);
  });
});

describe('deactivating an account', () => {
  it('ends its tokens in all organizations, its sessions, and signing in', async () => {
    const owner = await api.newOwner();
    const elsewhere = await api.login(userOf(owner).email, PASSWORD);
    const { body } = await operator.post(`/admin/users/${owner.userId}/deactivate`).expect(200);
    expect(body).toMatchObject({ id: owner.userId, isActive: false });
    for (const client of [owner, elsewhere]) {
      expect((await client.get('/tasks').expect(401)).body.code).toBe('token-revoked');
      await refresh(client).expect(401);
    }
    expect((await signIn(owner).expect(401)).body.code).toBe('invalid-credentials');
    const { rowCount } = await superuser.query('SELECT FROM sessions WHERE user_id = $1', [owner.userId]);
    expect(rowCount).toBe(0);
  });

  it('ends its API tokens, which opening it again brings back no more than sessions', async () => {
    const { member } = await api.newOrganization();
    const { script } = await newScript(member, ['task:read']);
    await script.get('/tasks').expect(200);
    await operator.post(`/admin/users/${member.userId}/deactivate`).expect(200);
    await script.get('/tasks').expect(401);
    await operator.post(`/admin/users/${member.userId}/activate`).expect(200);
    await script.get('/tasks').expect(401);
  });

  it('leaves the others of the organization as they are', async () => {
    const { admin, member } = await api.newOrganization();
    await operator.post(`/admin/users/${member.userId}/deactivate`).expect(200);
    await admin.get('/tasks').expect(200);
    await refresh(admin).expect(200);
  });

  it('can be repeated, and taken back', async () => {
    const owner = await api.newOwner();
    for (const move of ['deactivate', 'deactivate', 'activate', 'activate'])
      await operator.post(`/admin/users/${owner.userId}/${move}`).expect(200);
    await owner.get('/tasks').expect(401);
    const { body: session } = await signIn(owner).expect(200);
    await api.as(session).get('/tasks').expect(200);
  });

  it("doesn't hit oneself, nor what isn't there", async () => {
    const { body } = await operator.post(`/admin/users/${operator.userId}/deactivate`).expect(409);
    expect(body.code).toBe('own-account');
    await operator.get('/admin/users').expect(200);
    for (const move of ['deactivate', 'activate']) {
      const { body } = await operator.post(`/admin/users/${randomUUID()}/${move}`).expect(404);
      expect(body.code).toBe('user-not-found');
    }
  });

  it('waits for a sign-in that has begun, and ends what comes of it', async () => {
    const owner = await api.newOwner();
    const client = await superuser.connect();
    // As a login does it between looking the account up and its session being there.
    await client.query('BEGIN');
    await client.query('UPDATE users SET last_login_at = now() WHERE id = $1', [owner.userId]);
    const deactivating = operator.post(`/admin/users/${owner.userId}/deactivate`);
    await eventually(() => waitsForLock(superuser));
    await client.query(
      `INSERT INTO sessions (id, user_id, organization_id, expires_at)
       SELECT gen_random_uuid(), user_id, organization_id, expires_at FROM sessions WHERE user_id = $1`,
      [owner.userId],
    );
    await client.query('COMMIT');
    client.release();
    await deactivating.expect(200);
    const { rowCount } = await superuser.query('SELECT FROM sessions WHERE user_id = $1', [owner.userId]);
    expect(rowCount).toBe(0);
  });

  it.each([
    ['deactivated', 'is_active = false'],
    ['given another password', "password_hash = 'another'"],
  ])('leaves no session to a sign-in that began before it was %s', async (_, change) => {
    const owner = await api.newOwner();
    const client = await superuser.connect();
    await client.query('BEGIN');
    await client.query(`UPDATE users SET ${change} WHERE id = $1`, [owner.userId]);
    const signingIn = signIn(owner);
    await eventually(() => waitsForLock(superuser));
    await client.query('COMMIT');
    client.release();
    expect((await signingIn.expect(401)).body.code).toBe('invalid-credentials');
  });
});

describe('the commands', () => {
  const run = async (command: string, email: string) => {
    const { runtime, owner } = config.database;
    const environment = {
      DATABASE_URL: runtime,
      DATABASE_ADMIN_URL: owner as string,
      DATA_DIR: config.dataDir,
      JWT_SECRET: config.jwtSecrets.join(),
    };
    const process = new ServerProcess(environment, 'cli.js', [command, '--email', email]);
    return { code: await process.end(), output: process.output };
  };

  it('close and open an account', async () => {
    const owner = await api.newOwner();
    const { email } = userOf(owner);
    expect(await run('deactivate-user', email)).toMatchObject({ code: 0 });
    await signIn(owner).expect(401);
    expect(await run('activate-user', email)).toMatchObject({ code: 0 });
    await signIn(owner).expect(200);
  });

  it('turn off a second factor whose owner has lost everything', async () => {
    const owner = await api.newOwner();
    const { email } = userOf(owner);
    await verifyEmail(app.superuser, owner);
    const { authenticator } = await enableTotp(owner, 0);
    expect((await signIn(owner).expect(401)).body.code).toBe('second-factor-required');
    expect(await run('disable-totp', email)).toMatchObject({ code: 0 });
    await signIn(owner).expect(200);
    const { output } = await run('disable-totp', email);
    expect(output).toContain('had no second factor');
    const proof = { password: PASSWORD, code: authenticator.now };
    await owner.call('DELETE', '/auth/totp', proof).expect(409);
  });

  it("fail for an account that isn't there", async () => {
    const { code, output } = await run('deactivate-user', 'nobody@example.com');
    expect(code).toBe(1);
    expect(output).toContain('There is no account nobody@example.com.');
  });
});
