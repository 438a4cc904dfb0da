// quick: projects hold tasks, and let them go
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { isRefused } from '../support/refusals.ts';
import { tagOf } from '../support/tags.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();
const globex = await api.newOrganization('Globex');
const { body: foreign } = await globex.owner.post('/projects', { name: 'Theirs' }).expect(201);

it('creates a project, and answers where it is', async () => {
  const owner = await api.newOwner();
  const answer = await owner.post('/projects', { name: '  Release 2.0 ', description: 'x' }).expect(201);
  expect(answer.headers.get('location')).toBe(`/projects/${answer.body.id}`);
  expect(answer.headers.get('etag')).toBe(await tagOf(owner, `/projects/${answer.body.id}`));
  expect(answer.body).toMatchObject({ name: 'Release 2.0', description: 'x', taskCount: 0, version: 1 });
  expect((await owner.get(`/projects/${answer.body.id}`).expect(200)).body).toEqual(answer.body);
});

it('lists projects by name, whatever the case, with the tasks of each counted', async () => {
  const owner = await api.newOwner();
  for (const name of ['b', 'C', 'A']) await owner.post('/projects', { name }).expect(201);
  const { body } = await owner.get('/projects?limit=2').expect(200);
  expect(body).toMatchObject({ page: 1, limit: 2, total: 3, nextCursor: null });
  expect(body.data.map(({ name }: { name: string }) => name)).toEqual(['A', 'b']);
  await owner.post('/tasks', { title: 'x', projectId: body.data[1].id }).expect(201);
  const counts = (await owner.get('/projects').expect(200)).body.data;
  expect(counts.map(({ taskCount }: { taskCount: number }) => taskCount)).toEqual([0, 1, 0]);
});

it('changes what is named, and logs it', async () => {
  const acme = await api.newOrganization();
  const { body: project } = await acme.owner.post('/projects', { name: 'a', description: 'x' }).expect(201);
  const changed = await acme.admin.patch(`/projects/${project.id}`, { name: 'A' }).expect(200);
  expect(changed.headers.get('etag')).toBe(await tagOf(acme.viewer, `/projects/${project.id}`));
  expect(changed.body).toMatchObject({ name: 'A', description: 'x', version: 2 });
  const same = await acme.admin.patch(`/projects/${project.id}`, { name: 'A' }).expect(200);
  expect(same.body).toEqual(changed.body);
  await acme.admin.patch(`/projects/${project.id}`, { description: null }).expect(200);
  await acme.admin.delete(`/projects/${project.id}`).expect(204);
  const entries = await new TenantDatabase(superuser, acme.id).activity();
  expect(entries.map(({ type, changes }) => [type, changes])).toEqual([
    ['project.created', {}],
    ['project.updated', { name: { from: 'a', to: 'A' } }],
    ['project.updated', { description: { from: 'x', to: null } }],
    [
      'project.deleted',
      expect.objectContaining({ name: { from: 'A', to: null }, version: { from: 3, to: null } }),
    ],
  ]);
  await acme.owner.get(`/projects/${project.id}`).expect(404);
});

it('refuses a name that another project has, whatever its case', async () => {
  const acme = await api.newOrganization();
  const database = new TenantDatabase(superuser, acme.id);
  await acme.owner.post('/projects', { name: 'Große Pläne' }).expect(201);
  const { body: other } = await acme.owner.post('/projects', { name: 'Other' }).expect(201);
  const name = 'GROßE PLÄNE';
  for (const write of [
    () => acme.owner.post('/projects', { name }),
    () => acme.owner.patch(`/projects/${other.id}`, { name }),
  ]) {
    expect((await isRefused(database, write, 409)).code).toBe('project-name-taken');
  }
  const many = Array.from({ length: 8 }, () => acme.owner.post('/projects', { name: 'Once' }));
  const statuses = (await Promise.all(many)).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual([201, ...Array(7).fill(409)]);
});

it('writes only the version that is expected', async () => {
  const owner = await api.newOwner();
  const { body: project } = await owner.post('/projects', { name: 'a' }).expect(201);
  const path = `/projects/${project.id}`;
  const conflict = await owner.patch(path, { name: 'b' }, { 'if-match': '"7"' }).expect(412);
  expect(conflict.body).toMatchObject({ code: 'version-conflict', currentVersion: 1 });
  await owner.delete(path, { 'if-match': '"7"' }).expect(412);
  await owner.patch(path, { name: 'b' }, { 'if-match': await tagOf(owner, path) }).expect(200);
  await owner.delete(path, { 'if-match': await tagOf(owner, path) }).expect(204);
});

it('moves a task between projects, and logs that', async () => {
  const acme = await api.newOrganization();
  const create = async (name: string): Promise<string> =>
    (await acme.owner.post('/projects', { name }).expect(201)).body.id;
  const [first, second] = [await create('first'), await create('second')];
  const { body: task } = await acme.member.post('/tasks', { title: 'x', projectId: first }).expect(201);
  expect(task.projectId).toBe(first);
  const moved = await acme.member.patch('/tasks/1', { projectId: second }).expect(200);
  expect(moved.body).toMatchObject({ projectId: second, status: 'CREATED', version: 2 });
  expect((await acme.member.put('/tasks/1', { title: 'x' }).expect(200)).body.projectId).toBeNull();
  expect(
    (await acme.member.put('/tasks/1', { title: 'x', projectId: first }).expect(200)).body.projectId,
  ).toBe(first);
  const entries = (await new TenantDatabase(superuser, acme.id).activity()).slice(3);
  expect(entries.map(({ changes }) => changes)).toEqual([
    { projectId: { from: first, to: second } },
    { projectId: { from: second, to: null } },
    { projectId: { from: null, to: first } },
  ]);
});

it.each([
  ['that does not exist', randomUUID()],
  ['of another organization', foreign.id as string],
])('refuses a task in a project %s', async (_what, projectId) => {
  const acme = await api.newOrganization();
  await acme.owner.post('/tasks', { title: 'x' }).expect(201);
  const database = new TenantDatabase(superuser, acme.id);
  const body = { title: 'x', projectId };
  await isRefused(database, () => acme.owner.post('/tasks', body), 400, 'projectId');
  await isRefused(database, () => acme.owner.put('/tasks/1', body), 400, 'projectId');
  await isRefused(database, () => acme.owner.patch('/tasks/1', { projectId }), 400, 'projectId');
});

it("answers 404 for another organization's project, and changes nothing", async () => {
  const acme = await api.newOrganization();
  const database = new TenantDatabase(superuser, globex.id);
  const path = `/projects/${foreign.id}`;
  for (const call of [
    () => acme.owner.get(path),
    () => acme.owner.get(`${path}/tasks`),
    () => acme.owner.patch(path, { name: 'Mine' }),
    () => acme.owner.delete(path),
  ]) {
    expect((await isRefused(database, call, 404)).code).toBe('project-not-found');
  }
  expect((await acme.owner.get(`/tasks?projectId=${foreign.id}`).expect(200)).body.total).toBe(0);
});

it('keeps the tasks of a project that is deleted, each change logged', async () => {
  const acme = await api.newOrganization();
  const { body: project } = await acme.owner.post('/projects', { name: 'a' }).expect(201);
  for (const title of ['x', 'y'])
    await acme.owner.post('/tasks', { title, projectId: project.id }).expect(201);
  await acme.owner.post('/tasks', { title: 'z' }).expect(201);
  await acme.admin.delete(`/projects/${project.id}`).expect(204);
  const { data } = (await acme.owner.get('/tasks?sort=number').expect(200)).body;
  expect(data.map((task: Record<string, unknown>) => [task.title, task.projectId, task.version])).toEqual([
    ['x', null, 2],
    ['y', null, 2],
    ['z', null, 1],
  ]);
  const entries = (await new TenantDatabase(superuser, acme.id).activity()).slice(4);
  expect(entries.map(({ type, changes }) => [type, changes])).toEqual([
    ['task.updated', { projectId: { from: project.id, to: null } }],
    ['task.updated', { projectId: { from: project.id, to: null } }],
    ['project.deleted', expect.objectContaining({ name: { from: 'a', to: null } })],
  ]);
});

it('refuses to delete a project with more tasks than others can wait for', async () => {
  const acme = await api.newOrganization();
  const { body: project } = await acme.owner.post('/projects', { name: 'Huge' }).expect(201);
  const database = new TenantDatabase(superuser, acme.id);
  await superuser.query(
    `INSERT INTO ${database.schema}.tasks (id, number, title, status, priority, creator_id, project_id, created_at, updated_at)
     SELECT gen_random_uuid(), n, 'x', 'CREATED', 'NONE', $1, $2, now(), now() FROM generate_series(1, 10001) n`,
    [acme.owner.userId, project.id],
  );
  const problem = await isRefused(database, () => acme.owner.delete(`/projects/${project.id}`), 409);
  expect(problem).toMatchObject({ code: 'project-too-large', limit: 10_000 });
});

it('leaves no task in a project that is deleted while tasks are created in it', async () => {
  const acme = await api.newOrganization();
  const { body: project } = await acme.owner.post('/projects', { name: 'a' }).expect(201);
  const creations = Array.from({ length: 20 }, () =>
    acme.owner.post('/tasks', { title: 'x', projectId: project.id }),
  );
  const [deleted, ...created] = await Promise.all([
    acme.owner.delete(`/projects/${project.id}`),
    ...creations,
  ]);
  expect(deleted?.status).toBe(204);
  for (const { status } of created) expect([201, 400]).toContain(status);
  const { data } = (await acme.owner.get('/tasks?limit=100').expect(200)).body;
  expect(data).toHaveLength(created.filter(({ status }) => status === 201).length);
  expect(data.every((task: { projectId: null }) => task.projectId === null)).toBe(true);
});

it('lists the tasks of a project with the filters of all lists, and from the cache', async () => {
  const acme = await api.newOrganization();
  const { body: project } = await acme.owner.post('/projects', { name: 'a' }).expect(201);
  for (const title of ['x', 'y'])
    await acme.owner.post('/tasks', { title, projectId: project.id }).expect(201);
  await acme.owner.post('/tasks', { title: 'x' }).expect(201);
  const path = `/projects/${project.id}/tasks?q=x&status=CREATED&sort=title`;
  const first = await acme.viewer.get(path).expect(200);
  expect(first.body).toMatchObject({ total: 1, data: [{ number: 1 }] });
  const again = await acme.viewer.get(path).expect(200);
  expect([first, again].map(({ headers }) => headers.get('x-cache'))).toEqual(['MISS', 'HIT']);
  expect((await acme.viewer.get(`/projects/${project.id}/tasks`).expect(200)).body.total).toBe(2);
  await acme.viewer.get(`/projects/${project.id}/tasks?projectId=${project.id}`).expect(400);
  await acme.owner.delete(`/projects/${project.id}`).expect(204);
  await acme.viewer.get(path).expect(404);
});
