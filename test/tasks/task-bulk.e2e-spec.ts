import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ApiClient, TestOrganization } from '../support/api.ts';
import { tagOf } from '../support/tags.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

const database = ({ id }: { id: string }) => new TenantDatabase(superuser, id);
const create = (title: string, more: object = {}) => ({ op: 'create', task: { title, ...more } });
const bulk = async (client: ApiClient, operations: unknown[], more: object = {}) =>
  (await client.post('/tasks/bulk', { operations, ...more }).expect(200)).body.results;
const statuses = (results: { status: number }[]) => results.map(({ status }) => status);
const known = async (acme: TestOrganization) => ({
  tasks: await database(acme).taskTitles(),
  head: await database(acme).sequencer(),
  activity: (await database(acme).activity()).length,
});

it('creates, changes and deletes in the order of the operations', async () => {
  const acme = await api.newOrganization();
  const results = await bulk(acme.owner, [
    create('One'),
    create('Two', { labels: ['a', 'b,"c'], dueAt: '2030-01-31T12:00:00+01:00', description: 'd' }),
    { op: 'update', id: 1, task: { title: 'First', status: 'IN_PROGRESS' } },
    { op: 'update', id: '2' },
    create('Three'),
    { op: 'delete', id: 1, ifMatch: CURRENT_VERSION },
    { op: 'update', id: 1, task: { title: 'Gone' } },
  ]);
  expect(statuses(results)).toEqual([201, 201, 200, 200, 201, 204, 404]);
  expect(results[1].task).toMatchObject({
    number: 2,
    labels: ['a', 'b,"c'],
    dueAt: '2030-01-31T11:00:00.000Z',
    description: 'd',
    creatorId: acme.owner.userId,
    version: 1,
  });
  expect(results[3].task).toMatchObject({ number: 2, status: 'COMPLETED', version: 3 });
  expect(results[5]).toEqual({ status: 204 });
  expect(results[6].problem.code).toBe('task-not-found');
  expect(await database(acme).taskTitles()).toEqual(['Two', 'Three']);
  const entries = await database(acme).activity();
  expect(entries.map(({ sequence, type }) => `${sequence} ${type}`)).toEqual([
    '1 task.created',
    '2 task.created',
    '3 task.updated',
    '4 task.status-changed',
    '5 task.status-changed',
    '6 task.status-changed',
    '7 task.created',
    '8 task.deleted',
  ]);
  expect(entries[1]).toMatchObject({
    subject_id: results[1].task.id,
    actor_id: acme.owner.userId,
    changes: {},
  });
  expect(await database(acme).sequencer()).toEqual({ sequence: 8, number: 3 });
});

it('numbers 500 creations in their order, and shows them at once', async () => {
  const acme = await api.newOrganization();
  await acme.owner.get('/tasks').expect(200);
  const titles = Array.from({ length: 500 }, (_, n) => `Task ${n + 1}`);
  const results = await bulk(
    acme.owner,
    titles.map((title) => create(title)),
  );
  expect(results.map(({ task }: { task: { number: number } }) => task.number)).toEqual(
    titles.map((_, n) => n + 1),
  );
  expect(await database(acme).taskTitles()).toEqual(titles);
  const subjects = (await database(acme).activity()).map(({ subject_id }) => subject_id);
  expect(subjects).toEqual(results.map(({ task }: { task: { id: string } }) => task.id));
  const list = await acme.owner.get('/tasks').expect(200);
  expect([list.headers.get('x-cache'), list.body.total]).toEqual(['MISS', 500]);
});

/** Of a task that was completed. */
const CURRENT_VERSION = 3;

/** Each on the task 1, which the owner has created and completed. */
const WRITES: [
  what: string,
  method: string,
  operation: { op: string; id?: unknown; task?: unknown; ifMatch?: number },
][] = [
  ['a good task', 'POST', create('x', { priority: 'HIGH', labels: ['l'] })],
  ['a task without a title', 'POST', create('')],
  ['a task with unknown fields', 'POST', create('x', { number: 7, nested: { deep: 1 } })],
  ['a task for a stranger', 'POST', create('x', { assigneeId: randomUUID() })],
  ['a task in no project', 'POST', create('x', { projectId: randomUUID() })],
  ['a new title', 'PATCH', { op: 'update', id: 1, task: { title: 'New' } }],
  ['nothing new', 'PATCH', { op: 'update', id: 1, task: {} }],
  ['an illegal status', 'PATCH', { op: 'update', id: 1, task: { status: 'CREATED' } }],
  ['a wrong type', 'PATCH', { op: 'update', id: 1, task: { labels: 'l' } }],
  ['a late change', 'PATCH', { op: 'update', id: 1, task: { title: 'New' }, ifMatch: 1 }],
  ['a timely change', 'PATCH', { op: 'update', id: 1, task: { title: 'New' }, ifMatch: CURRENT_VERSION }],
  ['no such task', 'PATCH', { op: 'update', id: randomUUID(), task: { title: 'New' } }],
  ['no reference', 'PATCH', { op: 'update', id: 'x', task: { title: 'New' } }],
  ['a body that is no object', 'PATCH', { op: 'update', id: 1, task: [] }],
  ['a deletion', 'DELETE', { op: 'delete', id: 1 }],
  ['a late deletion', 'DELETE', { op: 'delete', id: 1, ifMatch: 2 }],
];

describe.each(WRITES)('%s', (_what, method, operation) => {
  it.each(['owner', 'member'] as const)('is answered in bulk as by itself, for the %s', async (role) => {
    const [one, other] = [await api.newOrganization(), await api.newOrganization()];
    for (const { owner } of [one, other]) {
      await owner.post('/tasks', { title: 'Old' }).expect(201);
      await owner.patch('/tasks/1').expect(200);
    }
    const { id, task, ifMatch } = operation;
    const isCurrent = ifMatch === CURRENT_VERSION;
    const condition = ifMatch !== undefined && {
      'if-match': isCurrent ? await tagOf(one.owner, '/tasks/1') : '"of another version"',
    };
    const path = method === 'POST' ? '/tasks' : `/tasks/${String(id)}`;
    const single = await one[role].call(method, path, task, condition || {});
    const [result] = await bulk(other[role], [operation]);
    expect(result.status).toBe(single.status);
    const ours = [
      'id',
      'creatorId',
      'createdAt',
      'updatedAt',
      'completedAt',
      'instance',
      'requestId',
      'current',
    ];
    const comparable = (body: object) =>
      Object.fromEntries(Object.entries(body).filter(([field]) => !ours.includes(field)));
    expect(comparable(result.task ?? result.problem ?? {})).toEqual(comparable(single.body || {}));
    expect(await known(other)).toEqual(await known(one));
  });
});

it.each([
  [{ op: 'replace', id: 1 }, 'op'],
  [{ op: 'create', id: 1, task: { title: 'x' } }, 'id'],
  [{ op: 'create', task: { title: 'x' }, ifMatch: 1 }, 'ifMatch'],
  [{ op: 'delete', id: 1, task: {} }, 'task'],
  [{ op: 'update', task: {} }, 'id'],
  [{ op: 'update', id: 1, ifMatch: '"1"' }, 'ifMatch'],
  [{ op: 'update', id: 1, if: 1 }, 'if'],
  ['create', ''],
  [null, ''],
])('refuses the operation %j, and does the others', async (operation, field) => {
  const acme = await api.newOrganization();
  const results = await bulk(acme.owner, [create('One'), operation, create('Two')]);
  expect(statuses(results)).toEqual([201, 400, 201]);
  expect(results[1].problem).toMatchObject({ code: 'validation-failed', errors: [{ field }] });
  expect(await database(acme).taskTitles()).toEqual(['One', 'Two']);
  expect((await database(acme).sequencer()).number).toBe(2);
});

it.each([
  [{}],
  [{ operations: {} }],
  [{ operations: Array(501).fill(create('x')) }],
  [{ operations: [create('x')], atomic: 'yes' }],
  [{ operations: [create('x')], also: 1 }],
])('refuses a body that is no list of operations', async (body) => {
  const acme = await api.newOrganization();
  await acme.owner.post('/tasks/bulk', body).expect(400);
  expect(await database(acme).taskTitles()).toEqual([]);
});

it('takes 16 MiB, where other calls take one', async () => {
  const acme = await api.newOrganization();
  const large = Array.from({ length: 500 }, () => create('x', { description: 'd'.repeat(20_000) }));
  expect(statuses(await bulk(acme.owner, large))).toEqual(Array(500).fill(201));
  const padded = (mebibytes: number) => `{"operations":[]${' '.repeat(mebibytes * 1024 * 1024)}}`;
  await acme.owner.post('/tasks/bulk', padded(15)).expect(200);
  await acme.owner.post('/tasks/bulk', padded(16)).expect(413);
  await acme.owner.post('/tasks', padded(1)).expect(413);
});
