import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

const labelsOf = async (client: Awaited<ReturnType<typeof api.newOwner>>, id: number): Promise<string[]> =>
  (await client.get(`/tasks/${id}`).expect(200)).body.labels;

describe('addLabels and removeLabels', () => {
  it('lose none of what many add and take off at once', async () => {
    const { owner, admin, member } = await api.newOrganization();
    const writers = [owner, admin, member];
    await member.post('/tasks', { title: 'x', labels: ['old', 'older'] }).expect(201);
    const names = Array.from({ length: 12 }, (_, n) => `label ${n}`);
    await Promise.all([
      ...names.map((name, n) => writers[n % 3]?.patch('/tasks/1', { addLabels: [name] }).expect(200)),
      owner.patch('/tasks/1', { removeLabels: ['old'] }).expect(200),
      admin.patch('/tasks/1', { removeLabels: ['older'] }).expect(200),
    ]);
    expect((await labelsOf(owner, 1)).toSorted()).toEqual(names.toSorted());
  });

  it('change what the task has, or what labels says, in this order, and complete nothing', async () => {
    const owner = await api.newOwner();
    await owner.post('/tasks', { title: 'x', labels: ['a', 'b'] }).expect(201);
    const after = async (body: object) => (await owner.patch('/tasks/1', body).expect(200)).body;
    expect(await after({ addLabels: ['c', 'a'], removeLabels: ['b', 'nowhere'] })).toMatchObject({
      labels: ['a', 'c'],
      status: 'CREATED',
      version: 2,
    });
    // Nothing to add and nothing to take off is no change, and not an empty body.
    expect(await after({ addLabels: ['a'] })).toMatchObject({ version: 2, status: 'CREATED' });
    expect(await after({ removeLabels: [] })).toMatchObject({ version: 2, status: 'CREATED' });
    expect((await after({ labels: ['x'], addLabels: ['y', 'z'], removeLabels: ['z'] })).labels).toEqual([
      'x',
      'y',
    ]);
    const bulk = { operations: [{ op: 'update', id: 1, task: { addLabels: ['bulk'], title: 'y' } }] };
    const [{ task }] = (await owner.post('/tasks/bulk', bulk).expect(200)).body.results;
    expect(task).toMatchObject({ title: 'y', labels: ['x', 'y', 'bulk'] });
  });

  it('keep to what labels may be', async () => {
    const owner = await api.newOwner();
    const labels = Array.from({ length: 19 }, (_, n) => `${n}`);
    await owner.post('/tasks', { title: 'x', labels }).expect(201);
    const { errors } = (await owner.patch('/tasks/1', { addLabels: ['a', 'b'] }).expect(400)).body;
    expect(errors).toEqual([{ field: 'addLabels', message: expect.stringContaining('at most 20 labels') }]);
    await owner.patch('/tasks/1', { addLabels: ['a', 'b'], removeLabels: ['0'] }).expect(200);
    for (const wrong of [[''], ['a', 'a'], ['x'.repeat(51)], 'a', null, [' a'], ['\u200b']])
      await owner.patch('/tasks/1', { addLabels: wrong }).expect(400);
    await owner.post('/tasks', { title: 'x', addLabels: ['a'] }).expect(400);
  });
});

describe('the colour of a label', () => {
  const labels = async (client: ApiClient) =>
    Object.fromEntries(
      (await client.get('/labels').expect(200)).body.data.map((one: { name: string; color: string }) => [
        one.name,
        one.color,
      ]),
    );
  const colored = async (...names: string[]) => {
    const acme = await api.newOrganization();
    for (const name of names) await acme.owner.post('/tasks', { title: 'x', labels: [name] }).expect(201);
    const color = (name: string, body: object) =>
      acme.owner.patch(`/labels/${encodeURIComponent(name)}`, body).expect(200);
    return { ...acme, color };
  };

  it('is set, changed and taken off, in the list at once, and logged', async () => {
    const { owner, admin, member, color } = await colored('a');
    expect(await labels(member)).toEqual({ a: null });
    expect((await color('a', { color: '#1F6FEB' })).body).toEqual({
      name: 'a',
      taskCount: 1,
      color: '#1f6feb',
    });
    expect(await labels(member)).toEqual({ a: '#1f6feb' });
    await color('a', { color: '#1f6feb' });
    await color('a', {});
    await color('a', { color: '#000000' });
    await color('a', { color: null });
    expect(await labels(admin)).toEqual({ a: null });
    const { data } = (await owner.get('/events?after=0&type=label.*').expect(200)).body;
    expect(data.map((event: any) => [event.type, event.data.label, event.data.changes.color.from])).toEqual([
      ['label.updated', { name: 'a', color: '#1f6feb' }, null],
      ['label.updated', { name: 'a', color: '#000000' }, '#1f6feb'],
      ['label.updated', { name: 'a', color: null }, '#000000'],
    ]);
    expect((await owner.post('/activity/verify').expect(200)).body.brokenAt).toBeNull();
  });

  it('goes with a new name, and stays with the label that another is merged into', async () => {
    const { owner, color } = await colored('a', 'b', 'c', 'd');
    await color('a', { color: '#aaaaaa' });
    await color('b', { color: '#bbbbbb' });
    expect((await color('a', { name: 'A' })).body.color).toBe('#aaaaaa');
    expect((await color('A', { name: 'b' })).body).toEqual({ name: 'b', taskCount: 2, color: '#bbbbbb' });
    // One without a colour gets that of the label which is merged into it.
    expect((await color('b', { name: 'c' })).body).toEqual({ name: 'c', taskCount: 3, color: '#bbbbbb' });
    expect((await color('d', { name: 'c', color: '#dddddd' })).body.color).toBe('#dddddd');
    expect(await labels(owner)).toEqual({ c: '#dddddd' });
    const { data } = (await owner.get('/events?after=0&type=label.deleted').expect(200)).body;
    expect(data.map((event: any) => event.data.label)).toEqual([{ name: 'A', color: '#aaaaaa' }]);
  });

  it('goes with a label that is taken off, and waits for one that has no task left', async () => {
    const { owner, color } = await colored('a', 'b');
    await color('a', { color: '#aaaaaa' });
    await color('b', { color: '#bbbbbb' });
    await owner.delete('/labels/a').expect(204);
    await owner.patch('/tasks/2', { labels: [] }).expect(200);
    await owner.patch('/labels/b', { color: '#000000' }).expect(404);
    await owner.patch('/tasks/1', { labels: ['a', 'b'] }).expect(200);
    expect(await labels(owner)).toEqual({ a: null, b: '#bbbbbb' });
  });

  it('is a colour, and set by admins', async () => {
    const { member, owner } = await colored('a');
    await member.patch('/labels/a', { color: '#aaaaaa' }).expect(403);
    for (const wrong of ['red', '#fff', '#12345g', '#1234567', '', 5, '#aaaaaa\n'])
      await owner.patch('/labels/a', { color: wrong }).expect(400);
    await owner.patch('/labels/a', { name: null }).expect(400);
    await (await api.newOwner()).patch('/labels/a', { color: '#aaaaaa' }).expect(404);
  });
});

describe('a change of many tasks', () => {
  it('is one entry for each, in one chain, over several statements', async () => {
    const owner = await api.newOwner();
    const { body: project } = await owner.post('/projects', { name: 'Many' }).expect(201);
    const task = { title: 'x', labels: ['a', 'b'], projectId: project.id, assigneeId: owner.userId };
    const operations = Array.from({ length: 500 }, () => ({ op: 'create', task }));
    for (let part = 0; part < 2; part++) await owner.post('/tasks/bulk', { operations }).expect(200);
    await owner.post('/tasks', { ...task, labels: ['b', 'a', 'c'] }).expect(201);
    const before = (await owner.get('/events?limit=1').expect(200)).body.nextAfter;
    await owner.patch('/labels/a', { name: 'b' }).expect(200);
    await owner.delete(`/projects/${project.id}`).expect(204);
    expect((await owner.get('/labels').expect(200)).body.data).toMatchObject([
      { name: 'b', taskCount: 1001 },
      { name: 'c', taskCount: 1 },
    ]);
    const { body } = await owner.get('/tasks/1001').expect(200);
    expect(body).toMatchObject({ labels: ['b', 'c'], projectId: null, version: 3, number: 1001 });
    const { data } = (await owner.get(`/events?after=${before + 1000}&limit=100`).expect(200)).body;
    expect(data[0]).toMatchObject({
      sequence: before + 1001,
      type: 'task.updated',
      actorId: owner.userId,
      data: {
        subjectId: body.id,
        changes: { labels: { from: ['b', 'a', 'c'], to: ['b', 'c'] } },
        task: { version: 2, labels: ['b', 'c'], projectId: project.id },
      },
    });
    const verified = (await owner.post('/activity/verify').expect(200)).body;
    expect(verified).toMatchObject({ brokenAt: null, sequence: before + 2003 });
    // The next task goes on with the numbers: a change takes none.
    expect((await owner.post('/tasks', { title: 'y' }).expect(201)).body.number).toBe(1002);
  });
});

describe('a label', () => {
  it('is renamed in all tasks, each of which is logged', async () => {
    const { owner, member, id } = await api.newOrganization();
    for (const labels of [['a/b'], ['c', 'a/b', 'd'], ['c']])
      await member.post('/tasks', { title: 'x', labels });
    const renamed = await owner.patch(`/labels/${encodeURIComponent('a/b')}`, { name: 'größe' }).expect(200);
    expect(renamed.body).toEqual({ name: 'größe', taskCount: 2, color: null });
    expect([await labelsOf(owner, 1), await labelsOf(owner, 2)]).toEqual([['größe'], ['c', 'größe', 'd']]);
    const activity = (await new TenantDatabase(superuser, id).activity()).filter(
      ({ type }) => type === 'task.updated',
    );
    expect(activity.map(({ changes }) => changes['labels'])).toEqual(
      expect.arrayContaining([
        { from: ['a/b'], to: ['größe'] },
        { from: ['c', 'a/b', 'd'], to: ['c', 'größe', 'd'] },
      ]),
    );
    expect((await owner.get('/tasks?q=grosse').expect(200)).body.total).toBe(2);
    await owner.patch('/labels/a%2Fb', { name: 'x' }).expect(404);
  });

  it('that gets the name of another is merged into it', async () => {
    const owner = await api.newOwner();
    for (const labels of [['bug'], ['Bug', 'bug'], ['Bug']])
      await owner.post('/tasks', { title: 'x', labels });
    const merged = await owner.patch('/labels/bug', { name: 'Bug' }).expect(200);
    expect(merged.body).toEqual({ name: 'Bug', taskCount: 3, color: null });
    expect((await owner.get('/labels').expect(200)).body.data).toEqual([
      { name: 'Bug', taskCount: 3, color: null },
    ]);
    // To its own name, nothing changes.
    const before = (await owner.get('/tasks/1').expect(200)).body.version;
    await owner.patch('/labels/Bug', { name: 'Bug' }).expect(200);
    expect((await owner.get('/tasks/1').expect(200)).body.version).toBe(before);
  });

  it('is taken off all tasks', async () => {
    const { owner, member } = await api.newOrganization();
    for (const labels of [['a'], ['a', 'b']]) await member.post('/tasks', { title: 'x', labels }).expect(201);
    await member.delete('/labels/a').expect(403);
    await owner.delete('/labels/a').expect(204);
    expect([await labelsOf(owner, 1), await labelsOf(owner, 2)]).toEqual([[], ['b']]);
    expect((await owner.delete('/labels/a').expect(404)).body.code).toBe('label-not-found');
    await (await api.newOwner()).delete('/labels/b').expect(404);
    await owner.patch('/labels/b', { name: '\u200b' }).expect(400);
    await owner.delete(`/labels/${'x'.repeat(51)}`).expect(400);
  });
});
