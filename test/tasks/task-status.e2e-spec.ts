import { expect, it } from 'vitest';
import type { TestOrganization } from '../support/api.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

const STATUSES = ['CREATED', 'IN_PROGRESS', 'COMPLETED'] as const;
type Status = (typeof STATUSES)[number];

/** An organization whose task 1 has this status. */
async function withTask(status: Status): Promise<TestOrganization> {
  const acme = await api.newOrganization();
  await acme.owner.post('/tasks', { title: 'x' }).expect(201);
  for (const step of STATUSES.slice(1, STATUSES.indexOf(status) + 1)) {
    await acme.owner.patch('/tasks/1', { status: step }).expect(200);
  }
  return acme;
}

it.each([
  ['CREATED', 'IN_PROGRESS'],
  ['IN_PROGRESS', 'COMPLETED'],
] as const)('moves from %s to %s', async (from, to) => {
  const acme = await withTask(from);
  const { body: before } = await acme.owner.get('/tasks/1').expect(200);
  const { body } = await acme.owner.patch('/tasks/1', { status: to }).expect(200);
  expect(body).toMatchObject({ status: to, version: before.version + 1 });
  expect(body.completedAt).toBe(to === 'COMPLETED' ? body.updatedAt : null);
});

it.each([
  ['CREATED', 'COMPLETED', ['IN_PROGRESS']],
  ['IN_PROGRESS', 'CREATED', ['COMPLETED']],
  ['COMPLETED', 'CREATED', []],
  ['COMPLETED', 'IN_PROGRESS', []],
] as const)('refuses %s to %s and names what is legal', async (from, to, legal) => {
  const acme = await withTask(from);
  const { body: before } = await acme.owner.get('/tasks/1').expect(200);
  for (const call of [
    acme.owner.patch('/tasks/1', { status: to, title: 'y' }),
    acme.owner.put('/tasks/1', { title: 'y', status: to }),
  ]) {
    const { body } = await call.expect(409);
    expect(body).toMatchObject({ code: 'illegal-status-change', from, to, legal });
    for (const move of legal) expect(body.detail).toContain(move);
  }
  expect((await acme.owner.get('/tasks/1').expect(200)).body).toEqual(before);
});

it.each(STATUSES)('repeats %s without a change', async (status) => {
  const acme = await withTask(status);
  const { body: before } = await acme.owner.get('/tasks/1').expect(200);
  const head = await new TenantDatabase(superuser, acme.id).sequencer();
  expect((await acme.owner.patch('/tasks/1', { status }).expect(200)).body).toEqual(before);
  expect(await new TenantDatabase(superuser, acme.id).sequencer()).toEqual(head);
});

it.each([
  ['no body', undefined, {}],
  ['{}', {}, {}],
  ['an empty JSON body', '', { 'content-type': 'application/json' }],
])('completes by PATCH with %s, step by step', async (_name, empty, headers) => {
  const acme = await withTask('CREATED');
  const { body } = await acme.owner.patch('/tasks/1', empty, headers).expect(200);
  expect(body).toMatchObject({ status: 'COMPLETED', version: 3, completedAt: body.updatedAt });
  const steps = (await new TenantDatabase(superuser, acme.id).activity()).slice(1);
  expect(steps.map(({ type, changes }) => [type, changes])).toEqual([
    ['task.status-changed', { status: { from: 'CREATED', to: 'IN_PROGRESS' } }],
    ['task.status-changed', { status: { from: 'IN_PROGRESS', to: 'COMPLETED' } }],
  ]);
  expect((await acme.owner.patch('/tasks/1', empty, headers).expect(200)).body).toEqual(body);
  expect(await new TenantDatabase(superuser, acme.id).sequencer()).toEqual({ sequence: 3, number: 1 });
});

it('completes what is in progress in one step', async () => {
  const acme = await withTask('IN_PROGRESS');
  const { body } = await acme.owner.patch('/tasks/1').expect(200);
  expect(body).toMatchObject({ status: 'COMPLETED', version: 3 });
});

it('completes once, however many do it at the same time', async () => {
  const acme = await withTask('CREATED');
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => acme.owner.patch('/tasks/1').expect(200)),
  );
  for (const { body } of answers) expect(body).toEqual(answers[0]?.body);
  expect(await new TenantDatabase(superuser, acme.id).sequencer()).toEqual({ sequence: 3, number: 1 });
});

it('changes fields and status in one transaction', async () => {
  const acme = await withTask('CREATED');
  const { body } = await acme.owner.patch('/tasks/1', { title: 'y', status: 'IN_PROGRESS' }).expect(200);
  expect(body).toMatchObject({ title: 'y', status: 'IN_PROGRESS' });
  const entries = await new TenantDatabase(superuser, acme.id).activity();
  expect(entries.map(({ type }) => type)).toEqual(['task.created', 'task.updated', 'task.status-changed']);
});
