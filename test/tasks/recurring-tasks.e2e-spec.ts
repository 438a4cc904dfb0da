import { describe, expect, it } from 'vitest';
import type { ApiClient, TestOrganization } from '../support/api.ts';
import { isRefused } from '../support/refusals.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp({ jobs: 'off' });

const database = ({ id }: TestOrganization) => new TenantDatabase(superuser, id);
const settle = ({ owner }: TestOrganization, settings: object) =>
  owner.patch('/organizations/current', { settings }).expect(200);
const complete = (client: ApiClient, number: number) => client.patch(`/tasks/${number}`);
const tasksOf = async (client: ApiClient) =>
  (await client.get('/tasks?sort=number&limit=100').expect(200)).body.data;

/** An organization whose task 1 recurs daily, with these fields besides. */
async function withRecurring(task: object = {}): Promise<TestOrganization> {
  const acme = await api.newOrganization();
  const recurring = { title: 'Water the plants', dueAt: '2031-05-05T08:00:00Z', recurrence: 'FREQ=DAILY' };
  await acme.owner.post('/tasks', { ...recurring, ...task }).expect(201);
  return acme;
}

describe('completing a recurring task', () => {
  it('makes the next one with the same fields, in the same transaction', async () => {
    const acme = await api.newOrganization();
    const { body: project } = await acme.owner.post('/projects', { name: 'Home' }).expect(201);
    const { body: parent } = await acme.owner.post('/tasks', { title: 'Parent' }).expect(201);
    const fields = {
      title: 'Water the plants',
      description: 'Not the cactus.',
      priority: 'HIGH',
      assigneeId: acme.member.userId,
      projectId: project.id,
      parentId: parent.id,
      labels: ['home', 'weekly'],
    };
    const series = { dueAt: '2031-05-05T08:00:00.000Z', recurrence: 'RRULE:freq=weekly;byday=mo,th;' };
    const { body: first } = await acme.owner.post('/tasks', { ...fields, ...series }).expect(201);
    expect(first.recurrence).toBe('FREQ=WEEKLY;BYDAY=MO,TH');
    const { body: done } = await complete(acme.member, 2).expect(200);
    expect(done).toMatchObject({ status: 'COMPLETED', recurrence: null, dueAt: series.dueAt });
    expect((await acme.owner.get('/tasks/3').expect(200)).body).toMatchObject({
      ...fields,
      status: 'CREATED',
      creatorId: acme.owner.userId,
      dueAt: '2031-05-08T08:00:00.000Z',
      recurrence: 'FREQ=WEEKLY;BYDAY=MO,TH',
      completedAt: null,
      version: 1,
    });
    const entries = (await database(acme).activity()).slice(-2);
    expect(entries.map(({ type, actor_id, changes }) => [type, actor_id, changes])).toEqual([
      [
        'task.status-changed',
        acme.member.userId,
        {
          status: { from: 'IN_PROGRESS', to: 'COMPLETED' },
          recurrence: { from: 'FREQ=WEEKLY;BYDAY=MO,TH', to: null },
        },
      ],
      ['task.created', acme.member.userId, {}],
    ]);
  });

  it.each([
    ['PATCH with a status', (client: ApiClient) => client.patch('/tasks/1', { status: 'COMPLETED' })],
    [
      'PUT',
      (client: ApiClient) =>
        client.put('/tasks/1', {
          title: 'x',
          status: 'COMPLETED',
          dueAt: '2031-05-05T08:00:00Z',
          recurrence: 'FREQ=DAILY',
        }),
    ],
    ['bulk', (client: ApiClient) => client.post('/tasks/bulk', { operations: [{ op: 'update', id: 1 }] })],
  ])('makes it by %s, too', async (_name, finish) => {
    const acme = await withRecurring();
    await acme.owner.patch('/tasks/1', { status: 'IN_PROGRESS' }).expect(200);
    await finish(acme.owner).expect(200);
    const tasks = await tasksOf(acme.owner);
    expect(tasks.map(({ status, dueAt }: any) => [status, dueAt])).toEqual([
      ['COMPLETED', '2031-05-05T08:00:00.000Z'],
      ['CREATED', '2031-05-06T08:00:00.000Z'],
    ]);
  });

  it('makes one, however many complete it at the same time', async () => {
    const acme = await withRecurring();
    await Promise.all(Array.from({ length: 8 }, () => complete(acme.owner, 1).expect(200)));
    expect(await tasksOf(acme.owner)).toHaveLength(2);
  });

  it('makes one, however often it is reopened', async () => {
    const acme = await withRecurring();
    await settle(acme, { allowReopen: true });
    for (let round = 0; round < 3; round++) {
      await complete(acme.owner, 1).expect(200);
      await acme.owner.patch('/tasks/1', { status: 'IN_PROGRESS' }).expect(200);
    }
    expect(await tasksOf(acme.owner)).toHaveLength(2);
  });

  it('keeps the time of day in the time zone of the organization when clocks change', async () => {
    const acme = await withRecurring({ dueAt: '2031-03-29T08:00:00Z' });
    await settle(acme, { timeZone: 'Europe/Berlin' });
    await complete(acme.owner, 1).expect(200);
    await complete(acme.owner, 2).expect(200);
    const due = (await tasksOf(acme.owner)).map(({ dueAt }: any) => dueAt);
    expect(due).toEqual(['2031-03-29T08:00:00.000Z', '2031-03-30T07:00:00.000Z', '2031-03-31T07:00:00.000Z']);
  });

  it('keeps a day a day', async () => {
    const acme = await api.newOrganization();
    await settle(acme, { timeZone: 'America/New_York' });
    const task = { title: 'x', dueAt: '2031-03-08', recurrence: 'FREQ=DAILY' };
    await acme.owner.post('/tasks', task).expect(201);
    await complete(acme.owner, 1).expect(200);
    expect((await acme.owner.get('/tasks/2').expect(200)).body.dueAt).toBe('2031-03-10T03:59:59.999Z');
  });

  it('leaves out days that have passed', async () => {
    const acme = await withRecurring({ dueAt: '2020-01-01T08:00:00Z' });
    await complete(acme.owner, 1).expect(200);
    const wait = Date.parse((await acme.owner.get('/tasks/2').expect(200)).body.dueAt) - Date.now();
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(24 * 3600 * 1000);
  });

  it.each([
    ['COUNT', 'FREQ=DAILY;COUNT=3'],
    ['UNTIL', 'FREQ=DAILY;UNTIL=20310507'],
  ])('ends by %s', async (_name, recurrence) => {
    const acme = await withRecurring({ recurrence });
    for (const number of [1, 2, 3]) await complete(acme.owner, number).expect(200);
    const tasks = await tasksOf(acme.owner);
    expect(tasks.map(({ dueAt, recurrence }: any) => [dueAt.slice(0, 10), recurrence])).toEqual([
      ['2031-05-05', null],
      ['2031-05-06', null],
      ['2031-05-07', null],
    ]);
  });

  it('is refused where the plan has no room for the next one, and goes once the rule is taken off', async () => {
    const acme = await withRecurring();
    await superuser.query(`UPDATE ${database(acme).schema}.sequencer SET max_tasks = 1`);
    const { code } = await isRefused(database(acme), () => complete(acme.owner, 1), 402);
    expect(code).toBe('plan-limit-reached');
    await acme.owner.patch('/tasks/1', { recurrence: null }).expect(200);
    await complete(acme.owner, 1).expect(200);
    expect(await tasksOf(acme.owner)).toHaveLength(1);
  });

  it('is refused in an archived project', async () => {
    const acme = await withRecurring();
    const { body: project } = await acme.owner.post('/projects', { name: 'Old' }).expect(201);
    await acme.owner.patch('/tasks/1', { projectId: project.id }).expect(200);
    await acme.owner.patch(`/projects/${project.id}`, { archived: true }).expect(200);
    const { code } = await isRefused(database(acme), () => complete(acme.owner, 1), 409);
    expect(code).toBe('project-archived');
  });

  it('makes the next one a subtask of the same parent while that has room, and a task by itself then', async () => {
    const acme = await withRecurring();
    const { body: parent } = await acme.owner.post('/tasks', { title: 'Garden' }).expect(201);
    await acme.owner.patch('/tasks/1', { parentId: parent.id }).expect(200);
    await complete(acme.owner, 1).expect(200);
    expect((await acme.owner.get('/tasks/3').expect(200)).body.parentId).toBe(parent.id);
    const task = { title: 'x', parentId: parent.id };
    const operations = Array.from({ length: 98 }, () => ({ op: 'create', task }));
    await acme.owner.post('/tasks/bulk', { operations }).expect(200);
    await complete(acme.owner, 3).expect(200);
    expect((await acme.owner.get('/tasks/102').expect(200)).body).toMatchObject({
      title: 'Water the plants',
      parentId: null,
    });
  });

  it('goes on after the trash', async () => {
    const acme = await withRecurring();
    await acme.owner.delete('/tasks/1').expect(204);
    expect((await acme.owner.post('/tasks/1/restore').expect(200)).body.recurrence).toBe('FREQ=DAILY');
    await complete(acme.owner, 1).expect(200);
    expect(await tasksOf(acme.owner)).toHaveLength(2);
  });
});

describe('a rule', () => {
  it('needs a due date, whichever of the two changes', async () => {
    const acme = await withRecurring();
    await acme.owner.post('/tasks', { title: 'Never due' }).expect(201);
    const recurrence = 'FREQ=DAILY';
    for (const write of [
      () => acme.owner.post('/tasks', { title: 'x', recurrence }),
      () => acme.owner.patch('/tasks/2', { recurrence }),
      () => acme.owner.patch('/tasks/1', { dueAt: null }),
      () => acme.owner.put('/tasks/1', { title: 'x', recurrence }),
    ])
      await isRefused(database(acme), write, 400, 'recurrence');
    const { body } = await acme.owner.patch('/tasks/1', { dueAt: null, recurrence: null }).expect(200);
    expect(body).toMatchObject({ dueAt: null, recurrence: null });
  });

  it.each([
    'x',
    '',
    'FREQ=SECONDLY',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;BYSETPOS=1',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;COUNT=99999999999',
    `FREQ=MONTHLY;BYMONTHDAY=${Array(300).fill('1').join()}`,
    7,
    { freq: 'DAILY' },
  ])('is refused: %j', async (recurrence) => {
    const owner = await api.newOwner();
    const task = { title: 'x', dueAt: '2031-01-31', recurrence };
    const { body } = await owner.post('/tasks', task).expect(400);
    expect(body.errors).toEqual([{ field: 'recurrence', message: expect.stringContaining('recurrence') }]);
  });

  it('has no effect on a task that is completed, and says so', async () => {
    const acme = await withRecurring();
    await complete(acme.owner, 1).expect(200);
    await isRefused(
      database(acme),
      () => acme.owner.patch('/tasks/1', { recurrence: 'FREQ=DAILY' }),
      400,
      'recurrence',
    );
  });
});
