import { expect, it } from 'vitest';
import type { TaskDto } from '#app/modules/tasks/dto/task.dto.js';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();
const acme = await api.newOrganization();
const { owner, admin, member } = acme;

const YEARS = [2031, 2030, undefined, 2032];
const PRIORITIES = ['NONE', 'URGENT', 'LOW', 'HIGH', 'MEDIUM'];
const STATUSES = ['CREATED', 'IN_PROGRESS', 'COMPLETED'];

// 24 tasks: every way to sort them but by number and time of creation has ties.
for (let n = 0; n < 24; n++) {
  const year = YEARS[n % 4];
  const { body } = await (n % 2 === 0 ? owner : admin)
    .post('/tasks', {
      title: ['b', 'a', 'ä', 'B', '🚀'][n % 5],
      priority: PRIORITIES[n % 5],
      assigneeId: n % 3 === 0 ? member.userId : null,
      labels: n % 6 === 0 ? ['red', 'blue'] : n % 2 === 0 ? ['blue'] : [],
      dueAt: year ? `${year}-01-01T00:00:00.000Z` : null,
    })
    .expect(201);
  for (const status of STATUSES.slice(1, (n % 3) + 1)) {
    await owner.patch(`/tasks/${body.id}`, { status }).expect(200);
  }
}
const { data: all } = (await owner.get('/tasks?sort=number&limit=100').expect(200)).body;

/** A task as it goes over the wire. */
type Task = Omit<TaskDto, 'createdAt' | 'updatedAt' | 'dueAt'> & {
  createdAt: string;
  updatedAt: string;
  dueAt: string | null;
};

const numbers = (tasks: Task[]): number[] => tasks.map(({ number }) => number);

const ORDERED_TITLES = ['🚀', 'a', 'ä', 'b', 'B'];

const KEYS: Record<string, (task: Task) => string | number> = {
  createdAt: (task) => Date.parse(task.createdAt),
  updatedAt: (task) => Date.parse(task.updatedAt),
  dueAt: (task) => (task.dueAt ? Date.parse(task.dueAt) : Infinity),
  priority: (task) => ['NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT'].indexOf(task.priority),
  status: (task) => STATUSES.indexOf(task.status),
  // As people sort: a, ä, b, B, and symbols before letters.
  title: ({ title }) => ORDERED_TITLES.indexOf(title) + 1 || title,
  number: (task) => task.number,
};
const SORTS = Object.keys(KEYS).flatMap((name) => [name, `-${name}`]);

/** What is never due comes last in descending order, too. */
const dueOrNever = ({ dueAt }: Task): string | number => (dueAt ? Date.parse(dueAt) : -Infinity);

/** Sorted as the API promises: ties by number in the same direction. */
function sorted(tasks: Task[], sort: string): Task[] {
  const key = sort === '-dueAt' ? dueOrNever : (KEYS[sort.replace('-', '')] as typeof dueOrNever);
  const ascending = tasks.toSorted((a, b) =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.number - b.number,
  );
  return sort.startsWith('-') ? ascending.toReversed() : ascending;
}

it('answers ten tasks, newest first, unless told otherwise', async () => {
  const { body } = await acme.viewer.get('/tasks').expect(200);
  expect(body).toMatchObject({ page: 1, limit: 10, total: 24, nextCursor: expect.any(String) });
  expect(numbers(body.data)).toEqual(numbers(sorted(all, '-createdAt').slice(0, 10)));
});

it('answers page by page, with the same total on each', async () => {
  const found: number[] = [];
  for (const page of [1, 2, 3, 4]) {
    const { body } = await owner.get(`/tasks?sort=number&limit=7&page=${page}`).expect(200);
    expect(body).toMatchObject({ page, limit: 7, total: 24 });
    expect(body.nextCursor === null).toBe(page === 4);
    found.push(...numbers(body.data));
  }
  expect(found).toEqual(numbers(all));
});

it.each([5, 1_000_000])('answers nothing, and the total, on page %i', async (page) => {
  const { body } = await owner.get(`/tasks?page=${page}`).expect(200);
  expect(body).toEqual({ data: [], page, limit: 10, total: 24, nextCursor: null });
});

it('answers an empty list', async () => {
  const empty = await api.newOwner();
  const { body } = await empty.get('/tasks?limit=1').expect(200);
  expect(body).toEqual({ data: [], page: 1, limit: 1, total: 0, nextCursor: null });
});

const FILTERS: [query: string, matches: (task: Task) => boolean][] = [
  ['status=CREATED', (task) => task.status === 'CREATED'],
  ['status=CREATED&status=COMPLETED', (task) => task.status !== 'IN_PROGRESS'],
  ['priority=HIGH', (task) => task.priority === 'HIGH'],
  ['priority=HIGH&priority=NONE', (task) => ['HIGH', 'NONE'].includes(task.priority)],
  ['label=red', (task) => task.labels.includes('red')],
  ['label=red&label=blue', (task) => task.labels.length > 0],
  ['label=no%20such%20label', () => false],
  [`assigneeId=${member.userId}`, (task) => task.assigneeId === member.userId],
  [`assigneeId=${member.userId.toUpperCase()}`, (task) => task.assigneeId === member.userId],
  [`creatorId=${admin.userId}`, (task) => task.creatorId === admin.userId],
  ['dueBefore=2031-01-01T00:00:00Z', (task) => task.dueAt?.startsWith('2030') === true],
  ['dueAfter=2031-01-01T00:00:00Z', (task) => /^203[12]/.test(task.dueAt ?? '')],
  [
    'dueAfter=2031-01-01T01:00:00%2B01:00&dueBefore=2032-01-01T00:00:00Z',
    (task) => task.dueAt?.startsWith('2031') === true,
  ],
  [`createdBefore=${all[11].createdAt}`, (task) => task.createdAt < all[11].createdAt],
  [`createdAfter=${all[11].createdAt}`, (task) => task.createdAt >= all[11].createdAt],
  [
    `status=CREATED&label=red&creatorId=${owner.userId}&dueAfter=2031-01-01T00:00:00Z`,
    (task) =>
      task.status === 'CREATED' &&
      task.labels.includes('red') &&
      task.creatorId === owner.userId &&
      /^203[12]/.test(task.dueAt ?? ''),
  ],
];

it.each(FILTERS)('filters by %s', async (query, matches) => {
  const expected = all.filter(matches);
  const { body } = await owner.get(`/tasks?sort=number&limit=100&${query}`).expect(200);
  expect(numbers(body.data)).toEqual(numbers(expected));
  expect(body.total).toBe(expected.length);
  const walked = await walk(`sort=number&limit=2&${query}`);
  expect(numbers(walked)).toEqual(numbers(expected));
});

/** Everything there is, cursor by cursor; `meanwhile` happens between two pages. */
async function walk(query: string, meanwhile: () => Promise<void> = () => Promise.resolve(), by = owner) {
  const first = await by.get(`/tasks?${query}`).expect(200);
  const tasks: Task[] = first.body.data;
  for (let cursor = first.body.nextCursor; cursor !== null;) {
    await meanwhile();
    const { body } = await by.get(`/tasks?${query}&cursor=${cursor}`).expect(200);
    expect(Object.keys(body).toSorted()).toEqual(['data', 'limit', 'nextCursor']);
    expect(body.data.length).toBeGreaterThan(0);
    tasks.push(...body.data);
    cursor = body.nextCursor;
  }
  return tasks;
}

it.each(SORTS)('sorts by %s, by page and by cursor alike', async (sort) => {
  const expected = numbers(sorted(all, sort));
  const { body } = await owner.get(`/tasks?sort=${sort}&limit=100`).expect(200);
  expect(numbers(body.data)).toEqual(expected);
  expect(body.nextCursor).toBeNull();
  for (const limit of [1, 5, 8]) {
    expect(numbers(await walk(`sort=${sort}&limit=${limit}`))).toEqual(expected);
  }
});

it.each(SORTS)('walks by %s past rows that come and go, neither skipping nor repeating', async (sort) => {
  const busy = (await api.newOrganization()).owner;
  const create = async (n: number): Promise<Task> => {
    const dueAt = n % 4 === 0 ? null : `203${n % 4}-01-01T00:00:00.000Z`;
    const fields = { title: `${n % 3}`, priority: PRIORITIES[n % 5], dueAt };
    return (await busy.post('/tasks', fields).expect(201)).body;
  };
  const staying: Task[] = [];
  const leaving: Task[] = [];
  for (let n = 0; n < 18; n++) (n % 3 === 0 ? leaving : staying).push(await create(n));
  let n = 100;
  const meanwhile = async (): Promise<void> => {
    if (n < 106) await create(n++);
    const gone = leaving.pop();
    if (gone) await busy.delete(`/tasks/${gone.id}`).expect(204);
  };
  const walked = await walk(`sort=${sort}&limit=4`, meanwhile, busy);
  expect(new Set(numbers(walked)).size).toBe(walked.length);
  expect(numbers(walked)).toEqual(numbers(sorted(walked, sort)));
  const seen = new Set(numbers(walked));
  expect(numbers(staying).filter((number) => !seen.has(number))).toEqual([]);
});

it('makes a cursor of any title', async () => {
  const odd = await api.newOwner();
  const titles = [
    'x' + '\u0001'.repeat(499),
    'x\ufe0f'.repeat(250),
    '€'.repeat(500),
    '"\\'.repeat(250),
    '🚀'.repeat(250),
  ];
  for (const title of titles) await odd.post('/tasks', { title }).expect(201);
  expect(await walk('sort=title&limit=1', undefined, odd)).toHaveLength(5);
});

it('ends a walk where the list ends, not one page later', async () => {
  const { body } = await owner.get('/tasks?limit=24').expect(200);
  expect(body.data).toHaveLength(24);
  expect(body.nextCursor).toBeNull();
});

it('refuses a cursor of another sort, and a cursor with a page', async () => {
  const { nextCursor } = (await owner.get('/tasks?sort=title&limit=1').expect(200)).body;
  for (const query of [`cursor=${nextCursor}`, `sort=-title&cursor=${nextCursor}`]) {
    const { body } = await owner.get(`/tasks?${query}`).expect(400);
    expect(body.errors).toEqual([{ field: 'cursor', message: 'cursor belongs to a list with sort=title' }]);
  }
  const { body } = await owner.get(`/tasks?sort=title&page=1&cursor=${nextCursor}`).expect(400);
  expect(body.errors[0].field).toBe('cursor');
});
