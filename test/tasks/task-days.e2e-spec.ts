import { expect, it } from 'vitest';
import { addDays, LocalCalendar } from '#app/common/calendar.js';
import { exported } from '../support/exports.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

async function inTimeZone(timeZone: string) {
  const organization = await api.newOrganization();
  await organization.owner.patch('/organizations/current', { settings: { timeZone } }).expect(200);
  return organization.owner;
}

const DAY = '2030-12-31';

it.each([
  ['UTC', '2030-12-31T23:59:59.999Z'],
  ['Europe/Berlin', '2030-12-31T22:59:59.999Z'],
  ['Pacific/Kiritimati', '2030-12-31T09:59:59.999Z'],
  ['America/Los_Angeles', '2031-01-01T07:59:59.999Z'],
])('takes a day for its end in %s, however it is written', async (timeZone, end) => {
  const owner = await inTimeZone(timeZone);
  const task = (await owner.post('/tasks', { title: 'due', dueAt: DAY }).expect(201)).body;
  expect(task.dueAt).toBe(end);
  const { results } = (
    await owner.post('/tasks/bulk', {
      operations: [
        { op: 'create', task: { title: 'also due', dueAt: DAY } },
        { op: 'update', id: 2, task: { dueAt: '2031-01-01' } },
        { op: 'update', id: 2, task: { dueAt: DAY } },
      ],
    })
  ).body;
  expect(results.map((one: { task: { dueAt: string } }) => one.task.dueAt)).toEqual([
    end,
    expect.not.stringMatching(end),
    end,
  ]);
  // What is there already isn't a change.
  const same = await owner.patch(`/tasks/${task.id}`, { dueAt: DAY }).expect(200);
  expect(same.body.version).toBe(1);
  const replaced = await owner.put(`/tasks/${task.id}`, { title: 'due', dueAt: '2030-06-30' }).expect(200);
  expect(new Date(replaced.body.dueAt).getTime()).toBeLessThan(Date.parse('2030-07-01T12:00:00Z'));
  expect((await owner.patch(`/tasks/${task.id}`, { dueAt: null }).expect(200)).body.dueAt).toBeNull();
});

it('takes a day in a filter for its beginning, in lists, in cursors, in pages of projects and in exports', async () => {
  const owner = await inTimeZone('Asia/Tokyo');
  const project = (await owner.post('/projects', { name: 'Tokyo' }).expect(201)).body.id;
  const moments = ['2030-12-30T14:59:59.999Z', '2030-12-30T15:00:00.000Z', '2030-12-31T15:00:00.000Z'];
  for (const dueAt of moments)
    await owner.post('/tasks', { title: 'due', dueAt, projectId: project }).expect(201);
  const filter = { dueAfter: DAY, dueBefore: '2031-01-01' };
  const query = new URLSearchParams({ ...filter, sort: 'number' }).toString();
  const found = async (path: string) =>
    (await owner.get(path).expect(200)).body.data.map(({ number }: { number: number }) => number);
  expect(await found(`/tasks?${query}`)).toEqual([2]);
  expect(await found(`/projects/${project}/tasks?${query}`)).toEqual([2]);
  expect(await found(`/tasks?sort=number&dueAfter=${DAY}`)).toEqual([2, 3]);
  expect(await found(`/tasks?sort=number&createdBefore=${DAY}&completedAfter=1970-01-01`)).toEqual([]);
  const { content } = await exported(owner, { format: 'JSON', filter, columns: ['number'] });
  expect(JSON.parse(content.toString())).toEqual([{ number: 2 }]);
  // A page that was cached before the time zone changed isn't one of the days after it.
  await owner.patch('/organizations/current', { settings: { timeZone: 'UTC' } }).expect(200);
  expect(await found(`/tasks?${query}`)).toEqual([3]);
});

it.each([
  '2030-02-30',
  '2030-13-01',
  '2030-1-1',
  '1969-12-31',
  '2200-01-01',
  'today',
  '20301231',
  'none',
  '2030-12-31T00:00',
])('refuses %j for a day, in a task and in filters', async (day) => {
  const owner = await api.newOwner();
  const refused = (await owner.post('/tasks', { title: 'due', dueAt: day }).expect(400)).body.errors;
  expect(refused).toEqual([{ field: 'dueAt', message: expect.stringContaining('or a day, such as') }]);
  for (const name of ['dueBefore', 'dueAfter', 'createdBefore', 'completedAfter']) {
    const { errors } = (await owner.get(`/tasks?${name}=${day}`).expect(400)).body;
    expect(errors).toEqual([{ field: name, message: expect.stringContaining('or a day, such as') }]);
  }
});

it.each([
  'assigneeId=nothing',
  'assigneeId=NONE',
  'creatorId=none',
  'projectId=',
  'due=some',
  'due=',
  'notStatus=none',
  'allLabels=',
  'notLabel=%20',
  'completedAfter=never',
])('refuses ?%s, and names the parameter', async (query) => {
  const owner = await api.newOwner();
  const { errors } = (await owner.get(`/tasks?${query}`).expect(400)).body;
  expect(errors.map(({ field }: { field: string }) => field)).toEqual([query.split('=')[0]]);
});

it('knows what is overdue, due today and due this week, in the days of the organization', async () => {
  // There it is noon, so that no day ends while this runs.
  const hours = 12 - new Date().getUTCHours();
  const timeZone = `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`;
  const owner = await inTimeZone(timeZone);
  const calendar = new LocalCalendar(timeZone);
  const today = calendar.dateAt(new Date());
  const make = (title: string, dueAt?: string) =>
    owner.post('/tasks', { title, dueAt, assigneeId: owner.userId }).expect(201);
  await make('never');
  await make('yesterday', addDays(today, -1));
  await make('this morning', calendar.startOf(today).toISOString());
  await make('today', today);
  await make('tomorrow', addDays(today, 1));
  await make('in six days', addDays(today, 6));
  await make('in seven days', addDays(today, 7));
  await make('done', today);
  for (const status of ['IN_PROGRESS', 'COMPLETED']) await owner.patch('/tasks/8', { status }).expect(200);
  const found = async (query: string): Promise<string[]> =>
    (await owner.get(`/tasks?sort=number&${query}`).expect(200)).body.data.map(
      ({ title }: { title: string }) => title,
    );
  expect(await found('due=none')).toEqual(['never']);
  expect(await found('due=overdue')).toEqual(['yesterday', 'this morning']);
  expect(await found('due=today')).toEqual(['this morning', 'today']);
  expect(await found('due=week')).toEqual(['this morning', 'today', 'tomorrow', 'in six days']);
  expect(await found('due=today&status=COMPLETED')).toEqual(['done']);
  expect(await found('due=today&notStatus=IN_PROGRESS')).toEqual(['this morning', 'today', 'done']);
  // What else is said of due dates holds, too.
  expect(await found(`due=week&dueAfter=${addDays(today, 1)}`)).toEqual(['tomorrow', 'in six days']);
  expect(await found(`due=week&dueBefore=${today}`)).toEqual([]);
  expect(await found('assigneeId=me&due=overdue')).toHaveLength(2);
  const exportOf = async (filter: object) => {
    const { content } = await exported(owner, { format: 'JSON', filter, columns: ['title'] });
    return JSON.parse(content.toString());
  };
  expect(await exportOf({ due: 'overdue', assigneeId: 'me' })).toEqual([
    { title: 'yesterday' },
    { title: 'this morning' },
  ]);
});
