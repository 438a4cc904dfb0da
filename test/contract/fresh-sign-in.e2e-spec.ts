import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { REQUIRES } from '#app/access/permissions.js';
import { type ApiClient, newEmail, PASSWORD } from '../support/api.ts';
import { type Authenticator, enableTotp, stopTheClock } from '../support/authenticator.ts';
import { invite, MEMBERS } from '../support/members.ts';
import { newOperator } from '../support/operator.ts';
import { newScript } from '../support/scripts.ts';
import { emailOf } from '../support/sessions.ts';
import { NEW_WEBHOOK } from '../support/targets.ts';
import { createTestApp } from '../support/test-app.ts';
import { verifyEmail } from '../support/verified.ts';

const app = await createTestApp({ jobs: 'off' });
const { api, superuser } = app;
stopTheClock();

/** What asks users with a second factor for a recent sign-in, with a body where a call needs one. */
const ROUTES: Record<string, unknown> = {
  'POST /auth/password': { currentPassword: PASSWORD, newPassword: PASSWORD },
  'POST /auth/me/email': { email: newEmail(), password: PASSWORD },
  'POST /auth/tokens': { name: 'Script', permissions: ['task:read'] },
  'POST /calendar-links': { name: 'Phone' },
  'DELETE /organizations/current': undefined,
  'POST /organizations/current/transfer': { userId: randomUUID() },
  'POST /webhooks': NEW_WEBHOOK,
  'PATCH /webhooks/{id}': { isEnabled: false },
  'POST /webhooks/{id}/rotate-secret': undefined,
  'POST /admin/organizations': { name: 'Globex' },
  'POST /admin/organizations/{id}/domains': { domain: 'tasks.globex.example' },
  'PATCH /admin/organizations/{id}/domains/{domainId}': { isPrimary: true },
  'DELETE /admin/organizations/{id}/domains/{domainId}': undefined,
  'PATCH /admin/organizations/{id}': { plan: 'BASIC' },
  'POST /admin/organizations/{id}/suspend': undefined,
  'POST /admin/organizations/{id}/resume': undefined,
  'DELETE /admin/organizations/{id}': undefined,
  'POST /admin/organizations/{id}/restore': undefined,
  'POST /admin/organizations/{id}/purge': { slug: 'none' },
  'POST /admin/users/{id}/deactivate': undefined,
  'POST /admin/users/{id}/activate': undefined,
  'POST /admin/queues/session': undefined,
};

/** What asks for it where the role is ADMIN or OWNER. */
const BY_ROLE = [
  'POST /organizations/current/invitations',
  'PATCH /organizations/current/members/{userId}',
  'DELETE /organizations/current/members/{userId}',
];

/** What asks for it of users without a second factor, too. */
const OF_ALL = ['DELETE /auth/me'];

/** The routes that can answer `fresh-sign-in-required`, as the OpenAPI document has it. */
async function documentedRoutes(): Promise<string[]> {
  const document = (await (await fetch(`${api.baseUrl}/docs-json`)).json()) as {
    paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>;
  };
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, { responses }]) => JSON.stringify(responses['403'] ?? '').includes('FreshSignInRequired'))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  );
}

function call(client: ApiClient, route: string, body: unknown) {
  const [method, path] = route.split(' ') as [string, string];
  return client.call(
    method,
    path.replaceAll(/\{\w+\}/g, () => randomUUID()),
    body,
  );
}

interface Guarded {
  client: ApiClient;
  authenticator: Authenticator;
  recoveryCodes: string[];
}

/** An operator who owns an organization and has a second factor. */
async function guarded(): Promise<Guarded> {
  const client = await newOperator(app);
  await verifyEmail(superuser, client);
  return { client, ...(await enableTotp(client)) };
}

/** Lets the sign-ins of a user grow old. */
const age = ({ userId }: ApiClient, minutes = 11) =>
  superuser.query(
    'UPDATE sessions SET authenticated_at = now() - make_interval(mins => $2) WHERE user_id = $1',
    [userId, minutes],
  );

const codeOf = async (client: ApiClient, route: string, body: unknown) =>
  (await call(client, route, body)).body?.code as string | undefined;
const makesToken = async (client: ApiClient) => {
  const { status, body } = await client.post('/auth/tokens', { name: 'Script', permissions: ['task:read'] });
  expect(status === 201 || body.code === 'fresh-sign-in-required').toBe(true);
  return status === 201;
};

describe('a recent sign-in with password and second factor', () => {
  it('is asked for by these routes, as the OpenAPI document says', async () => {
    const routes = [...Object.keys(ROUTES), ...BY_ROLE, ...OF_ALL];
    expect((await documentedRoutes()).toSorted()).toEqual(routes.toSorted());
  });

  it.each(Object.entries(ROUTES))(
    'is what %s asks for, and a second factor alone makes it so',
    async (route, body) => {
      const { client, authenticator } = await guarded();
      await age(client);
      const refused = await call(client, route, body).expect(403);
      expect(refused.body.code).toBe('fresh-sign-in-required');
      await client.post('/auth/reauthenticate', { password: PASSWORD, code: authenticator.now }).expect(204);
      expect(await codeOf(client, route, body)).not.toBe('fresh-sign-in-required');

      const without = await newOperator(app);
      await age(without);
      expect(await codeOf(without, route, body)).not.toBe('fresh-sign-in-required');
    },
  );

  it.each(OF_ALL)('is what %s asks of users without a second factor, too', async (route) => {
    for (const client of [await newOperator(app), (await guarded()).client]) {
      await age(client);
      expect(await codeOf(client, route, undefined)).toBe('fresh-sign-in-required');
    }
    const recent = await newOperator(app);
    expect(await codeOf(recent, route, undefined)).not.toBe('fresh-sign-in-required');
  });

  it('is asked for to give or take ADMIN and OWNER, and for nothing less', async () => {
    const { client } = await guarded();
    const [admin, member] = [await api.newMember(client, 'ADMIN'), await api.newMember(client, 'MEMBER')];
    await age(client);
    const path = (one: ApiClient) => `${MEMBERS}/${one.userId}`;
    const asked = [
      invite(client, newEmail(), 'OWNER'),
      invite(client, newEmail(), 'ADMIN'),
      client.patch(path(member), { role: 'OWNER' }),
      client.patch(path(member), { role: 'ADMIN' }),
      client.patch(path(admin), { role: 'MEMBER' }),
      client.delete(path(admin)),
    ];
    for (const one of asked) expect((await one.expect(403)).body.code).toBe('fresh-sign-in-required');
    await invite(client, newEmail(), 'MEMBER').expect(201);
    await client.patch(path(member), { role: 'VIEWER' }).expect(200);
    await client.delete(path(member)).expect(204);
  });

  it('is that of the session, not of another', async () => {
    const { client, authenticator } = await guarded();
    await age(client);
    const { body } = await api
      .post('/auth/login', { email: emailOf(client), password: PASSWORD, code: authenticator.now })
      .expect(200);
    expect(await makesToken(api.as(body))).toBe(true);
    expect(await makesToken(client)).toBe(false);
  });

  it('is no sign-in by password from before the second factor was on', async () => {
    const client = await newOperator(app);
    const elsewhere = await api.login(emailOf(client), PASSWORD);
    await verifyEmail(superuser, client);
    await enableTotp(client);
    expect(await makesToken(client)).toBe(true);
    expect(await makesToken(elsewhere)).toBe(false);
  });

  it('comes neither from a refresh nor from a switch', async () => {
    const { client } = await guarded();
    const { body: second } = await client.post('/organizations', { name: 'Second' }).expect(201);
    await age(client);
    const refreshed = await api
      .post('/auth/refresh', { refreshToken: client.session?.refreshToken })
      .expect(200);
    expect(await makesToken(api.as(refreshed.body))).toBe(false);
    const switched = await client.post('/auth/switch', { organizationId: second.id }).expect(200);
    expect(await makesToken(api.as(switched.body))).toBe(false);
  });

  it('lasts through both, for ten minutes', async () => {
    const { client } = await guarded();
    await age(client, 9);
    const { body } = await api
      .post('/auth/refresh', { refreshToken: client.session?.refreshToken })
      .expect(200);
    expect(await makesToken(api.as(body))).toBe(true);
    await age(client, 10);
    expect(await makesToken(api.as(body))).toBe(false);
  });

  it("isn't asked of API tokens, which were made with one", async () => {
    const { client } = await guarded();
    const { script } = await newScript(client, ['webhook:manage', ...(REQUIRES['webhook:manage'] ?? [])]);
    await age(client);
    await script.post('/webhooks', NEW_WEBHOOK).expect(201);
  });
});

describe('authenticating again', () => {
  const again = (client: ApiClient, proof: object) =>
    client.post('/auth/reauthenticate', { password: PASSWORD, ...proof });

  it('takes both, a recovery code in place of a code too, and shows in the list of sessions', async () => {
    const { client, authenticator, recoveryCodes } = await guarded();
    await age(client);
    expect((await again(client, {}).expect(401)).body.code).toBe('second-factor-required');
    expect((await again(client, { code: authenticator.wrong }).expect(403)).body.code).toBe('wrong-code');
    const wrong = { password: 'wrong', code: authenticator.now };
    expect((await again(client, wrong).expect(403)).body.code).toBe('wrong-password');
    expect(await makesToken(client)).toBe(false);
    await again(client, { recoveryCode: recoveryCodes[0] }).expect(204);
    expect(await makesToken(client)).toBe(true);
    await again(client, { recoveryCode: recoveryCodes[0] }).expect(403);
    const [session] = (await client.get('/auth/sessions').expect(200)).body.data;
    expect(session.authMethods).toEqual(['pwd', 'otp']);
    expect(Date.parse(session.authenticatedAt)).toBeGreaterThan(Date.parse(session.createdAt));
  });

  it('takes the password where there is no second factor', async () => {
    const owner = await api.newOwner();
    expect((await again(owner, { password: 'wrong' }).expect(403)).body.code).toBe('wrong-password');
    await again(owner, {}).expect(204);
  });

  it('is guarded against guessing as the sign-in is', async () => {
    const owner = await api.newOwner();
    const answers = [];
    for (let guess = 0; guess < 12; guess++)
      answers.push((await again(owner, { password: `guess-${guess}` })).body.code);
    expect(answers.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'wrong-password'));
    expect(answers.at(-1)).toBe('sign-in-throttled');
  });

  it('makes no session that has ended fresh', async () => {
    const { client } = await guarded();
    await client.post('/auth/logout').expect(204);
    await again(client, {}).expect(401);
  });
});
