import { expect, it } from 'vitest';
import type { ApiClient, TestOrganization } from '../support/api.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp({ jobs: 'off' });

const settle = ({ owner }: TestOrganization, allowReopen: boolean) =>
  owner.patch('/organizations/current', { settings: { allowReopen } }).expect(200);

/** An organization whose task 1 is completed. */
async function withCompleted(task: object = {}): Promise<TestOrganization> {
  const acme = await api.newOrganization();
  await acme.owner.post('/tasks', { title: 'x', ...task }).expect(201);
  await acme.owner.patch('/tasks/1').expect(200);
  return acme;
}

const reopen = (client: ApiClient) => client.patch('/tasks/1', { status: 'IN_PROGRESS' });

const WAYS: [string, (client: ApiClient, status: string) => Promise<{ status: number; body: any }>][] = [
  ['PATCH', async (client, status) => client.patch('/tasks/1', { status })],
  ['PUT', async (client, status) => client.put('/tasks/1', { title: 'x', status })],
  [
    'POST /tasks/bulk',
    async (client, status) => {
      const operations = [{ op: 'update', id: 1, task: { status } }];
      const [result] = (await client.post('/tasks/bulk', { operations }).expect(200)).body.results;
      return { status: result.status, body: result.task ?? result.problem };
    },
  ],
];

it.each(WAYS)(
  '%s reopens a completed task where the setting allows it, and only there',
  async (_name, move) => {
    const acme = await withCompleted();
    const refused = await move(acme.owner, 'IN_PROGRESS');
    expect(refused).toMatchObject({ status: 409, body: { code: 'illegal-status-change', legal: [] } });
    await settle(acme, true);
    const tooFar = await move(acme.owner, 'CREATED');
    expect(tooFar).toMatchObject({ status: 409, body: { legal: ['IN_PROGRESS'] } });
    expect(tooFar.body.detail).toContain('it can become IN_PROGRESS');
    const { status, body } = await move(acme.owner, 'IN_PROGRESS');
    expect([status, body]).toMatchObject([200, { status: 'IN_PROGRESS', completedAt: null, version: 4 }]);
    await acme.owner.patch('/tasks/1').expect(200);
    await settle(acme, false);
    expect(await move(acme.owner, 'IN_PROGRESS')).toMatchObject({ status: 409, body: { legal: [] } });
  },
);

it('leaves the other moves as they are', async () => {
  const acme = await api.newOrganization();
  await settle(acme, true);
  await acme.owner.post('/tasks', { title: 'x' }).expect(201);
  await acme.owner.patch('/tasks/1', { status: 'COMPLETED' }).expect(409);
  await acme.owner.patch('/tasks/1', { status: 'IN_PROGRESS' }).expect(200);
  await acme.owner.patch('/tasks/1', { status: 'CREATED' }).expect(409);
  const { body } = await acme.owner.patch('/tasks/1').expect(200);
  expect((await acme.owner.patch('/tasks/1').expect(200)).body).toEqual(body);
});

it('is logged, and each event has the task as it was then', async () => {
  const acme = await withCompleted();
  await settle(acme, true);
  const { body: first } = await acme.owner.get('/tasks/1').expect(200);
  const { body: open } = await reopen(acme.owner).expect(200);
  const { body: second } = await acme.owner.patch('/tasks/1').expect(200);
  expect(second.completedAt).not.toBe(first.completedAt);
  const entry = (await new TenantDatabase(superuser, acme.id).activity())[3];
  expect(entry).toMatchObject({
    type: 'task.status-changed',
    changes: {
      status: { from: 'COMPLETED', to: 'IN_PROGRESS' },
      completedAt: { from: first.completedAt, to: null },
    },
  });
  const { body } = await acme.viewer.get('/events?after=2&limit=10').expect(200);
  const times = body.data.map(({ data }: any) => [data.task.status, data.task.completedAt]);
  expect(times).toEqual([
    ['COMPLETED', first.completedAt],
    ['IN_PROGRESS', open.completedAt],
    ['COMPLETED', second.completedAt],
  ]);
});

it('takes the completion out of the figures', async () => {
  const acme = await withCompleted();
  await settle(acme, true);
  const figures = async () => ({
    statistics: (await acme.owner.get('/tasks/statistics').expect(200)).body,
    performance: (await acme.owner.get('/analytics/performance').expect(200)).body,
  });
  expect(await figures()).toMatchObject({
    statistics: { open: 0, byStatus: { COMPLETED: { count: 1 } } },
    performance: { throughput: { current: 1 }, completionRate: { current: 100 } },
  });
  await reopen(acme.owner).expect(200);
  expect(await figures()).toMatchObject({
    statistics: { open: 1, byStatus: { COMPLETED: { count: 0 }, IN_PROGRESS: { count: 1 } } },
    performance: { throughput: { current: 0 }, completionRate: { current: 0 } },
  });
  const listed = async (query: string) => (await acme.owner.get(`/tasks?${query}`).expect(200)).body.total;
  expect(await listed('completedAfter=2020-01-01')).toBe(0);
  expect(await listed('status=IN_PROGRESS')).toBe(1);
});

it('gives no open task to a former member', async () => {
  const acme = await api.newOrganization();
  await acme.owner.post('/tasks', { title: 'x', assigneeId: acme.member.userId }).expect(201);
  await acme.owner.patch('/tasks/1').expect(200);
  await settle(acme, true);
  await reopen(acme.member).expect(200);
  await acme.member.patch('/tasks/1').expect(200);
  await acme.owner.delete(`/organizations/current/members/${acme.member.userId}`).expect(204);
  expect((await acme.owner.get('/tasks/1').expect(200)).body.assigneeId).toBe(acme.member.userId);
  expect((await reopen(acme.owner).expect(200)).body.assigneeId).toBeNull();
  const { body } = await acme.owner.get('/events?after=1&limit=100').expect(200);
  expect(body.data.at(-1).data.changes.assigneeId).toEqual({ from: acme.member.userId, to: null });
});

it('is refused to others than those who may write the task', async () => {
  const acme = await withCompleted();
  await settle(acme, true);
  for (const client of [acme.member, acme.viewer]) await reopen(client).expect(403);
});
