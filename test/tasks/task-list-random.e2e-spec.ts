import { expect, it } from 'vitest';
import { TaskListsRepository } from '#app/modules/tasks/task-lists.repository.js';
import { TASK_SORTS } from '#app/modules/tasks/task-sort.js';
import { Random } from '../support/random.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, superuser } = await createTestApp();
const { owner, admin, member, id } = await api.newOrganization();

const random = new Random(42);

const STATUSES = ['CREATED', 'IN_PROGRESS', 'COMPLETED'];
const PRIORITIES = ['NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT'];
const LABELS = ['red', 'Red', 'a,b', 'größe', 'none'];
const WORDS = ['alpha', 'Beta', 'release', 'releases', 'übung', '日本語', 'a-b', 'x@y.org', '42', '<b>'];
const USERS = [owner, admin, member].map(({ userId }) => userId);
const MOMENTS = [0, 1, 2, 3].map((n) => new Date(Date.UTC(2030, 0, 1 + n)));
const PROJECTS: string[] = [];
for (const name of ['a', 'b']) PROJECTS.push((await owner.post('/projects', { name }).expect(201)).body.id);

interface Task {
  number: number;
  title: string;
  description: string | null;
  status: string;
  priority: string;
  assigneeId: string | null;
  creatorId: string;
  projectId: string | null;
  labels: string[];
  dueAt: Date | null;
  completedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const text = (words: number): string =>
  Array.from({ length: words }, () => random.pick(WORDS)).join(random.pick([' ', ', ', '/']));
const BEGINNING = 'The same beginning, longer than what the index holds of a title: ';

const tasks: Task[] = Array.from({ length: 300 }, (_, index) => ({
  number: index + 1,
  title: random.pick(['', '', BEGINNING]) + text(1 + random.below(2)),
  description: random.pick([null, text(3)]),
  status: random.pick(STATUSES),
  priority: random.pick(PRIORITIES),
  assigneeId: random.pick([null, ...USERS]),
  creatorId: random.pick(USERS),
  projectId: random.pick([null, ...PROJECTS]),
  labels: random.some(LABELS, 0.3),
  dueAt: random.pick([null, ...MOMENTS]),
  completedAt: random.pick([null, ...MOMENTS]),
  createdAt: random.pick(MOMENTS),
  updatedAt: random.pick(MOMENTS),
}));

const { schema } = new TenantDatabase(superuser, id);
for (const task of tasks) {
  const { number, title, description, status, priority, assigneeId, creatorId, projectId, labels } = task;
  await superuser.query(
    `INSERT INTO ${schema}.tasks (id, number, title, description, status, priority, assignee_id, creator_id,
                                  project_id, labels, due_at, completed_at, created_at, updated_at)
     VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      number,
      title,
      description,
      status,
      priority,
      assigneeId,
      creatorId,
      projectId,
      labels,
      task.dueAt,
      task.completedAt,
      task.createdAt,
      task.updatedAt,
    ],
  );
}

const wordsOf = (of: string): string[] => of.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function isFound({ title, description, labels }: Task, q: string): boolean {
  const there = wordsOf(`${title} ${description ?? ''} ${labels.join(' ')}`);
  const wanted = wordsOf(q);
  const last = wanted.pop();
  if (last === undefined) return false;
  return wanted.every((word) => there.includes(word)) && there.some((word) => word.startsWith(last));
}

type Filter = [query: [name: string, value: string][], matches: (task: Task) => boolean];

const moment = (): Date => random.pick(MOMENTS);
/** The organization's days are those of UTC. */
const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
/** `none` means no label here, although there is a label of that name. */
const hasOneOf = ({ labels }: Task, wanted: string[]): boolean =>
  labels.some((label) => label !== 'none' && wanted.includes(label)) ||
  (labels.length === 0 && wanted.includes('none'));
const repeated = (name: string, values: string[]): [string, string][] => values.map((value) => [name, value]);

/** One way to filter by each field. */
const FILTERS: (() => Filter)[] = [
  () => {
    const statuses = [random.pick(STATUSES), random.pick(STATUSES)];
    return [repeated('status', statuses), ({ status }) => statuses.includes(status)];
  },
  () => {
    const priorities = [random.pick(PRIORITIES), random.pick(PRIORITIES), random.pick(PRIORITIES)];
    return [repeated('priority', priorities), ({ priority }) => priorities.includes(priority)];
  },
  () => {
    const excluded = [random.pick(STATUSES), random.pick(STATUSES)];
    return [repeated('notStatus', excluded), ({ status }) => !excluded.includes(status)];
  },
  () => {
    const wanted = [random.pick(LABELS), random.pick(LABELS)];
    return [repeated('label', wanted), (task) => hasOneOf(task, wanted)];
  },
  () => {
    const wanted = [random.pick(LABELS), random.pick(LABELS)];
    return [repeated('allLabels', wanted), ({ labels }) => wanted.every((label) => labels.includes(label))];
  },
  () => {
    const excluded = [random.pick(LABELS), random.pick(LABELS)];
    return [repeated('notLabel', excluded), (task) => !hasOneOf(task, excluded)];
  },
  () => {
    const user = random.pick([null, ...USERS]);
    return [[['assigneeId', user ?? 'none']], ({ assigneeId }) => assigneeId === user];
  },
  () => {
    const user = random.pick(USERS);
    return [[['creatorId', user]], ({ creatorId }) => creatorId === user];
  },
  () => {
    const project = random.pick([null, ...PROJECTS]);
    return [[['projectId', project ?? 'none']], ({ projectId }) => projectId === project];
  },
  () => [[['due', 'none']], ({ dueAt }) => dueAt === null],
  () => {
    const [after, before] = [moment(), moment()];
    return [
      [
        ['completedAfter', dayOf(after)],
        ['completedBefore', before.toISOString()],
      ],
      ({ completedAt }) => completedAt !== null && completedAt >= after && completedAt < before,
    ];
  },
  () => {
    const [before, after] = [moment(), moment()];
    return [
      [
        ['dueBefore', dayOf(before)],
        ['createdAfter', after.toISOString()],
      ],
      ({ dueAt, createdAt }) => dueAt !== null && dueAt < before && createdAt >= after,
    ];
  },
  () => {
    const [before, after] = [moment(), moment()];
    return [
      [
        ['createdBefore', before.toISOString()],
        ['dueAfter', after.toISOString()],
      ],
      ({ dueAt, createdAt }) => dueAt !== null && dueAt >= after && createdAt < before,
    ];
  },
  () => {
    const q = random.pick([
      () => random.pick(WORDS),
      () => random.pick(WORDS).slice(0, 2),
      () => text(2),
      () => '<&-',
    ])();
    return [[['q', q]], (task) => isFound(task, q)];
  },
];

const { compare } = new Intl.Collator('en', { numeric: true });
const inNaturalOrder = (a: string, b: string): number =>
  compare(a, b) || Buffer.compare(Buffer.from(a), Buffer.from(b));
/** By their beginning, which is what the index holds, and then by the whole. */
const beginningOf = (title: string): string => [...title].slice(0, 64).join('');
const ORDERED_TITLES = [...new Set(tasks.map(({ title }) => title))].toSorted(
  (a, b) => inNaturalOrder(beginningOf(a), beginningOf(b)) || inNaturalOrder(a, b),
);

const KEYS: Record<string, (task: Task) => string | number> = {
  createdAt: ({ createdAt }) => createdAt.getTime(),
  updatedAt: ({ updatedAt }) => updatedAt.getTime(),
  dueAt: ({ dueAt }) => dueAt?.getTime() ?? Infinity,
  priority: ({ priority }) => PRIORITIES.indexOf(priority),
  status: ({ status }) => STATUSES.indexOf(status),
  title: ({ title }) => ORDERED_TITLES.indexOf(title),
  number: ({ number }) => number,
};

/** What is never due comes last in descending order, too. */
const dueOrNever = ({ dueAt }: Task): string | number => dueAt?.getTime() ?? -Infinity;

function expected(sort: string, filters: Filter[]): number[] {
  const key = sort === '-dueAt' ? dueOrNever : (KEYS[sort.replace('-', '')] as typeof dueOrNever);
  const numbers = tasks
    .filter((task) => filters.every(([, matches]) => matches(task)))
    .toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.number - b.number))
    .map(({ number }) => number);
  return sort.startsWith('-') ? numbers.toReversed() : numbers;
}

const numbersOf = (data: Task[]): number[] => data.map(({ number }) => number);

async function walk(query: string): Promise<number[]> {
  const { body } = await owner.get(`/tasks?${query}`).expect(200);
  const numbers = numbersOf(body.data);
  for (let cursor = body.nextCursor; cursor !== null;) {
    const next = (await owner.get(`/tasks?${query}&cursor=${cursor}`).expect(200)).body;
    numbers.push(...numbersOf(next.data));
    cursor = next.nextCursor;
  }
  return numbers;
}

const totalOf = ({ total, totalIsCapped }: { total: number; totalIsCapped?: boolean }) => ({
  total,
  totalIsCapped,
});

const sorts = TASK_SORTS.filter((sort) => sort !== 'relevance');

/** How far totals count. Beyond that, what is searched for is met in the order of the list, not found first. */
const COUNTED = [20_000, 30];

it.each(sorts.flatMap((sort) => COUNTED.map((mostCounted) => [sort, mostCounted] as const)))(
  'lists by %s what an unindexed filter finds, for any filters, by page and by cursor, counted up to %i',
  async (sort, mostCounted) => {
    Object.assign(app.get(TaskListsRepository, { strict: false }), { mostCounted });
    // Pages that were counted in another way are in the cache.
    const limit = 100 - COUNTED.indexOf(mostCounted);
    let found = 0;
    for (let turn = 0; turn < FILTERS.length + 3; turn++) {
      // All alone once, then in combinations.
      const filters = turn < FILTERS.length ? [FILTERS[turn] as () => Filter] : random.some(FILTERS, 0.3);
      const made = filters.map((filter) => filter());
      if (made.length === 0) continue;
      const query = new URLSearchParams([
        ['sort', sort],
        ...made.flatMap(([parameters]) => parameters),
      ]).toString();
      const numbers = expected(sort, made);
      const { body } = await owner.get(`/tasks?${query}&limit=${limit}&page=1`).expect(200);
      const isCapped = numbers.length > mostCounted;
      expect({ query, ...totalOf(body), numbers: numbersOf(body.data) }).toEqual({
        query,
        total: isCapped ? mostCounted : numbers.length,
        totalIsCapped: isCapped || undefined,
        numbers: numbers.slice(0, limit),
      });
      expect(await walk(`${query}&limit=${random.pick([7, 40])}`)).toEqual(numbers);
      found += numbers.length;
    }
    expect(found).toBeGreaterThan(300);
  },
);

it('walks by relevance through exactly what matches', async () => {
  for (const q of ['release', 'alpha be', 'übung']) {
    const query = new URLSearchParams({ sort: 'relevance', q }).toString();
    const numbers = expected('number', [[[], (task) => isFound(task, q)]]);
    const walked = await walk(`${query}&limit=7`);
    expect(walked.toSorted((a, b) => a - b)).toEqual(numbers);
    const { body } = await owner.get(`/tasks?${query}&limit=100`).expect(200);
    expect(numbersOf(body.data)).toEqual(walked.slice(0, 100));
  }
});
