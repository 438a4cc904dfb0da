import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Scheduler } from '#app/scheduler/scheduler.js';
import type { ApiClient, TestOrganization } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { isRefused } from '../support/refusals.ts';
import { tagOf } from '../support/tags.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, app, superuser } = await createTestApp();

const newTask = async (client: ApiClient, task: object = {}) =>
  (await client.post('/tasks', { title: 'x', ...task }).expect(201)).body;
const numbers = async (client: ApiClient, path: string): Promise<number[]> =>
  (await client.get(path).expect(200)).body.data.map(({ number }: { number: number }) => number);
const database = ({ id }: TestOrganization) => new TenantDatabase(superuser, id);

const fill = (client: ApiClient, parentId: string, count: number) => {
  const operations = Array.from({ length: count }, () => ({ op: 'create', task: { title: 'x', parentId } }));
  return client.post('/tasks/bulk', { operations }).expect(200);
};

/** An organization with task 1, and the tasks 2 and 3 as its subtasks. */
async function withSubtasks() {
  const acme = await api.newOrganization();
  const parent = await newTask(acme.owner, { title: 'Parent' });
  const subtasks = [
    await newTask(acme.owner, { title: 'First', parentId: parent.id }),
    await newTask(acme.owner, { title: 'Second', parentId: parent.id }),
  ];
  return { acme, parent, subtasks };
}

describe('a parent', () => {
  it('shows how far its subtasks are, wherever it is shown', async () => {
    const { acme, parent } = await withSubtasks();
    expect(parent.subtasks).toEqual({ total: 0, completed: 0 });
    await acme.owner.patch('/tasks/2').expect(200);
    const progress = { total: 2, completed: 1 };
    expect((await acme.viewer.get('/tasks/1').expect(200)).body).toMatchObject({ subtasks: progress });
    const changed = await acme.owner.patch('/tasks/1', { title: 'Still the parent' }).expect(200);
    expect(changed.body.subtasks).toEqual(progress);
    expect(changed.headers.get('etag')).toBe(await tagOf(acme.viewer, '/tasks/1'));
    const { nextCursor } = (await acme.viewer.get('/tasks?sort=-number&limit=2').expect(200)).body;
    for (const query of ['sort=number', 'sort=number&q=parent', `sort=-number&cursor=${nextCursor}`]) {
      const { body } = await acme.viewer.get(`/tasks?${query}`).expect(200);
      expect(body.data.map(({ number }: { number: number }) => number)).toContain(1);
      for (const task of body.data)
        expect(task.subtasks).toEqual(task.number === 1 ? progress : { total: 0, completed: 0 });
    }
    expect((await acme.viewer.get('/tasks/1').expect(200)).body.version).toBe(2);
  });

  it('is found by its subtasks, and they by it', async () => {
    const { acme, parent, subtasks } = await withSubtasks();
    expect(subtasks.map(({ parentId }) => parentId)).toEqual([parent.id, parent.id]);
    await newTask(acme.owner);
    expect(await numbers(acme.viewer, `/tasks?sort=number&parentId=${parent.id}`)).toEqual([2, 3]);
    expect(await numbers(acme.viewer, '/tasks?sort=number&parentId=none')).toEqual([1, 4]);
    expect(await numbers(acme.viewer, '/tasks?sort=number')).toEqual([1, 2, 3, 4]);
    await acme.viewer.get('/tasks?parentId=x').expect(400);
    const { body } = await acme.owner.post('/exports', {
      filter: { parentId: parent.id },
      columns: ['number', 'parentId'],
    });
    const file = await eventually(async () => {
      const { body: found } = await acme.owner.get(`/exports/${body.exportId}`).expect(200);
      return found.status === 'COMPLETED' && found;
    });
    const csv = (await acme.owner.get(file.fileUrl).expect(200)).body;
    expect(csv).toBe(`number,parentId\r\n2,${parent.id}\r\n3,${parent.id}\r\n`);
  });

  it('changes by PATCH, PUT and bulk, and is logged', async () => {
    const { acme, parent } = await withSubtasks();
    await acme.owner.patch('/tasks/2', { parentId: null }).expect(200);
    expect((await acme.owner.put('/tasks/3', { title: 'Second' }).expect(200)).body.parentId).toBeNull();
    expect((await acme.owner.get('/tasks/1').expect(200)).body.subtasks.total).toBe(0);
    const operations = [
      { op: 'update', id: 2, task: { parentId: parent.id } },
      { op: 'create', task: { title: 'Third', parentId: parent.id } },
    ];
    const { body } = await acme.owner.post('/tasks/bulk', { operations }).expect(200);
    expect(body.results.map(({ task }: any) => task.parentId)).toEqual([parent.id, parent.id]);
    const entries = (await database(acme).activity()).slice(3);
    expect(entries.map(({ type, changes }) => [type, changes])).toEqual([
      ['task.updated', { parentId: { from: parent.id, to: null } }],
      ['task.updated', { parentId: { from: parent.id, to: null } }],
      ['task.updated', { parentId: { from: null, to: parent.id } }],
      ['task.created', {}],
    ]);
    const { body: events } = await acme.viewer.get('/events?after=2&limit=100').expect(200);
    const parents = events.data.map(({ data }: any) => [data.task.number, data.task.parentId]);
    expect(parents).toEqual([
      [3, parent.id],
      [2, null],
      [3, null],
      [2, parent.id],
      [4, parent.id],
    ]);
  });

  it('may be completed before its subtasks, which stay open', async () => {
    const { acme } = await withSubtasks();
    const { body } = await acme.owner.patch('/tasks/1').expect(200);
    expect(body).toMatchObject({ status: 'COMPLETED', subtasks: { total: 2, completed: 0 } });
    expect((await acme.owner.get('/tasks/2').expect(200)).body.status).toBe('CREATED');
  });
});

describe('what is refused', () => {
  it('is a second level, in both directions, and a task of its own', async () => {
    const { acme, parent, subtasks } = await withSubtasks();
    const [first] = subtasks;
    const other = await newTask(acme.owner);
    const refused: [path: string, parentId: string, status: number, code: string][] = [
      ['/tasks', first.id, 409, 'nested-subtask'],
      [`/tasks/${other.id}`, first.id, 409, 'nested-subtask'],
      [`/tasks/${subtasks[1].id}`, first.id, 409, 'nested-subtask'],
      [`/tasks/${parent.id}`, other.id, 409, 'nested-subtask'],
      [`/tasks/${parent.id}`, first.id, 409, 'nested-subtask'],
      [`/tasks/${other.id}`, other.id, 400, 'validation-failed'],
      [`/tasks/${parent.id}`, parent.id, 400, 'validation-failed'],
    ];
    for (const [path, parentId, status, code] of refused) {
      const write = () =>
        path === '/tasks'
          ? acme.owner.post(path, { title: 'x', parentId })
          : acme.owner.patch(path, { parentId });
      expect((await isRefused(database(acme), write, status)).code).toBe(code);
    }
  });

  it('is a parent that is not there, or of another organization', async () => {
    const { acme } = await withSubtasks();
    const foreign = await newTask(await api.newOwner());
    const deleted = await newTask(acme.owner);
    await acme.owner.delete(`/tasks/${deleted.id}`).expect(204);
    for (const parentId of [randomUUID(), foreign.id, deleted.id]) {
      await isRefused(
        database(acme),
        () => acme.owner.post('/tasks', { title: 'x', parentId }),
        400,
        'parentId',
      );
      await isRefused(database(acme), () => acme.owner.patch('/tasks/2', { parentId }), 400, 'parentId');
    }
  });

  it('is a subtask of a task that the member may not change', async () => {
    const { acme, parent } = await withSubtasks();
    const body = { title: 'x', parentId: parent.id };
    expect((await acme.member.post('/tasks', body).expect(403)).body.detail).toContain('Task 1 would get');
    await acme.owner.patch('/tasks/1', { assigneeId: acme.member.userId }).expect(200);
    await acme.member.post('/tasks', body).expect(201);
  });

  it('is one more than a hundred', async () => {
    const acme = await api.newOrganization();
    const { id: parentId } = await newTask(acme.owner);
    await fill(acme.owner, parentId, 100);
    const { body } = await acme.owner.post('/tasks', { title: 'x', parentId }).expect(409);
    expect(body).toMatchObject({ code: 'too-many-subtasks', limit: 100 });
  });

  it('is one of two changes at the same time that together make a second level', async () => {
    const acme = await api.newOrganization();
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await newTask(acme.owner), await newTask(acme.owner)];
      const answers = await Promise.all([
        acme.owner.patch(`/tasks/${a.id}`, { parentId: b.id }),
        acme.admin.patch(`/tasks/${b.id}`, { parentId: a.id }),
      ]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    }
  });
});

describe('the trash', () => {
  it('takes subtasks with their parent, and gives them back with it', async () => {
    const { acme, parent, subtasks } = await withSubtasks();
    await acme.owner.delete('/tasks/3').expect(204);
    const before = (await acme.owner.get('/tasks/2').expect(200)).body;
    await acme.owner.delete('/tasks/1').expect(204);
    await acme.owner.get('/tasks/2').expect(404);
    expect((await acme.owner.get('/organizations/current/usage').expect(200)).body.usage.tasks).toBe(0);
    const entries = (await database(acme).activity()).slice(4);
    expect(entries.map(({ type, subject_id }) => [type, subject_id])).toEqual([
      ['task.deleted', subtasks[0].id],
      ['task.deleted', parent.id],
    ]);
    expect(entries[0]?.changes['parentId']).toEqual({ from: parent.id, to: null });
    expect(entries[1]?.changes).not.toHaveProperty('subtasks');
    const { body } = await acme.owner.post('/tasks/1/restore').expect(200);
    expect(body).toMatchObject({ number: 1, subtasks: { total: 1, completed: 0 } });
    expect(await numbers(acme.owner, '/tasks?sort=number')).toEqual([1, 2]);
    expect((await acme.owner.get('/tasks/2').expect(200)).body).toEqual({
      ...before,
      version: 2,
      updatedAt: expect.any(String),
    });
    expect((await acme.owner.post('/tasks/3/restore').expect(200)).body.parentId).toBe(parent.id);
  });

  it('gives a subtask back alone, without a parent that is gone or is a subtask itself', async () => {
    const { acme } = await withSubtasks();
    await acme.owner.delete('/tasks/1').expect(204);
    expect((await acme.owner.post('/tasks/2/restore').expect(200)).body.parentId).toBeNull();
    await acme.owner.post('/tasks/1/restore').expect(200);
    expect(await numbers(acme.owner, '/tasks?sort=number&parentId=none')).toEqual([1, 2]);
    await acme.owner.delete('/tasks/3').expect(204);
    const other = await newTask(acme.owner);
    await acme.owner.patch('/tasks/1', { parentId: other.id }).expect(200);
    expect((await acme.owner.post('/tasks/3/restore').expect(200)).body.parentId).toBeNull();
  });

  it('gives a subtask back without a parent that has no room left', async () => {
    const { acme, parent } = await withSubtasks();
    await acme.owner.delete('/tasks/3').expect(204);
    await fill(acme.owner, parent.id, 99);
    expect((await acme.owner.post('/tasks/3/restore').expect(200)).body.parentId).toBeNull();
    expect((await acme.owner.get('/tasks/1').expect(200)).body.subtasks.total).toBe(100);
  });

  it('takes no subtask that the member may not delete', async () => {
    const acme = await api.newOrganization();
    const parent = await newTask(acme.member);
    await newTask(acme.owner, { parentId: parent.id });
    const { body } = await acme.member.delete('/tasks/1').expect(403);
    expect(body.detail).toContain('subtask 2');
    expect((await acme.owner.get('/tasks').expect(200)).body.total).toBe(2);
    await acme.admin.delete('/tasks/1').expect(204);
  });

  it('is given back whole or not at all, where the plan has no room', async () => {
    const { acme } = await withSubtasks();
    await acme.owner.delete('/tasks/1').expect(204);
    await superuser.query(`UPDATE ${database(acme).schema}.sequencer SET max_tasks = 2`);
    await isRefused(database(acme), () => acme.owner.post('/tasks/1/restore'), 402);
    await superuser.query(`UPDATE ${database(acme).schema}.sequencer SET max_tasks = 3`);
    await acme.owner.post('/tasks/1/restore').expect(200);
    expect(await numbers(acme.owner, '/tasks?sort=number')).toEqual([1, 2, 3]);
  });

  it('forgets both after 30 days, and a subtask that is left has no parent any more', async () => {
    const { acme } = await withSubtasks();
    await acme.owner.delete('/tasks/1').expect(204);
    const { schema } = database(acme);
    await superuser.query(
      `UPDATE ${schema}.deleted_tasks SET deleted_at = now() - interval '31 days' WHERE number < 3`,
    );
    await app.get(Scheduler).runNow('organizations.cleanup');
    expect((await acme.owner.get('/tasks/trash').expect(200)).body.total).toBe(1);
    expect((await acme.owner.post('/tasks/3/restore').expect(200)).body.parentId).toBeNull();
  });

  it('leaves a task of an import alone that has become a parent', async () => {
    const acme = await api.newOrganization();
    const headers = { 'content-type': 'text/csv' };
    const { body } = await acme.owner.post('/tasks/import', 'title\nOne\nTwo\n', headers).expect(202);
    await eventually(async () => {
      const { body: found } = await acme.owner.get(`/imports/${body.importId}`).expect(200);
      return found.status === 'COMPLETED';
    });
    const { id: parentId } = (await acme.owner.get('/tasks/1').expect(200)).body;
    await newTask(acme.owner, { parentId });
    const undone = await acme.owner.post(`/imports/${body.importId}/undo`).expect(200);
    expect(undone.body).toEqual({ undone: 1, kept: 1 });
    expect(await numbers(acme.owner, '/tasks?sort=number')).toEqual([1, 3]);
  });
});
