// quick: the path of every request, from guard to table
import { expect, it } from 'vitest';
import { tagOf } from '../support/tags.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

const EMPTY = {
  description: null,
  priority: 'NONE',
  assigneeId: null,
  projectId: null,
  labels: [],
  dueAt: null,
};

it('creates a task and reads it by id and by number', async () => {
  const acme = await api.newOrganization();
  const created = await acme.owner.post('/tasks', { title: '  Write  ' }).expect(201);
  expect(created.body).toMatchObject({ number: 1, title: 'Write', status: 'CREATED', version: 1, ...EMPTY });
  expect(created.headers.get('location')).toBe(`/tasks/${created.body.id}`);
  expect(created.headers.get('etag')).toBe(await tagOf(acme.viewer, '/tasks/1'));
  const byId = await acme.viewer.get(`/tasks/${created.body.id}`).expect(200);
  const byNumber = await acme.viewer.get('/tasks/1').expect(200);
  const upperCase = await acme.viewer.get(`/tasks/${created.body.id.toUpperCase()}`).expect(200);
  expect(byId.body).toEqual(created.body);
  expect(byNumber.body).toEqual(created.body);
  expect(upperCase.body).toEqual(created.body);
});

it('creates a task with every field', async () => {
  const acme = await api.newOrganization();
  const fields = {
    title: 'Ünïcode 🚀',
    description: 'Line one\nline two',
    status: 'CREATED',
    priority: 'URGENT',
    assigneeId: acme.member.userId,
    labels: ['b', 'a'],
    dueAt: '2030-01-31T12:00:00.123Z',
  };
  const { body } = await acme.admin.post('/tasks', fields).expect(201);
  expect(body).toMatchObject({ ...fields, creatorId: acme.admin.userId, completedAt: null, projectId: null });
  expect(body.updatedAt).toBe(body.createdAt);
});

it('reads timestamps with any offset and answers in UTC with milliseconds', async () => {
  const acme = await api.newOrganization();
  const { body } = await acme.owner
    .post('/tasks', { title: 'x', dueAt: '2030-01-31T12:00:00+02:00' })
    .expect(201);
  expect(body.dueAt).toBe('2030-01-31T10:00:00.000Z');
});

it.each([
  ['title', 'Other'],
  ['description', 'Other'],
  ['priority', 'LOW'],
  ['labels', ['x', 'y']],
  ['dueAt', '2031-05-05T05:05:05.005Z'],
])('changes the %s alone', async (field, value) => {
  const acme = await api.newOrganization();
  const { body: before } = await acme.owner.post('/tasks', { title: 'x' }).expect(201);
  const { body, headers } = await acme.owner.patch(`/tasks/${before.id}`, { [field]: value }).expect(200);
  expect(body).toEqual({ ...before, [field]: value, version: 2, updatedAt: body.updatedAt });
  expect(body.updatedAt >= before.updatedAt).toBe(true);
  expect(headers.get('etag')).toBe(await tagOf(acme.viewer, '/tasks/1'));
  expect((await acme.owner.get('/tasks/1').expect(200)).body).toEqual(body);
});

it('empties fields by null', async () => {
  const acme = await api.newOrganization();
  const dueAt = '2030-01-31T12:00:00.000Z';
  await acme.owner
    .post('/tasks', { title: 'x', description: 'd', assigneeId: acme.member.userId, dueAt })
    .expect(201);
  const { body } = await acme.owner
    .patch('/tasks/1', { description: null, assigneeId: null, dueAt: null, projectId: null })
    .expect(200);
  expect(body).toMatchObject({ ...EMPTY, title: 'x', status: 'CREATED', version: 2 });
});

it('keeps the version when a change changes nothing', async () => {
  const acme = await api.newOrganization();
  const fields = { title: 'x', labels: ['a'], dueAt: '2030-01-31T12:00:00.000Z', status: 'CREATED' };
  const { body: before } = await acme.owner.post('/tasks', fields).expect(201);
  expect((await acme.owner.patch('/tasks/1', fields).expect(200)).body).toEqual(before);
  expect((await acme.owner.put('/tasks/1', fields).expect(200)).body).toEqual(before);
  expect((await acme.owner.patch('/tasks/1', { projectId: null }).expect(200)).body).toEqual(before);
});

it('replaces by PUT: empties what is left out, keeps the status', async () => {
  const acme = await api.newOrganization();
  const everything = {
    description: 'd',
    priority: 'HIGH',
    assigneeId: acme.admin.userId,
    labels: ['a'],
    dueAt: '2030-01-31T12:00:00.000Z',
  };
  await acme.owner.post('/tasks', { title: 'x', ...everything }).expect(201);
  await acme.owner.patch('/tasks/1', { status: 'IN_PROGRESS' }).expect(200);
  const { body } = await acme.owner.put('/tasks/1', { title: 'y' }).expect(200);
  expect(body).toMatchObject({ title: 'y', status: 'IN_PROGRESS', creatorId: acme.owner.userId, ...EMPTY });
  const moved = await acme.owner.put('/tasks/1', { title: 'y', status: 'COMPLETED' }).expect(200);
  expect(moved.body.status).toBe('COMPLETED');
  await acme.owner.put('/tasks/1', {}).expect(400);
});

it('deletes a task for good, and never gives its number again', async () => {
  const acme = await api.newOrganization();
  const { body: task } = await acme.owner.post('/tasks', { title: 'x' }).expect(201);
  await acme.owner.delete(`/tasks/${task.id}`).expect(204);
  for (const reference of [task.id, 1]) {
    await acme.owner.get(`/tasks/${reference}`).expect(404);
    await acme.owner.patch(`/tasks/${reference}`, { title: 'y' }).expect(404);
    await acme.owner.put(`/tasks/${reference}`, { title: 'y' }).expect(404);
    const { body } = await acme.owner.delete(`/tasks/${reference}`).expect(404);
    expect(body.code).toBe('task-not-found');
  }
  expect((await acme.owner.post('/tasks', { title: 'z' }).expect(201)).body.number).toBe(2);
});

it('assigns members only', async () => {
  const [acme, globex] = [await api.newOrganization(), await api.newOrganization()];
  const { body: task } = await acme.owner.post('/tasks', { title: 'x' }).expect(201);
  for (const assigneeId of [globex.member.userId, task.id]) {
    const refused = await acme.owner.post('/tasks', { title: 'y', assigneeId }).expect(400);
    expect(refused.body.errors).toEqual([{ field: 'assigneeId', message: expect.any(String) }]);
    await acme.owner.patch('/tasks/1', { assigneeId }).expect(400);
    await acme.owner.put('/tasks/1', { title: 'x', assigneeId }).expect(400);
  }
  await acme.owner.patch('/tasks/1', { assigneeId: acme.viewer.userId.toUpperCase() }).expect(200);
  expect((await acme.owner.get('/tasks/1').expect(200)).body.assigneeId).toBe(acme.viewer.userId);
});

it('lets members write what they created or are assigned to, and nothing else', async () => {
  const acme = await api.newOrganization();
  const otherMember = await api.newMember(acme.owner, 'MEMBER');
  await acme.member.post('/tasks', { title: 'Own' }).expect(201);
  await acme.member.patch('/tasks/1', { title: 'Own, changed' }).expect(200);
  for (const call of [
    otherMember.patch('/tasks/1', { title: 'x' }),
    otherMember.patch('/tasks/1'),
    otherMember.put('/tasks/1', { title: 'x' }),
    otherMember.delete('/tasks/1'),
  ]) {
    expect((await call.expect(403)).body.code).toBe('permission-denied');
  }
  await acme.member.patch('/tasks/1', { assigneeId: otherMember.userId }).expect(200);
  await otherMember.put('/tasks/1', { title: 'Assigned', assigneeId: otherMember.userId }).expect(200);
  await otherMember.delete('/tasks/1').expect(204);
});

it('lets admins write every task, and viewers none', async () => {
  const acme = await api.newOrganization();
  await acme.member.post('/tasks', { title: 'x', assigneeId: acme.viewer.userId }).expect(201);
  await acme.viewer.get('/tasks/1').expect(200);
  await acme.viewer.post('/tasks', { title: 'y' }).expect(403);
  await acme.viewer.patch('/tasks/1', { title: 'y' }).expect(403);
  await acme.viewer.put('/tasks/1', { title: 'y' }).expect(403);
  await acme.viewer.delete('/tasks/1').expect(403);
  await acme.admin.patch('/tasks/1', { title: 'y' }).expect(200);
  await acme.admin.delete('/tasks/1').expect(204);
});
