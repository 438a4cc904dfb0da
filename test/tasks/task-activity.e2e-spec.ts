import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

it('counts 1, 2, 3 in the order of creation, with failures in between', async () => {
  const acme = await api.newOrganization();
  const create = (n: number) => acme.owner.post('/tasks', { title: `Task ${n}` }).expect(201);
  const fail = () => acme.owner.post('/tasks', { title: 'x', assigneeId: randomUUID() }).expect(400);
  await Promise.all(
    Array.from({ length: 50 }, (_, n) => Promise.all([create(n), n % 3 === 0 ? fail() : null])),
  );
  const { rows } = await superuser.query(
    `SELECT number, id, created_at FROM ${new TenantDatabase(superuser, acme.id).schema}.tasks ORDER BY number`,
  );
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  const times = rows.map(({ created_at }) => Number(created_at));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(await new TenantDatabase(superuser, acme.id).sequencer()).toEqual({ sequence: 50, number: 50 });
});

it('logs every change without gaps: who, by which request, from what to what', async () => {
  const acme = await api.newOrganization();
  const { body: task } = await acme.owner
    .post('/tasks', { title: 'x' }, { 'x-request-id': 'first' })
    .expect(201);
  const dueAt = '2030-01-31T12:00:00.000Z';
  await acme.admin.patch('/tasks/1', { title: 'y', dueAt }, { 'x-request-id': 'second' }).expect(200);
  await acme.admin.patch('/tasks/1', { status: 'IN_PROGRESS' }, { 'x-request-id': 'third' }).expect(200);
  // What follows from other tasks is none of its fields.
  const {
    id: _id,
    subtasks: _subtasks,
    isBlocked: _isBlocked,
    ...deleted
  } = (await acme.owner.get('/tasks/1').expect(200)).body;
  await acme.owner.delete('/tasks/1', { 'x-request-id': 'fourth' }).expect(204);
  const database = new TenantDatabase(superuser, acme.id);
  const entry = { subject_id: task.id, actor_id: acme.owner.userId };
  const byAdmin = { subject_id: task.id, actor_id: acme.admin.userId };
  expect(await database.activity()).toEqual([
    { ...entry, sequence: 1, type: 'task.created', request_id: 'first', changes: expect.any(Object) },
    {
      ...byAdmin,
      sequence: 2,
      type: 'task.updated',
      request_id: 'second',
      changes: { title: { from: 'x', to: 'y' }, dueAt: { from: null, to: dueAt } },
    },
    {
      ...byAdmin,
      sequence: 3,
      type: 'task.status-changed',
      request_id: 'third',
      changes: { status: { from: 'CREATED', to: 'IN_PROGRESS' } },
    },
    {
      ...entry,
      sequence: 4,
      type: 'task.deleted',
      request_id: 'fourth',
      // All of it: no row is left to be read.
      changes: Object.fromEntries(
        Object.entries(deleted).map(([field, from]) => [field, { from, to: null }]),
      ),
    },
  ]);
  expect(await database.sequencer()).toEqual({ sequence: 4, number: 1 });
});

it('keeps the sequence without gaps under concurrent changes', async () => {
  const acme = await api.newOrganization();
  await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const { body } = await acme.owner.post('/tasks', { title: `${n}` }).expect(201);
      await Promise.all([
        acme.owner.patch(`/tasks/${body.id}`).expect(200),
        acme.member.patch(`/tasks/${body.id}`, { title: 'x' }).expect(403),
      ]);
    }),
  );
  const entries = await new TenantDatabase(superuser, acme.id).activity();
  expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
});

it('leaves no entry and takes no number when a write fails', async () => {
  const acme = await api.newOrganization();
  await acme.owner.post('/tasks', { title: 'x' }).expect(201);
  const database = new TenantDatabase(superuser, acme.id);
  const before = await database.fingerprint();
  await acme.owner.post('/tasks', { title: 'y', assigneeId: randomUUID() }).expect(400);
  await acme.owner.patch('/tasks/1', { status: 'COMPLETED', title: 'y' }).expect(409);
  await acme.owner.patch('/tasks/1', { title: 'y' }, { 'if-match': '"9"' }).expect(412);
  await acme.owner.patch('/tasks/9', { title: 'y' }).expect(404);
  await acme.member.delete('/tasks/1').expect(403);
  expect(await database.fingerprint()).toEqual(before);
});

it.each([
  "UPDATE activity SET type = 'forged'",
  'DELETE FROM activity',
  'TRUNCATE activity',
  'DELETE FROM sequencer',
])('does not let the role of the organization %s', async (statement) => {
  const acme = await api.newOrganization();
  await acme.owner.post('/tasks', { title: 'x' }).expect(201);
  const { schema } = new TenantDatabase(superuser, acme.id);
  const client = await superuser.connect();
  try {
    await client.query(`BEGIN; SET LOCAL search_path TO ${schema}; SET LOCAL ROLE ${schema}`);
    await expect(client.query(statement)).rejects.toThrow('permission denied');
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
});
