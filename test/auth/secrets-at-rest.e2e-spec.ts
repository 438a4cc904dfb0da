import { randomUUID } from 'node:crypto';
import { Secret } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { type ApiClient, type ApiResponse, newEmail, PASSWORD } from '../support/api.ts';
import { Authenticator, enableTotp } from '../support/authenticator.ts';
import { eventually } from '../support/eventually.ts';
import { account, NEW_WEBHOOK, webhook } from '../support/targets.ts';
import { createTestApp } from '../support/test-app.ts';
import { emailOf, sessionOf } from '../support/sessions.ts';
import { newOperator } from '../support/operator.ts';
import { newVerifiedOwner } from '../support/verified.ts';
import { tablesWith } from '../support/whole-database.ts';

const testApp = await createTestApp();
const { api, superuser } = testApp;

/** Members of answers that are no secrets, although they are called like ones. */
const HARMLESS = new Set(['tokenType', 'recoveryCodesLeft', 'hint', 'hasToken', 'apiTokens']);
const isSecret = (name: string): boolean =>
  /token|secret|ticket|password|codes|^uri$/i.test(name) && !HARMLESS.has(name);

type Headers = Record<string, string>;
type Call = (headers: Headers) => Promise<ApiResponse>;

/** Every call that answers with a secret, made ready. */
const CALLS: Record<string, () => Promise<Call>> = {
  'post /auth/register': async () => {
    const body = { ...account(), organizationName: 'Acme' };
    return (headers) => api.post('/auth/register', body, headers).expect(201);
  },
  'post /auth/login': async () => {
    const email = emailOf(await api.newOwner());
    return (headers) => api.post('/auth/login', { email, password: PASSWORD }, headers).expect(200);
  },
  'post /auth/refresh': async () => {
    const { refreshToken } = sessionOf(await api.newOwner());
    return (headers) => api.post('/auth/refresh', { refreshToken }, headers).expect(200);
  },
  'post /auth/switch': async () => {
    const owner = await api.newOwner();
    const organizationId = sessionOf(owner).organization.id;
    return (headers) => owner.post('/auth/switch', { organizationId }, headers).expect(200);
  },
  'post /admin/organizations': async () => {
    const operator = await newOperator(testApp);
    const body = { name: 'Globex', owner: newEmail() };
    return (headers) => operator.post('/admin/organizations', body, headers).expect(201);
  },
  'post /invitations/accept': async () => {
    const [owner, invitee] = [await api.newOwner(), await api.newOwner()];
    const invitation = { email: emailOf(invitee), role: 'VIEWER' };
    const { body } = await owner.post('/organizations/current/invitations', invitation).expect(201);
    return (headers) => invitee.post('/invitations/accept', { token: body.token }, headers).expect(200);
  },
  'post /auth/totp': async () => {
    const owner = await newVerifiedOwner(testApp);
    return (headers) => owner.post('/auth/totp', { password: PASSWORD }, headers).expect(200);
  },
  'post /auth/totp/confirm': async () => {
    const owner = await newVerifiedOwner(testApp);
    const { body } = await owner.post('/auth/totp', { password: PASSWORD }).expect(200);
    const code = new Authenticator(body.secret).now;
    return (headers) => owner.post('/auth/totp/confirm', { code }, headers).expect(200);
  },
  'post /auth/totp/recovery-codes': async () => {
    const owner = await newVerifiedOwner(testApp);
    const { recoveryCodes } = await enableTotp(owner, 0);
    const proof = { password: PASSWORD, recoveryCode: recoveryCodes[0] };
    return (headers) => owner.post('/auth/totp/recovery-codes', proof, headers).expect(200);
  },
  'post /auth/tokens': signedIn((owner, headers) =>
    owner.post('/auth/tokens', { name: 'Script', permissions: ['task:read'] }, headers).expect(201),
  ),
  'post /organizations/current/invitations': signedIn((owner, headers) =>
    owner
      .post('/organizations/current/invitations', { email: newEmail(), role: 'VIEWER' }, headers)
      .expect(201),
  ),
  'post /auth/ws-ticket': signedIn((owner, headers) =>
    owner.post('/auth/ws-ticket', undefined, headers).expect(201),
  ),
  'post /webhooks': signedIn((owner, headers) => owner.post('/webhooks', NEW_WEBHOOK, headers).expect(201)),
  'post /webhooks/{id}/rotate-secret': async () => {
    const acme = await api.newOrganization();
    const { params } = await webhook(acme);
    const path = `/webhooks/${params?.['id']}/rotate-secret`;
    return (headers) => acme.owner.post(path, undefined, headers).expect(200);
  },
};

function signedIn(call: (owner: ApiClient, headers: Headers) => Promise<ApiResponse>) {
  return async (): Promise<Call> => {
    const owner = await api.newOwner();
    return (headers) => call(owner, headers);
  };
}

/** The calls of the OpenAPI document that answer with a secret. */
function callsWithSecrets(): string[] {
  const { document } = api.contract;
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { responses?: Record<string, unknown> }>)
      .filter(([, { responses = {} }]) =>
        Object.entries(responses).some(
          ([status, answer]) => status < '300' && namesIn(answer).some(isSecret),
        ),
      )
      .map(([method]) => `${method} ${path}`),
  );
}

function namesIn(node: unknown, seen = new Set<string>()): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { $ref, properties = {} } = node as { $ref?: string; properties?: object };
  if ($ref !== undefined) {
    if (seen.has($ref)) return [];
    seen.add($ref);
    const { schemas = {} } = api.contract.document.components ?? {};
    return namesIn(schemas[$ref.split('/').at(-1) as string], seen);
  }
  return [...Object.keys(properties), ...Object.values(node).flatMap((child) => namesIn(child, seen))];
}

function secretsIn(body: unknown): string[] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) =>
    isSecret(name) ? [value as string | string[]].flat() : secretsIn(value),
  );
}

describe('the answers with secrets', () => {
  it('are all in the table', () => {
    expect(callsWithSecrets().toSorted()).toEqual(Object.keys(CALLS).toSorted());
  });

  it.each(Object.keys(CALLS))('of %s are nowhere in the database', async (name) => {
    const call = await (CALLS[name] as () => Promise<Call>)();
    const secrets = secretsIn((await call({ 'idempotency-key': randomUUID() })).body);
    expect(secrets).not.toEqual([]);
    // A mail holds its link until it is sent.
    await eventually(async () => (await superuser.query('SELECT FROM mails')).rowCount === 0);
    for (const secret of secrets) expect(await tablesWith(superuser, secret)).toEqual([]);
  });

  it('of an authenticator are not there as bytes either', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { body } = await owner.post('/auth/totp', { password: PASSWORD }).expect(200);
    const { hex } = Secret.fromBase32(body.secret);
    expect(await tablesWith(superuser, hex.toLowerCase())).toEqual([]);
  });

  it('would be found', async () => {
    expect(await tablesWith(superuser, emailOf(await api.newOwner()))).toContain('public.users');
    await superuser.query("CREATE TABLE public.bytes AS SELECT 'inv_secret'::bytea AS bytes");
    expect(await tablesWith(superuser, 'inv_secret')).toEqual(['public.bytes']);
  });
});

describe('an invitation that is asked for again with its key', () => {
  it('is the same, without its token, and is neither made nor mailed twice', async () => {
    const owner = await api.newOwner();
    const headers = { 'idempotency-key': randomUUID() };
    const body = { email: newEmail(), role: 'VIEWER' };
    const invite = () => owner.post('/organizations/current/invitations', body, headers).expect(201);
    const { body: first } = await invite();
    const second = await invite();
    const { token, ...shown } = first;
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.body).toEqual(shown);
    const registration = { ...account(), email: body.email, invitationToken: token };
    await api.post('/auth/register', registration).expect(201);
  });
});
