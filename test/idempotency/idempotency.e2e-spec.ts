import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { IdempotencyRepository } from '#app/idempotency/idempotency.repository.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { type ApiClient, type ApiResponse, newEmail } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { organizationOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

// No worker: an export stays as it was accepted.
const { app, api, superuser } = await createTestApp({ jobs: 'off' });

const database = (client: ApiClient) => new TenantDatabase(superuser, organizationOf(client));
const keyed = (key: string = randomUUID()) => ({ 'idempotency-key': key });
const titles = async (client: ApiClient) =>
  (await client.get('/tasks').expect(200)).body.data.map(({ title }: { title: string }) => title);
const keysOf = async (client: ApiClient) =>
  (await superuser.query(`SELECT * FROM ${database(client).schema}.idempotency_keys`)).rows;

/** What both answers have: the token of an invitation is shown once. */
const seen = ({ status, headers, body }: ApiResponse) => ({
  status,
  body: { ...body, token: undefined },
  etag: headers.get('etag'),
  location: headers.get('location'),
});

const CREATING: [path: string, body: () => unknown, count: (client: ApiClient) => Promise<number>][] = [
  ['/tasks', () => ({ title: 'Once' }), async (client) => (await titles(client)).length],
  [
    '/organizations/current/invitations',
    () => ({ email: newEmail(), role: 'VIEWER' }),
    async (client) => (await client.get('/organizations/current/invitations').expect(200)).body.total,
  ],
  ['/exports', () => ({}), async (client) => (await client.get('/exports').expect(200)).body.total],
  ['/tasks/export', () => ({}), async (client) => (await client.get('/exports').expect(200)).body.total],
];

describe.each(CREATING)('POST %s with an Idempotency-Key', (path, bodyOf, count) => {
  it('changes something once and is answered twice', async () => {
    const owner = await api.newOwner();
    const [headers, body] = [keyed(), bodyOf()];
    const first = await owner.post(path, body, headers);
    expect(first.status).toBeLessThan(300);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const second = await owner.post(path, body, headers);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(seen(second)).toEqual(seen(first));
    expect(await count(owner)).toBe(1);
  });

  it('runs once however many ask at the same time', async () => {
    const owner = await api.newOwner();
    const [headers, body] = [keyed(), bodyOf()];
    const answers = await Promise.all(Array.from({ length: 10 }, () => owner.post(path, body, headers)));
    expect(await count(owner)).toBe(1);
    const answered = answers.filter(({ status }) => status < 300);
    expect(new Set(answered.map((answer) => JSON.stringify(seen(answer)))).size).toBe(1);
    expect(answered.filter(({ headers }) => !headers.has('idempotency-replayed'))).toHaveLength(1);
    for (const refused of answers.filter(({ status }) => status >= 300)) {
      expect([refused.status, refused.body.code]).toEqual([409, 'idempotency-key-in-use']);
    }
  });
});

it('is answered as the first request, which still runs, where that ends in a moment', async () => {
  const owner = await api.newOwner();
  const claims = vi.spyOn(app.get(IdempotencyRepository), 'claim');
  const headers = keyed();
  const writer = await superuser.connect();
  await writer.query(`BEGIN; SELECT FROM ${database(owner).schema}.sequencer FOR UPDATE`);
  const calls = [1, 2].map(async () => owner.post('/tasks', { title: 'Once' }, headers));
  await eventually(() => claims.mock.calls.length >= 2);
  await writer.query('ROLLBACK');
  writer.release();
  const answers = await Promise.all(calls);
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  expect(answers[1]?.body).toEqual(answers[0]?.body);
  expect(await titles(owner)).toEqual(['Once']);
});

it('is answered 409 while the first request runs', async () => {
  const owner = await api.newOwner();
  const headers = keyed();
  const writer = await superuser.connect();
  await writer.query(`BEGIN; SELECT FROM ${database(owner).schema}.sequencer FOR UPDATE`);
  const calls = [1, 2].map(async () => owner.post('/tasks', { title: 'Once' }, headers));
  // One of them waits for the lock, so the other is the first to be answered.
  const refused = await Promise.race(calls);
  expect([refused.status, refused.body.code]).toEqual([409, 'idempotency-key-in-use']);
  await writer.query('ROLLBACK');
  writer.release();
  const answers = await Promise.all(calls);
  const created = answers.find(({ status }) => status === 201);
  expect(created).toBeDefined();
  const again = await owner.post('/tasks', { title: 'Once' }, headers).expect(201);
  expect(again.body).toEqual(created?.body);
});

it('refuses a key with another body, and takes the same body in another order', async () => {
  const owner = await api.newOwner();
  const headers = keyed();
  await owner.post('/tasks', { title: 'x', priority: 'LOW' }, headers).expect(201);
  const { body } = await owner.post('/tasks', { title: 'y', priority: 'LOW' }, headers).expect(422);
  expect(body.code).toBe('idempotency-key-reused');
  const again = await owner.post('/tasks', { priority: 'LOW', title: 'x' }, headers).expect(201);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(await titles(owner)).toEqual(['x']);
});

it('tells the keys of users, routes and organizations apart', async () => {
  const acme = await api.newOrganization();
  const other = await api.newOwner();
  const headers = keyed();
  for (const client of [acme.owner, acme.member, other]) {
    const { headers: answer } = await client.post('/tasks', { title: 'x' }, headers).expect(201);
    expect(answer.has('idempotency-replayed')).toBe(false);
  }
  const { headers: answer } = await acme.owner.post('/exports', { columns: ['title'] }, headers).expect(202);
  expect(answer.has('idempotency-replayed')).toBe(false);
  expect(await titles(acme.owner)).toEqual(['x', 'x']);
});

it('stores nothing of a request that failed', async () => {
  const { owner, viewer } = await api.newOrganization();
  const headers = keyed();
  await owner.post('/tasks', { title: '' }, headers).expect(400);
  await owner.post('/tasks', { title: 'x', assigneeId: randomUUID() }, headers).expect(400);
  await viewer.post('/tasks', { title: 'x' }, headers).expect(403);
  expect(await keysOf(owner)).toEqual([]);
  await owner.post('/tasks', { title: 'Now' }, headers).expect(201);
});

it.each([
  ['the change', 'tasks'],
  ['the key', 'idempotency_keys'],
])('leaves neither a task nor a key when %s can not be committed', async (_what, table) => {
  const owner = await api.newOwner();
  const { schema } = database(owner);
  const before = await database(owner).fingerprint();
  // Fails at COMMIT: as late as a crash can come.
  await superuser.query(`
    CREATE FUNCTION ${schema}.fail() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'no commit' USING ERRCODE = '57014'; END $$;
    CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON ${schema}.${table}
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ${schema}.fail()`);
  const headers = keyed();
  await owner.post('/tasks', { title: 'x' }, headers).expect(503);
  expect(await database(owner).fingerprint()).toEqual(before);
  await superuser.query(`DROP FUNCTION ${schema}.fail CASCADE`);
  const { headers: answer } = await owner.post('/tasks', { title: 'x' }, headers).expect(201);
  expect(answer.has('idempotency-replayed')).toBe(false);
  expect((await database(owner).sequencer()).number).toBe(1);
});

it.each(['x'.repeat(256), 'ümlaut', 'tab\tbed'])('refuses the key %s', async (key) => {
  const owner = await api.newOwner();
  const { body } = await owner.post('/tasks', { title: 'x' }, keyed(key)).expect(400);
  expect(body.errors).toEqual([{ field: 'Idempotency-Key', message: expect.any(String) }]);
  expect(await titles(owner)).toEqual([]);
});

it('takes keys of 255 characters', async () => {
  await (await api.newOwner()).post('/tasks', { title: 'x' }, keyed('~ '.repeat(127) + '!')).expect(201);
});

it('expires a key after 24 hours, and removes it by the cleanup', async () => {
  const owner = await api.newOwner();
  const [old, young] = [keyed(), keyed()];
  const first = await owner.post('/tasks', { title: 'x' }, old).expect(201);
  await superuser.query(
    `UPDATE ${database(owner).schema}.idempotency_keys SET created_at = now() - interval '24 hours 1 minute'`,
  );
  const second = await owner.post('/tasks', { title: 'x' }, old).expect(201);
  expect(second.body.id).not.toBe(first.body.id);
  expect((await owner.post('/tasks', { title: 'x' }, old).expect(201)).body).toEqual(second.body);

  await superuser.query(
    `UPDATE ${database(owner).schema}.idempotency_keys SET created_at = now() - interval '24 hours 1 minute'`,
  );
  await owner.post('/tasks', { title: 'x' }, young).expect(201);
  await app.get(Scheduler).runNow('organizations.cleanup');
  expect((await keysOf(owner)).map(({ key }) => key)).toEqual([young['idempotency-key']]);
});

it('is ignored by calls that issue tokens', async () => {
  const headers = keyed();
  const owner = await api.newOwner();
  const { refreshToken } = owner.session as { refreshToken: string };
  const first = await api.post('/auth/refresh', { refreshToken }, headers).expect(200);
  expect(first.headers.has('idempotency-replayed')).toBe(false);
  expect(await keysOf(owner)).toEqual([]);
});
