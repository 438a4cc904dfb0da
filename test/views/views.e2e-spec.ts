import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { newScript } from '../support/scripts.ts';
import { sessionOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

const newView = async (client: ApiClient, body: object = {}): Promise<any> =>
  (await client.post('/views', { name: 'View', ...body }).expect(201)).body;
const namesOf = async (client: ApiClient): Promise<string[]> =>
  (await client.get('/views?limit=100').expect(200)).body.data.map(({ name }: { name: string }) => name);

describe('a view', () => {
  it('has what GET /tasks is asked for, in the form that it is asked in', async () => {
    const owner = await api.newOwner();
    expect(await newView(owner)).toMatchObject({
      isShared: false,
      authorId: owner.userId,
      filter: {},
      sort: '-createdAt',
      groupBy: null,
      version: 1,
    });
    const filter = {
      status: 'CREATED',
      label: ['none', 'cafe\u0301'],
      dueBefore: '2030-12-31',
      createdAfter: '2026-01-01T01:00:00+01:00',
      assigneeId: 'none',
      q: ' words ',
    };
    const view = await newView(owner, { name: ' Ünder  ', filter, sort: 'relevance', groupBy: 'status' });
    expect(view).toMatchObject({ name: 'Ünder', sort: 'relevance', groupBy: 'status' });
    expect(view.filter).toEqual({
      status: ['CREATED'],
      label: ['none', 'caf\u00e9'],
      dueBefore: '2030-12-31',
      createdAfter: '2026-01-01T00:00:00.000Z',
      assigneeId: 'none',
      q: 'words',
    });
    const read = await owner.get(`/views/${view.id}`).expect(200);
    expect(read.body).toEqual(view);
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(view.filter))
      for (const one of [value].flat()) query.append(name, String(one));
    await owner.get(`/tasks?${query.toString()}&sort=${view.sort}`).expect(200);
  });

  it('keeps words that mean another day tomorrow, and another user to another reader', async () => {
    const { owner, member } = await api.newOrganization();
    const filter = { assigneeId: 'me', due: 'overdue' };
    const view = await newView(owner, { filter, isShared: true, sort: 'dueAt', groupBy: 'dueAt' });
    expect(view).toMatchObject({ filter, groupBy: 'dueAt' });
    const late = { title: 'late', dueAt: '2020-01-01' };
    await owner.post('/tasks', { ...late, assigneeId: owner.userId }).expect(201);
    await owner.post('/tasks', { ...late, assigneeId: member.userId }).expect(201);
    const query = `/tasks?${new URLSearchParams(view.filter).toString()}`;
    expect((await owner.get(query)).body.data.map(({ number }: any) => number)).toEqual([1]);
    expect((await member.get(query)).body.data.map(({ number }: any) => number)).toEqual([2]);
  });

  it.each([
    [{ filter: { status: ['DONE'] } }, 'filter.status'],
    [{ filter: { label: [' x'] } }, 'filter.label'],
    [{ filter: { dueBefore: '2030-02-30' } }, 'filter.dueBefore'],
    [{ filter: { assigneeId: 'her' } }, 'filter.assigneeId'],
    [{ filter: { due: 'soon' } }, 'filter.due'],
    [{ filter: { q: '' } }, 'filter.q'],
    [{ filter: { limit: 5 } }, 'filter.limit'],
    [{ filter: { cursor: 'x' } }, 'filter.cursor'],
    [{ filter: null }, 'filter'],
    [{ filter: [] }, 'filter'],
    [{ filter: { label: Array.from({ length: 100 }, (_, n) => `${n}`.padStart(50, 'ß')) } }, 'filter'],
    [{ sort: 'color' }, 'sort'],
    [{ sort: 'relevance' }, 'sort'],
    [{ groupBy: 'label' }, 'groupBy'],
    [{ isShared: null }, 'isShared'],
    [{ name: '\u200b' }, 'name'],
  ])('is refused where the list would be: %j', async (body, field) => {
    const owner = await api.newOwner();
    const { errors } = (await owner.post('/views', { name: 'x', ...body }).expect(400)).body;
    expect(errors).toEqual([{ field, message: expect.any(String) }]);
    expect(await namesOf(owner)).toEqual([]);
  });

  it('changes by what is named, and keeps sort and filter together', async () => {
    const owner = await api.newOwner();
    const { id } = await newView(owner, {
      filter: { q: 'x', label: ['a'] },
      sort: 'relevance',
      groupBy: 'priority',
    });
    await owner.patch(`/views/${id}`, { filter: { label: ['a'] } }).expect(400);
    const patch = async (body: object) => (await owner.patch(`/views/${id}`, body).expect(200)).body;
    expect(await patch({ filter: { label: ['a'] }, sort: 'dueAt' })).toMatchObject({
      filter: { label: ['a'] },
      groupBy: 'priority',
      version: 2,
    });
    expect(await patch({ groupBy: null, name: 'New' })).toMatchObject({
      groupBy: null,
      name: 'New',
      version: 3,
    });
    expect(await patch({ name: 'New', filter: { label: 'a' } })).toMatchObject({ version: 3 });
    expect(await patch({})).toMatchObject({ version: 3 });
    await owner.delete(`/views/${id}`).expect(204);
    expect((await owner.get(`/views/${id}`).expect(404)).body.code).toBe('view-not-found');
  });

  it('that is private is there for its author alone, admins included', async () => {
    const { owner, admin, member, viewer } = await api.newOrganization();
    const { id } = await newView(viewer, { name: 'Secret' });
    for (const client of [owner, admin, member]) {
      await client.get(`/views/${id}`).expect(404);
      await client.patch(`/views/${id}`, { isShared: true }).expect(404);
      await client.delete(`/views/${id}`).expect(404);
      expect(await namesOf(client)).toEqual([]);
    }
    expect(await namesOf(viewer)).toEqual(['Secret']);
    expect(JSON.stringify((await owner.get('/activity').expect(200)).body)).not.toContain('Secret');
  });

  it('that is shared is there for all, and written by its author and by admins', async () => {
    const { owner, admin, member, viewer } = await api.newOrganization();
    const other = await api.newMember(owner, 'MEMBER');
    await viewer.post('/views', { name: 'x', isShared: true }).expect(403);
    const own = await newView(viewer, { name: 'Own' });
    await viewer.patch(`/views/${own.id}`, { isShared: true }).expect(403);
    const { id } = await newView(member, { name: 'Team', isShared: true });
    for (const client of [owner, admin, other]) expect(await namesOf(client)).toEqual(['Team']);
    expect(await namesOf(viewer)).toEqual(['Own', 'Team']);
    for (const client of [other, viewer]) {
      await client.patch(`/views/${id}`, { name: 'Mine' }).expect(403);
      await client.delete(`/views/${id}`).expect(403);
    }
    await admin.patch(`/views/${id}`, { name: 'Team 2' }).expect(200);
    await admin.patch(`/views/${id}`, { isShared: false }).expect(403);
    await member.patch(`/views/${id}`, { isShared: false }).expect(200);
    await admin.get(`/views/${id}`).expect(404);
    await member.patch(`/views/${id}`, { isShared: true }).expect(200);
    await admin.delete(`/views/${id}`).expect(204);
  });

  it('of another organization is not there, nor for a token without the permission', async () => {
    const [acme, globex] = [await api.newOrganization(), await api.newOwner()];
    const { id } = await newView(acme.owner, { isShared: true });
    await globex.get(`/views/${id}`).expect(404);
    const { script } = await newScript(acme.owner, ['task:read', 'view:write']);
    await script.post('/views', { name: 'x', isShared: true }).expect(403);
    await script.patch(`/views/${id}`, { name: 'x' }).expect(403);
    await script.delete(`/views/${id}`).expect(403);
  });

  it('is one of a hundred at most, however many are saved at once', async () => {
    const owner = await api.newOwner();
    for (let count = 0; count < 98; count++) await newView(owner);
    const answers = await Promise.all(Array.from({ length: 6 }, () => owner.post('/views', { name: 'x' })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 409, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'too-many-views',
      limit: 100,
    });
  });
});

describe('a filter', () => {
  it('follows a label that is renamed or merged, once in each list', async () => {
    const { owner, viewer } = await api.newOrganization();
    await owner.post('/tasks', { title: 'x', labels: ['bug', 'Bug', 'none'] }).expect(201);
    const filter = { label: ['x', 'bug', 'Bug'], allLabels: ['bug'], notLabel: ['none'], q: 'bug' };
    const { id } = await newView(viewer, { filter });
    const { id: other } = await newView(viewer, { filter: { q: 'bug' } });
    await owner.patch('/labels/bug', { name: 'Bug' }).expect(200);
    const read = async (view: string) => (await viewer.get(`/views/${view}`).expect(200)).body;
    expect(await read(id)).toMatchObject({
      filter: { label: ['x', 'Bug'], allLabels: ['Bug'], notLabel: ['none'], q: 'bug' },
      version: 2,
    });
    expect(await read(other)).toMatchObject({ version: 1 });
    // To filter by the text "none" means no label: a view must not come to mean that, nor cease to.
    await owner.patch('/labels/none', { name: 'nothing' }).expect(200);
    expect((await read(id)).filter.notLabel).toEqual(['none']);
    await owner.patch('/labels/Bug', { name: 'none' }).expect(200);
    expect((await read(id)).filter).toMatchObject({ label: ['x', 'Bug'], allLabels: ['none'] });
  });

  it('stays as it is when its label, project or member is gone, and shows no more than before', async () => {
    const { owner, member } = await api.newOrganization();
    const { body: project } = await owner.post('/projects', { name: 'Gone' }).expect(201);
    await owner.post('/tasks', { title: 'x', labels: ['gone'], projectId: project.id }).expect(201);
    const filter = { label: ['gone'], projectId: project.id, assigneeId: member.userId };
    const view = await newView(owner, { filter });
    await owner.delete('/labels/gone').expect(204);
    await owner.delete(`/projects/${project.id}`).expect(204);
    await owner.delete(`/organizations/current/members/${member.userId}`).expect(204);
    expect((await owner.get(`/views/${view.id}`).expect(200)).body).toEqual(view);
    for (const query of ['label=gone', `projectId=${project.id}`, `assigneeId=${member.userId}`])
      expect((await owner.get(`/tasks?${query}`).expect(200)).body.total).toBe(0);
  });
});

it('a member who leaves takes the private views along for good, and leaves the shared ones', async () => {
  const { owner, admin } = await api.newOrganization();
  const elsewhere = await api.newOwner('Elsewhere');
  const { email } = sessionOf(elsewhere).user;
  const join = async (): Promise<ApiClient> => {
    const invited = await owner
      .post('/organizations/current/invitations', { email, role: 'MEMBER' })
      .expect(201);
    const { token } = invited.body;
    return elsewhere.as((await elsewhere.post('/invitations/accept', { token }).expect(200)).body);
  };
  const member = await join();
  await newView(member, { name: 'Private' });
  const shared = await newView(member, { name: 'Shared', isShared: true });
  await owner.delete(`/organizations/current/members/${member.userId}`).expect(204);
  expect(await namesOf(owner)).toEqual(['Shared']);
  await admin.patch(`/views/${shared.id}`, { name: 'Still shared' }).expect(200);
  expect(await namesOf(await join())).toEqual(['Still shared']);
});
