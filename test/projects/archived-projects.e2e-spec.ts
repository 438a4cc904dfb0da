import { expect, it } from 'vitest';
import type { ApiClient, TestOrganization } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { isRefused } from '../support/refusals.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

const newProject = async (acme: TestOrganization, name: string): Promise<string> =>
  (await acme.owner.post('/projects', { name }).expect(201)).body.id;
const archive = (client: ApiClient, id: string, archived = true) =>
  client.patch(`/projects/${id}`, { archived });

/** An organization with an archived project, in which task 1 is, and one that isn't archived. */
async function withArchived() {
  const acme = await api.newOrganization();
  const [old, current] = [await newProject(acme, 'Old'), await newProject(acme, 'Current')];
  await acme.owner.post('/tasks', { title: 'Left', projectId: old }).expect(201);
  await archive(acme.admin, old).expect(200);
  return { acme, old, current };
}

it('leaves archived projects out of the list unless it is asked for them', async () => {
  const { acme, old } = await withArchived();
  const listed = async (query: string) => {
    const { body } = await acme.viewer.get(`/projects${query}`).expect(200);
    expect(body.total).toBe(body.data.length);
    return body.data.map(({ name, archived }: any) => [name, archived]);
  };
  expect(await listed('')).toEqual([['Current', false]]);
  expect(await listed('?archived=false')).toEqual([['Current', false]]);
  expect(await listed('?archived=true')).toEqual([['Old', true]]);
  expect(await listed('?archived=all&limit=2')).toEqual([
    ['Current', false],
    ['Old', true],
  ]);
  await acme.viewer.get('/projects?archived=maybe').expect(400);
  await archive(acme.admin, old, false).expect(200);
  expect(await listed('')).toHaveLength(2);
});

it('archives once, logs it, and shows it in the event', async () => {
  const { acme, old } = await withArchived();
  const { body } = await acme.viewer.get(`/projects/${old}`).expect(200);
  expect(body).toMatchObject({ archived: true, version: 2, taskCount: 1 });
  expect((await archive(acme.owner, old).expect(200)).body).toEqual(body);
  await archive(acme.owner, old, false).expect(200);
  const entries = (await new TenantDatabase(superuser, acme.id).activity()).slice(3);
  expect(entries.map(({ type, subject_id, changes }) => [type, subject_id, changes])).toEqual([
    ['project.updated', old, { archived: { from: false, to: true } }],
    ['project.updated', old, { archived: { from: true, to: false } }],
  ]);
  const { body: events } = await acme.viewer.get('/events?after=0&type=project.*').expect(200);
  expect(events.data.map(({ data }: any) => data.project.archived)).toEqual([false, false, true, false]);
});

it('keeps its tasks: they are read and changed as before', async () => {
  const { acme, old } = await withArchived();
  expect((await acme.viewer.get(`/projects/${old}/tasks`).expect(200)).body.total).toBe(1);
  expect((await acme.viewer.get('/tasks').expect(200)).body.total).toBe(1);
  await acme.owner.patch('/tasks/1', { title: 'x', projectId: old }).expect(200);
  await acme.owner.put('/tasks/1', { title: 'y', projectId: old }).expect(200);
  await acme.owner.patch('/tasks/1').expect(200);
  await acme.owner.delete('/tasks/1').expect(204);
  expect((await acme.owner.post('/tasks/1/restore').expect(200)).body.projectId).toBe(old);
  await acme.owner.patch('/tasks/1', { projectId: null }).expect(200);
});

it('filters tasks by whether their project is archived', async () => {
  const { acme, current } = await withArchived();
  await acme.owner.post('/tasks', { title: 'Of the current one', projectId: current }).expect(201);
  await acme.owner.post('/tasks', { title: 'Of none' }).expect(201);
  const numbers = async (path: string) =>
    (await acme.viewer.get(path).expect(200)).body.data.map(({ number }: any) => number);
  expect(await numbers('/tasks?sort=number&archived=false')).toEqual([2, 3]);
  expect(await numbers('/tasks?sort=number&archived=true')).toEqual([1]);
  expect(await numbers('/tasks?sort=number')).toEqual([1, 2, 3]);
  const filter = { archived: false };
  const { exportId } = (await acme.owner.post('/exports', { filter, columns: ['number'] }).expect(202)).body;
  const { rowCount } = await eventually(async () => {
    const { body } = await acme.owner.get(`/exports/${exportId}`).expect(200);
    return body.status === 'COMPLETED' && body;
  });
  expect(rowCount).toBe(2);
});

it('takes no new tasks, by whatever way they come', async () => {
  const { acme, old } = await withArchived();
  await acme.owner.post('/tasks', { title: 'Elsewhere' }).expect(201);
  const database = new TenantDatabase(superuser, acme.id);
  for (const write of [
    () => acme.owner.post('/tasks', { title: 'New', projectId: old }),
    () => acme.owner.patch('/tasks/2', { projectId: old }),
    () => acme.owner.put('/tasks/2', { title: 'x', projectId: old }),
  ]) {
    const refused = await isRefused(database, write, 409);
    expect(refused).toMatchObject({ code: 'project-archived', projectId: old });
  }
  const operations = [
    { op: 'create', task: { title: 'New', projectId: old } },
    { op: 'update', id: 2, task: { projectId: old } },
  ];
  const { results } = (await acme.owner.post('/tasks/bulk', { operations }).expect(200)).body;
  for (const { problem } of results) expect(problem.code).toBe('project-archived');
  await archive(acme.owner, old, false).expect(200);
  await acme.owner.post('/tasks', { title: 'New', projectId: old }).expect(201);
});

it.each([
  ['create', 0, 'project is archived'],
  ['refuse', 0, 'project is archived'],
  ['skip', 1, undefined],
])('refuses rows of an import that name it, with unknownProjects=%s', async (unknown, accepted, reason) => {
  const { acme } = await withArchived();
  const file = 'title,project\nImported,old\n';
  const headers = { 'content-type': 'text/csv' };
  const path = `/tasks/import?unknownProjects=${unknown}`;
  const { importId } = (await acme.owner.post(path, file, headers).expect(202)).body;
  const done = await eventually(async () => {
    const { body } = await acme.owner.get(`/imports/${importId}`).expect(200);
    return body.status === 'COMPLETED' && body;
  });
  expect([done.accepted, done.refusals?.[0]?.reason]).toEqual([accepted, reason]);
  expect((await acme.owner.get('/projects?archived=all').expect(200)).body.total).toBe(2);
});

it('lets no task in once it is archived, however many come at the same time', async () => {
  const acme = await api.newOrganization();
  const id = await newProject(acme, 'Closing');
  let isArchived = false;
  const late: number[] = [];
  const write = async () => {
    for (let n = 0; n < 10; n++) {
      const wasArchived = isArchived;
      const { status } = await acme.member.post('/tasks', { title: 'Racing', projectId: id });
      if (wasArchived) late.push(status);
    }
  };
  const writing = Promise.all([write(), write(), write()]);
  await archive(acme.owner, id).expect(200);
  isArchived = true;
  await writing;
  expect(late.length).toBeGreaterThan(0);
  expect(new Set(late)).toEqual(new Set([409]));
});

it('counts for the plan, keeps its name, and is archived by admins alone', async () => {
  const { acme, old } = await withArchived();
  const { body } = await acme.owner.get('/organizations/current/usage').expect(200);
  expect(body.usage.projects).toBe(2);
  expect((await acme.owner.post('/projects', { name: 'OLD' }).expect(409)).body.code).toBe(
    'project-name-taken',
  );
  for (const client of [acme.member, acme.viewer]) await archive(client, old, false).expect(403);
  await acme.owner.patch(`/projects/${old}`, { archived: null }).expect(400);
  await acme.owner.post('/projects', { name: 'x', archived: true }).expect(400);
});
