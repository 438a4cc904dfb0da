import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { Scheduler } from '#app/scheduler/scheduler.js';
import type { ApiClient, TestOrganization } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { tagOf } from '../support/tags.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, superuser } = await createTestApp();

const database = (acme: TestOrganization) => new TenantDatabase(superuser, acme.id);
const trashOf = async (client: ApiClient) => (await client.get('/tasks/trash').expect(200)).body;
const numbers = ({ data }: { data: { number: number }[] }) => data.map(({ number }) => number);

/** An organization with the tasks 1, 2 and 3, of which the second is deleted. */
async function withDeleted() {
  const acme = await api.newOrganization();
  for (const title of ['One', 'Two', 'Three']) await acme.owner.post('/tasks', { title }).expect(201);
  const { body: task } = await acme.owner.get('/tasks/2').expect(200);
  await acme.owner.delete('/tasks/2').expect(204);
  return { acme, task };
}

it('keeps deleted tasks, the last deleted first', async () => {
  const { acme, task } = await withDeleted();
  await acme.owner.delete('/tasks/1').expect(204);
  const trash = await trashOf(acme.member);
  expect(trash).toMatchObject({ page: 1, limit: 10, total: 2, nextCursor: null });
  expect(numbers(trash)).toEqual([1, 2]);
  expect(trash.data[1]).toEqual({ ...task, deletedAt: expect.any(String) });
  const second = (await acme.owner.get('/tasks/trash?page=2&limit=1').expect(200)).body;
  expect([numbers(second), second.total]).toEqual([[2], 2]);
});

it('shows a deleted task nowhere else', async () => {
  const { acme, task } = await withDeleted();
  for (const reference of [task.id, task.number]) {
    await acme.owner.get(`/tasks/${reference}`).expect(404);
    await acme.owner.patch(`/tasks/${reference}`, { title: 'x' }).expect(404);
    await acme.owner.put(`/tasks/${reference}`, { title: 'x' }).expect(404);
    await acme.owner.delete(`/tasks/${reference}`).expect(404);
  }
  for (const query of ['', '?status=CREATED', `?creatorId=${acme.owner.userId}`]) {
    const list = (await acme.owner.get(`/tasks${query}`).expect(200)).body;
    expect([numbers(list).toSorted(), list.total]).toEqual([[1, 3], 2]);
  }
  const { exportId } = (await acme.owner.post('/exports', { columns: ['title'] }).expect(202)).body;
  const file = await eventually(async () => {
    const { body } = await acme.owner.get(`/exports/${exportId}`).expect(200);
    return body.status === 'COMPLETED' && body;
  });
  expect(file.rowCount).toBe(2);
  expect((await acme.owner.get(file.fileUrl).expect(200)).body).toBe('title\r\nOne\r\nThree\r\n');
});

it.each(['id', 'number'] as const)('restores a task by its %s as it was', async (field) => {
  const { acme, task } = await withDeleted();
  const restored = await acme.owner.post(`/tasks/${task[field]}/restore`).expect(200);
  expect(restored.body).toEqual({ ...task, version: 2, updatedAt: expect.any(String) });
  expect(restored.headers.get('etag')).toBe(await tagOf(acme.viewer, '/tasks/2'));
  expect((await acme.owner.get('/tasks/2').expect(200)).body).toEqual(restored.body);
  expect(numbers((await acme.owner.get('/tasks?sort=number').expect(200)).body)).toEqual([1, 2, 3]);
  expect(await trashOf(acme.owner)).toMatchObject({ data: [], total: 0 });
  await acme.owner.post(`/tasks/${task[field]}/restore`).expect(404);
  const entry = (await database(acme).activity()).at(-1);
  expect(entry).toMatchObject({
    sequence: 5,
    type: 'task.restored',
    subject_id: task.id,
    actor_id: acme.owner.userId,
    changes: { title: { from: null, to: 'Two' }, number: { from: null, to: 2 } },
  });
  await acme.owner.delete('/tasks/2').expect(204);
  expect(numbers(await trashOf(acme.owner))).toEqual([2]);
});

it('gives no number away that a deleted task has', async () => {
  const { acme } = await withDeleted();
  await acme.owner.delete('/tasks/3').expect(204);
  expect((await acme.owner.post('/tasks', { title: 'Four' }).expect(201)).body.number).toBe(4);
});

it('knows nothing of other organizations, nor of what was never there', async () => {
  const { task } = await withDeleted();
  const stranger = await api.newOwner();
  await stranger.post(`/tasks/${task.id}/restore`).expect(404);
  await stranger.post('/tasks/2/restore').expect(404);
  await stranger.post(`/tasks/${randomUUID()}/restore`).expect(404);
  await stranger.post('/tasks/x/restore').expect(400);
  expect((await trashOf(stranger)).total).toBe(0);
});

it('lets members restore what they could have deleted, and no more', async () => {
  const { acme, task } = await withDeleted();
  const { body: own } = await acme.member.post('/tasks', { title: 'Mine' }).expect(201);
  await acme.member.delete(`/tasks/${own.id}`).expect(204);
  await acme.member.post(`/tasks/${own.id}/restore`).expect(200);
  const { body } = await acme.member.post(`/tasks/${task.id}/restore`).expect(403);
  expect(body.code).toBe('permission-denied');
  expect((await trashOf(acme.owner)).total).toBe(1);
});

it('does not give open tasks back to a former member', async () => {
  const acme = await api.newOrganization();
  const assigned = { title: 'x', assigneeId: acme.member.userId };
  const [open, done] = [
    (await acme.owner.post('/tasks', assigned).expect(201)).body,
    (await acme.owner.post('/tasks', assigned).expect(201)).body,
  ];
  await acme.owner.patch(`/tasks/${done.id}`).expect(200);
  for (const { id } of [open, done]) await acme.owner.delete(`/tasks/${id}`).expect(204);
  await acme.owner.delete(`/organizations/current/members/${acme.member.userId}`).expect(204);
  expect((await acme.owner.post(`/tasks/${open.id}/restore`).expect(200)).body.assigneeId).toBeNull();
  expect((await acme.owner.post(`/tasks/${done.id}/restore`).expect(200)).body.assigneeId).toBe(
    acme.member.userId,
  );
});

it('restores once however many ask at the same time', async () => {
  const { acme } = await withDeleted();
  const answers = await Promise.all(
    Array.from({ length: 10 }, async () => acme.owner.post('/tasks/2/restore')),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(404)]);
  expect((await database(acme).sequencer()).sequence).toBe(5);
});

it('expires a task after 30 days, and removes all but its activity by the cleanup', async () => {
  const { acme, task } = await withDeleted();
  await acme.owner.delete('/tasks/3').expect(204);
  const age = (interval: string) =>
    superuser.query(
      `UPDATE ${database(acme).schema}.deleted_tasks SET deleted_at = now() - $1::interval WHERE number = 2`,
      [interval],
    );
  await age('29 days 23 hours');
  expect(numbers(await trashOf(acme.owner))).toEqual([3, 2]);
  await age('30 days 1 minute');
  expect(numbers(await trashOf(acme.owner))).toEqual([3]);
  await acme.owner.post(`/tasks/${task.id}/restore`).expect(404);
  const { schema } = database(acme);
  const watched = [task.id, (await acme.owner.get('/tasks/1').expect(200)).body.id];
  await superuser.query(
    `WITH watched AS (INSERT INTO ${schema}.task_watchers SELECT unnest($1::uuid[]), $2, true)
     INSERT INTO ${schema}.reminders SELECT gen_random_uuid(), unnest($1::uuid[]), $2, now() + interval '1 day'`,
    [watched, acme.owner.userId],
  );
  await app.get(Scheduler).runNow('organizations.cleanup');
  for (const table of ['task_watchers', 'reminders']) {
    const { rows: kept } = await superuser.query(`SELECT task_id FROM ${schema}.${table}`);
    expect(kept).toEqual([{ task_id: watched[1] }]);
  }
  const { rows } = await superuser.query(`SELECT number FROM ${database(acme).schema}.deleted_tasks`);
  expect(rows).toEqual([{ number: 3 }]);
  const left = (await database(acme).activity()).filter(({ subject_id }) => subject_id === task.id);
  expect(left.map(({ type }) => type)).toEqual(['task.created', 'task.deleted']);
});
