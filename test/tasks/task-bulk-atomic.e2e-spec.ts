import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

const database = ({ id }: { id: string }) => new TenantDatabase(superuser, id);
const create = (title: string, more: object = {}) => ({ op: 'create', task: { title, ...more } });
const results = async (client: ApiClient, body: object, headers?: Record<string, string>) =>
  (await client.post('/tasks/bulk', body, headers).expect(200)).body.results;
const codes = (list: { status: number; problem?: { code: string } }[]) =>
  list.map(({ status, problem }) => problem?.code ?? status);

it('does all of an atomic bulk', async () => {
  const acme = await api.newOrganization();
  const operations = [create('One'), { op: 'update', id: 1 }, create('Two'), { op: 'delete', id: 1 }];
  expect(codes(await results(acme.owner, { operations, atomic: true }))).toEqual([201, 200, 201, 204]);
  expect(await database(acme).taskTitles()).toEqual(['Two']);
});

const FAILING: [what: string, operation: object, code: string][] = [
  ['is not valid', create(''), 'validation-failed'],
  ['refers to an unknown user', create('x', { assigneeId: randomUUID() }), 'validation-failed'],
  ['finds nothing', { op: 'delete', id: 99 }, 'task-not-found'],
  ['is illegal', { op: 'update', id: 1, task: { status: 'COMPLETED' } }, 'illegal-status-change'],
  ['comes late', { op: 'update', id: 1, task: { title: 'x' }, ifMatch: 9 }, 'version-conflict'],
];

it.each(FAILING)('does nothing of an atomic bulk when one operation %s', async (_what, operation, code) => {
  const acme = await api.newOrganization();
  await acme.owner.post('/tasks', { title: 'One' }).expect(201);
  await acme.owner.get('/tasks').expect(200);
  const before = await database(acme).fingerprint();
  const operations = [
    create('Two'),
    { op: 'update', id: 1, task: { title: 'First' } },
    operation,
    { op: 'delete', id: 1 },
  ];
  const failed = await results(acme.owner, { operations, atomic: true });
  expect(codes(failed)).toEqual(['failed-dependency', 'failed-dependency', code, 'failed-dependency']);
  expect(failed[0].status).toBe(424);
  expect(await database(acme).fingerprint()).toEqual(before);

  // No number was lost, and no reader was told of a change that didn't happen.
  expect((await acme.owner.get('/tasks').expect(200)).headers.get('x-cache')).toBe('HIT');
  expect((await acme.owner.post('/tasks', { title: 'Next' }).expect(201)).body.number).toBe(2);
  const list = (await acme.owner.get('/tasks?sort=number').expect(200)).body.data;
  expect(list.map(({ title }: { title: string }) => title)).toEqual(['One', 'Next']);
});

it('repeats the answer of a failed atomic bulk, under its key', async () => {
  const acme = await api.newOrganization();
  const headers = { 'idempotency-key': randomUUID() };
  const body = { operations: [create('One'), { op: 'delete', id: 1, ifMatch: 7 }], atomic: true };
  const first = await results(acme.owner, body, headers);
  expect(codes(first)).toEqual(['failed-dependency', 'version-conflict']);
  expect(await results(acme.owner, body, headers)).toEqual(first);
  expect(await database(acme).taskTitles()).toEqual([]);
  expect(await database(acme).sequencer()).toEqual({ sequence: 0, number: 0 });
  await acme.owner.get('/tasks').expect(200);
  await acme.owner.post('/tasks', { title: 'One' }).expect(201);
  expect((await acme.owner.get('/tasks').expect(200)).body.total).toBe(1);
});

it('runs once under its key', async () => {
  const acme = await api.newOrganization();
  const headers = { 'idempotency-key': randomUUID() };
  const body = { operations: [create('One'), create('')] };
  const answers = [await results(acme.owner, body, headers), await results(acme.owner, body, headers)];
  expect(answers[1]).toEqual(answers[0]);
  expect(await database(acme).taskTitles()).toEqual(['One']);
});

it('lets members write what is theirs, operation by operation', async () => {
  const acme = await api.newOrganization();
  await acme.owner.post('/tasks', { title: "The owner's" }).expect(201);
  await acme.member.post('/tasks', { title: 'Mine' }).expect(201);
  const operations = [1, 2].flatMap((id) => [
    { op: 'update', id, task: { title: 'Changed' } },
    { op: 'delete', id },
  ]);
  expect(codes(await results(acme.member, { operations }))).toEqual([
    'permission-denied',
    'permission-denied',
    200,
    204,
  ]);
  expect(await database(acme).taskTitles()).toEqual(["The owner's"]);
  await acme.viewer.post('/tasks/bulk', { operations: [create('x')] }).expect(403);
});

it('finishes bulks that write the same tasks in opposite order', async () => {
  const acme = await api.newOrganization();
  await results(acme.owner, { operations: Array.from({ length: 50 }, (_, n) => create(`Task ${n}`)) });
  const ids = Array.from({ length: 50 }, (_, n) => n + 1);
  const rename = (order: number[], title: string, atomic: boolean) =>
    results(acme.owner, { operations: order.map((id) => ({ op: 'update', id, task: { title } })), atomic });
  const runs = await Promise.all(
    Array.from({ length: 8 }, (_, n) => rename(n % 2 ? ids : ids.toReversed(), `Run ${n}`, n < 4)),
  );
  for (const run of runs) expect(codes(run)).toEqual(Array(50).fill(200));
  expect(new Set(await database(acme).taskTitles()).size).toBe(1);
  expect(await database(acme).sequencer()).toEqual({ sequence: 50 + 8 * 50, number: 50 });
});
