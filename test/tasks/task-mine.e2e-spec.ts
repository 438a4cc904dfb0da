import { expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();
const acme = await api.newOrganization();
const { owner, member } = acme;
const mine = { assigneeId: member.userId };
const past = '2020-01-01T00:00:00.000Z';
for (const task of [
  { title: 'late', dueAt: past, labels: ['red', 'Red'], ...mine },
  { title: 'in time', dueAt: '2999-01-01T00:00:00.000Z', labels: ['red'], ...mine },
  { title: 'done late', dueAt: past, ...mine },
  { title: 'some day', ...mine },
  { title: "the owner's", dueAt: past, assigneeId: owner.userId },
  { title: 'unassigned', dueAt: past },
]) {
  await owner.post('/tasks', task).expect(201);
}
await owner.patch('/tasks/3').expect(200);
const numbers = (data: { number: number }[]) => data.map(({ number }) => number);

it('lists what the caller has to do, and how much of it is overdue', async () => {
  const { body } = await member.get('/tasks/mine?sort=number').expect(200);
  expect(numbers(body.data)).toEqual([1, 2, 4]);
  expect(body).toMatchObject({ page: 1, limit: 10, total: 3, nextCursor: null, overdue: 1 });
  const { body: owners } = await owner.get('/tasks/mine').expect(200);
  expect(numbers(owners.data)).toEqual([5]);
  const { body: nothing } = await acme.viewer.get('/tasks/mine').expect(200);
  expect(nothing).toEqual({ data: [], page: 1, limit: 10, total: 0, nextCursor: null, overdue: 0 });
});

it.each<[query: string, expected: number[], overdue: number]>([
  ['status=COMPLETED', [3], 0],
  ['status=CREATED&status=COMPLETED', [1, 2, 3, 4], 1],
  ['label=red&q=in', [2], 0],
  ['dueBefore=2021-01-01T00:00:00Z', [1], 1],
])('takes the filters of all lists: %s', async (query, expected, overdue) => {
  const { body } = await member.get(`/tasks/mine?sort=number&${query}`).expect(200);
  expect(numbers(body.data)).toEqual(expected);
  expect(body).toMatchObject({ total: expected.length, overdue });
});

it('goes on after a cursor', async () => {
  const first = (await member.get('/tasks/mine?sort=number&limit=2').expect(200)).body;
  const { body } = await member.get(`/tasks/mine?sort=number&limit=2&cursor=${first.nextCursor}`).expect(200);
  expect(numbers(body.data)).toEqual([4]);
  expect(Object.keys(body).toSorted()).toEqual(['data', 'limit', 'nextCursor']);
});

it.each([`assigneeId=${owner.userId}`, 'sort=relevance', 'page=1&cursor=x'])('refuses ?%s', async (query) => {
  expect((await member.get(`/tasks/mine?${query}`).expect(400)).body.code).toBe('validation-failed');
});

it("doesn't take one member's cached page for another's, and sees a write", async () => {
  const { owner: ada, admin: bob } = await api.newOrganization();
  await ada.post('/tasks', { title: "Ada's", assigneeId: ada.userId }).expect(201);
  for (const cache of ['MISS', 'HIT']) {
    const answer = await ada.get('/tasks/mine').expect(200);
    expect([answer.headers.get('x-cache'), answer.body.total]).toEqual([cache, 1]);
  }
  expect((await bob.get('/tasks/mine').expect(200)).body.total).toBe(0);
  await ada.patch('/tasks/1', { assigneeId: bob.userId }).expect(200);
  expect((await ada.get('/tasks/mine').expect(200)).body.total).toBe(0);
  expect((await bob.get('/tasks/mine').expect(200)).body.total).toBe(1);
});

it('lists labels with the number of their tasks, the most used first, each case by itself', async () => {
  const { body } = await acme.viewer.get('/labels').expect(200);
  const [red, capital] = [
    { name: 'red', color: null, taskCount: 2 },
    { name: 'Red', color: null, taskCount: 1 },
  ];
  expect(body).toEqual({ data: [red, capital], page: 1, limit: 10, total: 2, nextCursor: null });
  const second = (await acme.viewer.get('/labels?limit=1&page=2').expect(200)).body;
  expect(second).toMatchObject({ data: [capital], total: 2 });
  const stranger = await api.newOwner();
  expect((await stranger.get('/labels').expect(200)).body).toMatchObject({ data: [], total: 0 });
});
