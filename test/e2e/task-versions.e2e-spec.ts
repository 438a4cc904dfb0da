// quick: nobody overwrites what others wrote
import { expect, it } from 'vitest';
import type { ApiCall } from '../support/api.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

/** An organization whose task 1 has version 2. */
async function withTask() {
  const acme = await api.newOrganization();
  await acme.owner.post('/tasks', { title: 'x' }).expect(201);
  await acme.owner.patch('/tasks/1', { title: 'y' }).expect(200);
  return acme;
}

it.each(['"2"', '*', '"1", "2"', '"7","2"', 'W/"2"'])('writes when If-Match %s holds', async (tag) => {
  const { owner } = await withTask();
  const { headers } = await owner.patch('/tasks/1', { title: 'z' }, { 'if-match': tag }).expect(200);
  expect(headers.get('etag')).toBe('"3"');
  await owner.put('/tasks/1', { title: 'a' }, { 'if-match': '"3"' }).expect(200);
  await owner.delete('/tasks/1', { 'if-match': '"4"' }).expect(204);
});

it.each(['"1"', '"3"', '"1", "3"', '"0"'])('refuses to write when If-Match %s does not hold', async (tag) => {
  const { owner } = await withTask();
  const condition = { 'if-match': tag };
  for (const call of [
    owner.patch('/tasks/1', { title: 'z' }, condition),
    owner.patch('/tasks/1', undefined, condition),
    owner.put('/tasks/1', { title: 'z' }, condition),
    owner.delete('/tasks/1', condition),
  ]) {
    expect((await call.expect(412)).body).toMatchObject({
      code: 'version-conflict',
      currentVersion: 2,
      current: '"2"',
    });
  }
  expect((await owner.get('/tasks/1').expect(200)).body).toMatchObject({ title: 'y', version: 2 });
});

it.each(['2', '', '"two"', '"2', '"2",', '*, "2"'])('refuses the malformed If-Match %s', async (tag) => {
  const { owner } = await withTask();
  const { body } = await owner.patch('/tasks/1', { title: 'z' }, { 'if-match': tag }).expect(400);
  expect(body.errors).toEqual([{ field: 'If-Match', message: expect.any(String) }]);
});

it('lets one of many writers of the same version win', async () => {
  const { owner } = await withTask();
  const write = (n: number) => owner.patch('/tasks/1', { title: `Writer ${n}` }, { 'if-match': '"2"' });
  const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => write(n)));
  const won = answers.filter(({ status }) => status === 200);
  expect(won).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 412)).toHaveLength(9);
  expect((await owner.get('/tasks/1').expect(200)).body).toEqual(won[0]?.body);
});

it('says which fields differ from what the writer wanted', async () => {
  const { owner } = await withTask();
  const condition = { 'if-match': '"1"' };
  const conflicts: [ApiCall, string[]][] = [
    [owner.patch('/tasks/1', { title: 'y', priority: 'HIGH' }, condition), ['priority']],
    [owner.patch('/tasks/1', { title: 'y' }, condition), []],
    [owner.patch('/tasks/1', undefined, condition), ['status']],
    [owner.put('/tasks/1', { title: 'z', dueAt: '2030-01-01T00:00:00Z' }, condition), ['title', 'dueAt']],
    [owner.delete('/tasks/1', condition), []],
  ];
  for (const [call, differs] of conflicts) expect((await call.expect(412)).body.differs).toEqual(differs);
});

it('answers 304 to whoever has the task as it is', async () => {
  const { owner } = await withTask();
  for (const tag of ['"2"', 'W/"2"', '"1", "2"', '*']) {
    const { headers, body } = await owner.get('/tasks/1', { 'if-none-match': tag }).expect(304);
    expect([headers.get('etag'), body]).toEqual(['"2"', '']);
  }
  for (const tag of ['"1"', '"22"', 'nonsense', '']) {
    const { body } = await owner.get('/tasks/1', { 'if-none-match': tag }).expect(200);
    expect(body.version).toBe(2);
  }
  await owner.patch('/tasks/1', { title: 'z' }, { 'if-none-match': '"3"' }).expect(200);
});

it('answers 304 to whoever has the list as it is, until something changes', async () => {
  const { owner, viewer } = await withTask();
  const tag = (await owner.get('/tasks').expect(200)).headers.get('etag') as string;
  expect(tag).toMatch(/^W\/"/);
  const known = await viewer.get('/tasks', { 'if-none-match': tag }).expect(304);
  expect([known.headers.get('etag'), known.body]).toEqual([tag, '']);
  const stranger = await api.newOrganization();
  await stranger.owner.post('/tasks', { title: 'x' }).expect(201);
  await stranger.owner.patch('/tasks/1', { title: 'y' }).expect(200);
  await stranger.owner.get('/tasks', { 'if-none-match': tag }).expect(200);
  await owner.patch('/tasks/1', { title: 'z' }).expect(200);
  const changed = await owner.get('/tasks', { 'if-none-match': tag }).expect(200);
  expect(changed.body.data[0].title).toBe('z');
});
