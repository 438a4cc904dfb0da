import { describe, expect, it } from 'vitest';
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

describe('a label', () => {
  it('is renamed in all tasks, each of which is logged', async () => {
    const { owner, member, id } = await api.newOrganization();
    for (const labels of [['a/b'], ['c', 'a/b', 'd'], ['c']])
      await member.post('/tasks', { title: 'x', labels });
    const renamed = await owner.patch(`/labels/${encodeURIComponent('a/b')}`, { name: 'größe' }).expect(200);
    expect(renamed.body).toEqual({ name: 'größe', taskCount: 2 });
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
    expect(merged.body).toEqual({ name: 'Bug', taskCount: 3 });
    expect((await owner.get('/labels').expect(200)).body.data).toEqual([{ name: 'Bug', taskCount: 3 }]);
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
