// quick: no client overwrites the changes of another
import { expect, it } from 'vitest';
import type { ApiCall } from '../support/api.ts';
import { tagOf } from '../support/tags.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

/** An organization whose task 1 has version 2, with the ETags that it had and has. */
async function withTask() {
  const acme = await api.newOrganization();
  const first = await acme.owner.post('/tasks', { title: 'x' }).expect(201);
  const second = await acme.owner.patch('/tasks/1', { title: 'y' }).expect(200);
  const [old, tag] = [first, second].map(({ headers }) => headers.get('etag') as string) as [string, string];
  return { ...acme, old, tag };
}

it('writes on every ETag that still holds', async () => {
  const { owner, old, tag } = await withTask();
  const { headers } = await owner.patch('/tasks/1', { title: 'z' }, { 'if-match': tag }).expect(200);
  const third = headers.get('etag') as string;
  const fourth = await owner.put('/tasks/1', { title: 'a' }, { 'if-match': `${old}, ${third}` }).expect(200);
  const list = `"x",${fourth.headers.get('etag')}`;
  await owner.patch('/tasks/1', { title: 'b' }, { 'if-match': list }).expect(200);
  await owner.patch('/tasks/1', { title: 'c' }, { 'if-match': ' * ' }).expect(200);
  await owner.delete('/tasks/1', { 'if-match': await tagOf(owner, '/tasks/1') }).expect(204);
});

it('refuses to write on an ETag that holds no more', async () => {
  const { owner, old, tag } = await withTask();
  for (const list of [old, `${old}, "2"`, `W/${tag}`]) {
    const condition = { 'if-match': list };
    for (const call of [
      owner.patch('/tasks/1', { title: 'z' }, condition),
      owner.patch('/tasks/1', undefined, condition),
      owner.put('/tasks/1', { title: 'z' }, condition),
      owner.delete('/tasks/1', condition),
    ]) {
      expect((await call.expect(412)).body).toMatchObject({
        code: 'version-conflict',
        currentVersion: 2,
        current: tag,
      });
    }
  }
  expect((await owner.get('/tasks/1').expect(200)).body).toMatchObject({ title: 'y', version: 2 });
});

it('lets one of many writers of the same version win', async () => {
  const { owner, tag } = await withTask();
  const write = (n: number) => owner.patch('/tasks/1', { title: `Writer ${n}` }, { 'if-match': tag });
  const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => write(n)));
  const won = answers.filter(({ status }) => status === 200);
  expect(won).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 412)).toHaveLength(9);
  expect((await owner.get('/tasks/1').expect(200)).body).toEqual(won[0]?.body);
});

it('says which fields differ from what the writer wanted', async () => {
  const { owner, old } = await withTask();
  const condition = { 'if-match': old };
  const conflicts: [ApiCall, string[]][] = [
    [owner.patch('/tasks/1', { title: 'y', priority: 'HIGH' }, condition), ['priority']],
    [owner.patch('/tasks/1', { title: 'y' }, condition), []],
    [owner.patch('/tasks/1', undefined, condition), ['status']],
    [owner.put('/tasks/1', { title: 'z', dueAt: '2030-01-01T00:00:00Z' }, condition), ['title', 'dueAt']],
    [owner.delete('/tasks/1', condition), []],
  ];
  for (const [call, differs] of conflicts) expect((await call.expect(412)).body.differs).toEqual(differs);
});

it('answers 304 to a client that has the current task', async () => {
  const { owner, old, tag } = await withTask();
  for (const list of [tag, `W/${tag}`, `${old}, ${tag}`, '*']) {
    const { headers, body } = await owner.get('/tasks/1', { 'if-none-match': list }).expect(304);
    expect([headers.get('etag'), body]).toEqual([tag, '']);
  }
  for (const list of [old, '"2"', 'nonsense', '', tag.slice(1, -1)]) {
    const { body } = await owner.get('/tasks/1', { 'if-none-match': list }).expect(200);
    expect(body.version).toBe(2);
  }
  await owner.patch('/tasks/1', { title: 'z' }, { 'if-none-match': '"3"' }).expect(200);
});

it('answers 304 to a client that has the current list, until something of it changes', async () => {
  const { owner, viewer } = await withTask();
  const tag = await tagOf(owner, '/tasks');
  const known = await viewer.get('/tasks', { 'if-none-match': tag }).expect(304);
  expect([known.headers.get('etag'), known.body]).toEqual([tag, '']);
  await owner.post('/projects', { name: 'Elsewhere' }).expect(201);
  await viewer.get('/tasks', { 'if-none-match': tag }).expect(304);
  const stranger = await api.newOrganization();
  await stranger.owner.post('/tasks', { title: 'x' }).expect(201);
  await stranger.owner.patch('/tasks/1', { title: 'y' }).expect(200);
  await stranger.owner.get('/tasks', { 'if-none-match': tag }).expect(200);
  await owner.patch('/tasks/1', { title: 'z' }).expect(200);
  const changed = await owner.get('/tasks', { 'if-none-match': tag }).expect(200);
  expect(changed.body.data[0].title).toBe('z');
});
