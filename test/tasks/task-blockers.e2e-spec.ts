import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ApiClient, TestOrganization } from '../support/api.ts';
import { isRefused } from '../support/refusals.ts';
import { tagOf } from '../support/tags.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp({ jobs: 'off' });

const database = ({ id }: TestOrganization) => new TenantDatabase(superuser, id);
const block = (client: ApiClient, task: number | string, by: number | string) =>
  client.put(`/tasks/${task}/blockers/${by}`);

/** An organization with so many tasks. */
async function withTasks(count: number) {
  const acme = await api.newOrganization();
  const operations = Array.from({ length: count }, (_, n) => ({
    op: 'create',
    task: { title: `Task ${n + 1}` },
  }));
  const { body } = await acme.owner.post('/tasks/bulk', { operations }).expect(200);
  const ids: string[] = body.results.map(({ task }: any) => task.id);
  return { acme, idOf: (number: number) => ids[number - 1] as string };
}

const taskOf = async ({ viewer }: TestOrganization, number: number) =>
  (await viewer.get(`/tasks/${number}`).expect(200)).body;

describe('links', () => {
  it('are added and taken off one by one, shown and logged', async () => {
    const { acme, idOf } = await withTasks(4);
    const added = await block(acme.owner, 1, 3).expect(200);
    expect(added.body).toMatchObject({ number: 1, blockedBy: [idOf(3)], isBlocked: true, version: 2 });
    expect(added.headers.get('etag')).toBe(await tagOf(acme.viewer, '/tasks/1'));
    await block(acme.owner, idOf(1), idOf(2)).expect(200);
    const twice = await block(acme.owner, 1, 2).expect(200);
    expect(twice.body).toMatchObject({ blockedBy: [idOf(3), idOf(2)], version: 3 });
    const { body } = await acme.viewer.get('/tasks/1/blockers?limit=1').expect(200);
    expect(body).toMatchObject({ page: 1, limit: 1, total: 2, data: [{ id: idOf(2), title: 'Task 2' }] });
    const { data } = (await acme.viewer.get(`/tasks?blockedBy=${idOf(3)}`).expect(200)).body;
    expect(data).toMatchObject([{ number: 1, blockedBy: [idOf(3), idOf(2)], isBlocked: true }]);
    await acme.owner.delete('/tasks/1/blockers/3').expect(204);
    expect((await acme.owner.delete('/tasks/1/blockers/3').expect(404)).body.code).toBe('blocker-not-found');
    const entries = (await database(acme).activity()).slice(4);
    expect(entries.map(({ type, changes }) => [type, changes])).toEqual([
      ['task.updated', { blockedBy: { from: [], to: [idOf(3)] } }],
      ['task.updated', { blockedBy: { from: [idOf(3)], to: [idOf(3), idOf(2)] } }],
      ['task.updated', { blockedBy: { from: [idOf(3), idOf(2)], to: [idOf(2)] } }],
    ]);
    const { body: events } = await acme.viewer.get('/events?after=4&limit=10').expect(200);
    expect(events.data.map((event: any) => event.data.task.blockedBy)).toEqual([
      [idOf(3)],
      [idOf(3), idOf(2)],
      [idOf(2)],
    ]);
  });

  it('hold no user up: a blocked task is shown as such until the others are completed', async () => {
    const { acme } = await withTasks(3);
    await block(acme.owner, 1, 2).expect(200);
    await block(acme.owner, 1, 3).expect(200);
    await acme.owner.patch('/tasks/1', { status: 'IN_PROGRESS' }).expect(200);
    await acme.owner.patch('/tasks/2').expect(200);
    expect((await taskOf(acme, 1)).isBlocked).toBe(true);
    await acme.owner.patch('/tasks/3').expect(200);
    expect(await taskOf(acme, 1)).toMatchObject({
      isBlocked: false,
      blockedBy: [expect.any(String), expect.any(String)],
    });
    await acme.owner.patch('/tasks/1').expect(200);
  });

  it('of several users at the same time are all there', async () => {
    const { acme } = await withTasks(7);
    await Promise.all([2, 3, 4, 5, 6, 7].map((by) => block(acme.owner, 1, by).expect(200)));
    expect((await taskOf(acme, 1)).blockedBy).toHaveLength(6);
  });

  it('are written by those who may change the blocked task', async () => {
    const { acme } = await withTasks(2);
    const { body: own } = await acme.member.post('/tasks', { title: 'Mine' }).expect(201);
    await block(acme.member, own.number, 1).expect(200);
    await block(acme.member, 1, own.number).expect(403);
    await block(acme.viewer, own.number, 2).expect(403);
    await acme.viewer.delete(`/tasks/${own.number}/blockers/1`).expect(403);
    await acme.member.delete(`/tasks/${own.number}/blockers/1`).expect(204);
  });

  it('know nothing of other organizations, nor of what is not there', async () => {
    const { acme } = await withTasks(2);
    const { body: foreign } = await (await api.newOwner()).post('/tasks', { title: 'x' }).expect(201);
    for (const by of [foreign.id, randomUUID(), 99]) {
      await isRefused(database(acme), () => block(acme.owner, 1, by), 404);
      await isRefused(database(acme), () => block(acme.owner, by, 1), 404);
      await acme.owner.get(`/tasks/${by}/blockers`).expect(404);
    }
    await block(acme.owner, 1, 'x').expect(400);
  });

  it('are a hundred of a task at most, in both directions', async () => {
    const { acme, idOf } = await withTasks(102);
    const { schema } = database(acme);
    const others = Array.from({ length: 100 }, (_, n) => idOf(n + 2));
    await superuser.query(`UPDATE ${schema}.tasks SET blocked_by = $1 WHERE number = 1`, [others]);
    expect((await block(acme.owner, 1, 102).expect(409)).body).toMatchObject({
      code: 'too-many-blockers',
      limit: 100,
    });
    await superuser.query(`UPDATE ${schema}.tasks SET blocked_by = '{}' WHERE number = 1`);
    await superuser.query(
      `UPDATE ${schema}.tasks SET blocked_by = ARRAY[$1::uuid] WHERE number BETWEEN 2 AND 101`,
      [idOf(1)],
    );
    expect((await block(acme.owner, 102, 1).expect(409)).body.code).toBe('too-many-blockers');
  });
});

describe('a circle', () => {
  it('is refused, of whatever length', async () => {
    const { acme } = await withTasks(4);
    await block(acme.owner, 2, 1).expect(200);
    await block(acme.owner, 3, 2).expect(200);
    await block(acme.owner, 4, 3).expect(200);
    for (const [task, by] of [
      [1, 1],
      [1, 2],
      [1, 3],
      [1, 4],
      [2, 4],
    ] as const) {
      const { code } = await isRefused(database(acme), () => block(acme.owner, task, by), 409);
      expect(code).toBe('blocker-circle');
    }
    await block(acme.owner, 4, 1).expect(200);
  });

  it('is not closed by two links at the same time', async () => {
    const { acme } = await withTasks(20);
    for (let pair = 1; pair < 20; pair += 2) {
      const answers = await Promise.all([
        block(acme.owner, pair, pair + 1),
        block(acme.admin, pair + 1, pair),
      ]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    }
  });

  it('is found quickly where many ways lead to it', async () => {
    const { acme, idOf } = await withTasks(60);
    const { schema } = database(acme);
    // Each waits for the two before it: there are more ways than could be walked.
    for (let number = 3; number <= 60; number++)
      await superuser.query(`UPDATE ${schema}.tasks SET blocked_by = $2 WHERE number = $1`, [
        number,
        [idOf(number - 1), idOf(number - 2)],
      ]);
    await block(acme.owner, 1, 60).expect(409);
    await block(acme.owner, 60, 1).expect(200);
  });
});

describe('the trash', () => {
  it('blocks nothing, and gives links back in both directions', async () => {
    const { acme, idOf } = await withTasks(4);
    for (const [task, by] of [
      [2, 1],
      [3, 2],
      [4, 2],
    ] as const)
      await block(acme.owner, task, by).expect(200);
    await acme.owner.delete('/tasks/2').expect(204);
    expect(await taskOf(acme, 3)).toMatchObject({ blockedBy: [], isBlocked: false, version: 3 });
    const entries = (await database(acme).activity()).slice(7);
    expect(entries.map(({ type, subject_id }) => [type, subject_id])).toEqual([
      ['task.updated', idOf(3)],
      ['task.updated', idOf(4)],
      ['task.deleted', idOf(2)],
    ]);
    const trash = (await acme.owner.get('/tasks/trash').expect(200)).body.data;
    expect(trash).toMatchObject([{ number: 2, blockedBy: [idOf(1)] }]);
    const { body } = await acme.owner.post('/tasks/2/restore').expect(200);
    expect(body.blockedBy).toEqual([idOf(1)]);
    for (const number of [3, 4]) expect((await taskOf(acme, number)).blockedBy).toEqual([idOf(2)]);
  });

  it('takes a family whose subtasks wait for each other, and gives it back as it was', async () => {
    const { acme, idOf } = await withTasks(3);
    for (const number of [2, 3])
      await acme.owner.patch(`/tasks/${number}`, { parentId: idOf(1) }).expect(200);
    await block(acme.owner, 3, 2).expect(200);
    await acme.owner.delete('/tasks/1').expect(204);
    const { body } = await acme.owner.get('/events?after=6&type=task.deleted').expect(200);
    const left = body.data.map(({ data }: any) => [data.task.number, data.task.blockedBy, data.task.version]);
    expect(left).toEqual([
      [2, [], 2],
      [3, [], 4],
      [1, [], 1],
    ]);
    await acme.owner.post('/tasks/1/restore').expect(200);
    expect((await taskOf(acme, 3)).blockedBy).toEqual([idOf(2)]);
    expect((await taskOf(acme, 1)).subtasks.total).toBe(2);
  });

  it('gives no link back that would close a circle, or whose other end is gone', async () => {
    const { acme } = await withTasks(3);
    await block(acme.owner, 2, 1).expect(200);
    await block(acme.owner, 3, 2).expect(200);
    await acme.owner.delete('/tasks/2').expect(204);
    await block(acme.owner, 1, 3).expect(200);
    await acme.owner.post('/tasks/2/restore').expect(200);
    expect((await taskOf(acme, 2)).blockedBy).toHaveLength(1);
    expect((await taskOf(acme, 3)).blockedBy).toEqual([]);
    await acme.owner.delete('/tasks/2').expect(204);
    await acme.owner.delete('/tasks/1').expect(204);
    expect((await acme.owner.post('/tasks/2/restore').expect(200)).body.blockedBy).toEqual([]);
  });
});
