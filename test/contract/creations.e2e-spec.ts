import { describe, expect, it } from 'vitest';
import { createDocument } from '#app/server/openapi.js';
import { type ApiClient, newEmail } from '../support/api.ts';
import { newOperator } from '../support/operator.ts';
import { account, NEW_WEBHOOK } from '../support/targets.ts';
import { newDomain } from '../support/dns.ts';
import { formWith } from '../support/uploads.ts';
import { createTestApp } from '../support/test-app.ts';

const test = await createTestApp({ jobs: 'off' });
const { api, app } = test;
const operator = await newOperator(test);

interface Described {
  responses: Record<string, unknown>;
  parameters?: { name?: string }[];
}

const posts = Object.entries(createDocument(app).paths).flatMap(([path, { post }]) =>
  post ? [[`POST ${path}`, post as unknown as Described] as const] : [],
);

/** Every call that answers 201, with a body. Task 1 is there. */
const CREATIONS: Record<string, unknown> = {
  'POST /auth/register': { ...account(), organizationName: 'Acme' },
  'POST /auth/tokens': { name: 'Script', permissions: ['task:read'] },
  'POST /auth/ws-ticket': undefined,
  'POST /organizations': { name: 'Second' },
  'POST /organizations/current/domains': { domain: newDomain() },
  'POST /organizations/current/invitations': { email: newEmail(), role: 'VIEWER' },
  'POST /tasks': { title: 'New' },
  'POST /tasks/{id}/comments': { body: 'Fine.' },
  'POST /tasks/{id}/attachments': formWith('notes'),
  'POST /projects': { name: 'Release' },
  'POST /views': { name: 'Mine' },
  'POST /calendar-links': { name: 'Phone' },
  'POST /tasks/{id}/reminders': { remindAt: '2100-01-31T08:00:00Z' },
  'POST /webhooks': NEW_WEBHOOK,
  'POST /admin/organizations': { name: 'Third' },
  'POST /admin/organizations/{id}/domains': { domain: newDomain() },
};

describe('what is created', () => {
  it('is all in the table', () => {
    const created = posts.filter(([, { responses }]) => responses['201']).map(([route]) => route);
    expect(created.toSorted()).toEqual(Object.keys(CREATIONS).toSorted());
  });

  it.each(Object.entries(CREATIONS))('%s can be read at its Location', async (route, body) => {
    const owner = await api.newOwner();
    await owner.post('/tasks', { title: 'One' }).expect(201);
    const isForOperators = route.includes(' /admin/');
    const caller = isForOperators ? operator : owner;
    const id = isForOperators ? (owner.session?.organization.id as string) : '1';
    const created = await caller.post(route.split(' ')[1]!.replace('{id}', id), body).expect(201);
    const location = created.headers.get('location') as string;
    expect(location).toMatch(/^\/[\w/-]+$/);
    const reader: ApiClient = route === 'POST /auth/register' ? owner.as(created.body) : caller;
    // A ticket opens a WebSocket.
    const read = await reader.get(location).expect(location === '/ws' ? 426 : 200);
    if (created.body.id) expect(read.body).toMatchObject({ id: created.body.id });
  });
});

const ENDS =
  'ends or resumes what there is: a second time it changes nothing, or is refused for what it finds';
const TOKENS = 'issues tokens, which are stored nowhere and so can not be answered again';

/** The calls that take no Idempotency-Key, and why they need none. */
const EXCEPTIONS: Record<string, string> = {
  'POST /auth/register':
    'its e-mail address is taken the second time; there is no user yet whose key it could be',
  'POST /auth/login': TOKENS,
  'POST /auth/refresh': `${TOKENS}; within 15 seconds the token that was used may be repeated`,
  'POST /auth/logout': ENDS,
  'POST /auth/switch': TOKENS,
  'POST /auth/tokens': TOKENS,
  'POST /auth/ws-ticket': TOKENS,
  'POST /calendar-links': TOKENS,
  'POST /auth/reauthenticate': 'creates nothing',
  'POST /auth/password': 'creates nothing; the former password is wrong the second time',
  'POST /auth/password/forgot': 'mails are limited by the hour',
  'POST /auth/password/reset': 'its token is used up',
  'POST /auth/me/email': 'replaces what was asked for before',
  'POST /auth/me/email/verification': 'mails are limited by the hour',
  'POST /auth/email/confirm': 'its token is used up',
  'POST /auth/totp': 'replaces a factor that is not confirmed',
  'POST /auth/totp/confirm': ENDS,
  'POST /auth/totp/recovery-codes': TOKENS,
  'POST /invitations/accept': TOKENS,
  'POST /organizations': 'belongs to no organization yet, which could hold the key; their number is limited',
  'POST /organizations/current/domains/{id}/verify': ENDS,
  'POST /organizations/current/transfer': ENDS,
  'POST /activity/verify': 'creates nothing',
  'POST /tasks/{id}/restore': ENDS,
  'POST /exports/{id}/cancel': ENDS,
  'POST /imports/{id}/cancel': ENDS,
  'POST /imports/{id}/undo': ENDS,
  'POST /imports/preview': 'creates nothing',
  'POST /notifications/{id}/read': ENDS,
  'POST /notifications/read-all': ENDS,
  'POST /webhooks/{id}/rotate-secret': 'replaces the secret; If-Match holds it to one',
  'POST /webhooks/{id}/replay': 'sends under the ids of the first time, by which receivers know repetitions',
  'POST /webhooks/{id}/deliveries/{deliveryId}/replay':
    'sends under the id of the first time, by which receivers know repetitions',
  'POST /admin/organizations': 'its slug is taken the second time; operators belong to another organization',
  'POST /admin/organizations/{id}/domains': 'the domain is taken the second time',
  'POST /admin/organizations/{id}/suspend': ENDS,
  'POST /admin/organizations/{id}/resume': ENDS,
  'POST /admin/organizations/{id}/restore': ENDS,
  'POST /admin/organizations/{id}/purge': ENDS,
  'POST /admin/users/{id}/deactivate': ENDS,
  'POST /admin/users/{id}/activate': ENDS,
  'POST /admin/queues/session': TOKENS,
};

it('a POST takes an Idempotency-Key, or has a reason not to', () => {
  const without = posts.filter(
    ([, { parameters = [] }]) => !parameters.some(({ name }) => name === 'Idempotency-Key'),
  );
  expect(without.map(([route]) => route).toSorted()).toEqual(Object.keys(EXCEPTIONS).toSorted());
});

/** What has to be the same in both answers: secrets are shown once. */
const shown = ({ token: _token, secret: _secret, ...body }: Record<string, unknown>) => body;

it.each(Object.entries(CREATIONS).filter(([route]) => !(route in EXCEPTIONS)))(
  '%s creates one thing for one key',
  async (route, body) => {
    const owner = await api.newOwner();
    await owner.post('/tasks', { title: 'One' }).expect(201);
    const path = route.split(' ')[1]!.replace('{id}', '1');
    const headers = { 'idempotency-key': 'once' };
    const [first, second] = [
      await owner.post(path, body, headers).expect(201),
      await owner.post(path, body, headers).expect(201),
    ];
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(shown(second.body)).toEqual(shown(first.body));
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    const { total = 1, data } = (await owner.get(path).expect(200)).body;
    expect(path === '/tasks' ? total - 1 : total).toBe(1);
    expect(data.length).toBeGreaterThan(0);
  },
);
