import { expect, it } from 'vitest';
import { type TaskListQuery, TaskListsRepository } from '#app/modules/tasks/task-lists.repository.js';
import { TASK_SORTS } from '#app/modules/tasks/task-sort.js';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp({ jobs: 'off' });
const { id } = await api.newOrganization();
const { schema } = new TenantDatabase(superuser, id);

const ROWS = 100_000;
const uuid = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const uuidOf = (n: string): string => `('00000000-0000-7000-8000-' || lpad((${n})::text, 12, '0'))::uuid`;

// VACUUM takes a row for visible to all only once its commit is on disk.
await superuser.query(`
  SET LOCAL synchronous_commit = on;
  INSERT INTO ${schema}.projects (id, name, created_at, updated_at)
  SELECT ${uuidOf('n')}, n, now(), now() FROM generate_series(0, 99) n;
  INSERT INTO ${schema}.tasks (id, number, title, description, status, priority, assignee_id, creator_id, project_id,
                               labels, due_at, completed_at, created_at, updated_at, parent_id, blocked_by)
  SELECT gen_random_uuid(), n, md5(n::text) || ' task ' || n, 'Described as ' || md5((n * 7)::text),
         (ARRAY['CREATED', 'IN_PROGRESS', 'COMPLETED'])[1 + n % 3]::public.task_status,
         (ARRAY['NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT'])[1 + n % 5]::public.task_priority,
         CASE WHEN n % 200 > 0 THEN ${uuidOf('n % 200')} END, ${uuidOf('n % 201')},
         CASE WHEN n % 100 > 0 THEN ${uuidOf('n % 100')} END,
         CASE WHEN n % 100 > 0 THEN ARRAY['label ' || n % 100, 'label ' || n % 7] ELSE '{}' END,
         CASE WHEN n % 100 > 0 THEN timestamptz '2030-01-01Z' + n % 1000 * interval '1 day' END,
         CASE WHEN n % 3 = 2 THEN timestamptz '2029-06-01Z' + n * interval '1 minute' END,
         timestamptz '2029-01-01Z' + n * interval '1 minute', now() - n % 5000 * interval '1 minute',
         CASE WHEN n % 100 = 1 THEN ${uuidOf('n % 1000')} END,
         CASE WHEN n % 100 = 2 THEN ARRAY[${uuidOf('n % 1000')}] ELSE '{}' END
  FROM generate_series(1, ${ROWS}) n`);
await superuser.query(`
  INSERT INTO ${schema}.comments (id, task_id, sequence, author_id, body, created_at, updated_at)
  SELECT gen_random_uuid(), id, number, creator_id, 'Said of task ' || number, now(), now() FROM ${schema}.tasks`);
await superuser.query(`VACUUM ANALYZE ${schema}.tasks`);
await superuser.query(`VACUUM ANALYZE ${schema}.comments`);

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Alias?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  Plans?: Plan[];
}

/** The plans of the statements that `read` would run. */
async function plansOf(
  read: (repository: TaskListsRepository) => Promise<unknown>,
  options = 'COSTS',
): Promise<Plan[]> {
  const client = await superuser.connect();
  const plans: Plan[] = [];
  const query = async (sql: string, parameters: unknown[]) => {
    const { rows } = await client.query(`EXPLAIN (FORMAT JSON, ${options}) ${sql}`, parameters);
    plans.push(rows[0]['QUERY PLAN'][0].Plan);
    return [];
  };
  await client.query(`BEGIN; SET LOCAL search_path = ${schema}`);
  await read(new TaskListsRepository({ query, queryInJson: query } as never));
  await client.query('ROLLBACK');
  client.release();
  return plans;
}

const within = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(within)];
/** The sequencer has one row, which needs no index. What follows from other tasks is read for the rows of the page. */
const kinds = (plans: Plan[]): string[] =>
  plans
    .flatMap(within)
    .filter(({ Alias = '' }) => !['sequencer', 'subtask', 'blocker'].includes(Alias))
    .map((node) => node['Node Type']);

/** A page by number, and one that goes on in the middle. */
const bothWays = (query: TaskListQuery, value: string) => (repository: TaskListsRepository) =>
  Promise.all([repository.findPage(query, 1), repository.findAfter(query, { value, number: ROWS / 2 })]);

const MIDDLE: Record<string, string> = {
  createdAt: '2029-02-04T17:20:00.000Z',
  updatedAt: '2029-02-04T17:20:00.000Z',
  dueAt: '2031-05-15T00:00:00.000Z',
  priority: 'MEDIUM',
  status: 'IN_PROGRESS',
  title: '7fffffff',
  number: String(ROWS / 2),
  relevance: '0.1',
};

const FILTERS: Record<string, TaskListQuery['filter']> = {
  status: { status: ['IN_PROGRESS'] },
  priority: { priority: ['HIGH', 'URGENT'] },
  label: { label: ['label 7'] },
  assigneeId: { assigneeId: uuid(7) },
  creatorId: { creatorId: uuid(7) },
  projectId: { projectId: uuid(7) },
  unassigned: { assigneeId: 'none' },
  parentId: { parentId: uuid(1) },
  blockedBy: { blockedBy: uuid(2) },
  'no project': { projectId: 'none' },
  'no label': { label: ['none'] },
  'never due': { due: 'none' },
  'all labels': { allLabels: ['label 8', 'label 1'] },
  'not a label': { notLabel: ['label 7', 'none'], assigneeId: uuid(7) },
  notStatus: { notStatus: ['CREATED', 'COMPLETED'] },
  completed: { completedAfter: new Date('2029-07-01Z'), completedBefore: new Date('2029-07-03Z') },
  due: { dueAfter: new Date('2030-02-01Z'), dueBefore: new Date('2030-03-01Z') },
  created: { createdAfter: new Date('2029-02-01Z'), createdBefore: new Date('2029-02-03Z') },
  q: { q: 'task 777' },
};

const sorts = TASK_SORTS.filter((sort) => sort !== 'relevance');

it.each(sorts)('reads the list by %s from an index that is in its order', async (sort) => {
  const query = { filter: {}, sort, limit: 10 };
  const plans = await plansOf(bothWays(query, MIDDLE[sort.replace('-', '')] as string));
  expect(plans).toHaveLength(2);
  expect(kinds(plans)).not.toContain('Seq Scan');
  // An incremental sort puts those titles in order that begin alike, not all of them.
  expect(kinds(plans)).not.toContain('Sort');
});

it.each(sorts.flatMap((sort) => Object.keys(FILTERS).map((name) => [sort, name] as const)))(
  'reads the list by %s filtered by %s from indexes',
  async (sort, name) => {
    const query = { filter: FILTERS[name] as TaskListQuery['filter'], sort, limit: 10 };
    const plans = await plansOf(bothWays(query, MIDDLE[sort.replace('-', '')] as string));
    expect(kinds(plans)).not.toContain('Seq Scan');
    expect(kinds(plans).some((kind) => kind.includes('Index'))).toBe(true);
  },
);

it.each(sorts)('finds few that are searched for before it sorts them by %s, and meets many', async (sort) => {
  const query: TaskListQuery = { filter: { q: 'task 777' }, sort, limit: 10 };
  for (const plan of await plansOf(bothWays(query, MIDDLE[sort.replace('-', '')] as string))) {
    const [few, many] = within(plan).find((node) => node['Node Type'] === 'Append')?.Plans ?? [];
    expect(kinds([few as Plan])).toContain('Bitmap Index Scan');
    expect(kinds([few as Plan])).not.toContain('Index Scan');
    expect(kinds([many as Plan])).toContain('Index Scan');
    expect(kinds([many as Plan])).not.toContain('Sort');
  }
});

it('finds what is searched for before it sorts it by how well it matches', async () => {
  const query: TaskListQuery = { filter: { q: 'task 777' }, sort: 'relevance', limit: 10 };
  const plans = await plansOf(bothWays(query, MIDDLE['relevance'] as string));
  for (const plan of plans) expect(kinds([plan])).toContain('Bitmap Index Scan');
  for (const kind of ['Seq Scan', 'Index Scan']) expect(kinds(plans)).not.toContain(kind);
});

it('executes one of the two ways, and reads no more than it counts', async () => {
  const [few, many] = await Promise.all(
    ['task 777', 'task'].map((q) => executed({ filter: { q }, sort: '-createdAt', limit: 10 })),
  );
  expect(few).toMatchObject({ found: 1, met: 0 });
  expect(many).toMatchObject({ found: 0, met: 1 });
  expect(many?.mostRows).toBeLessThanOrEqual(20_001);
});

it('computes what follows from other tasks for the rows of the page alone, from an index', async () => {
  const query: TaskListQuery = { filter: {}, sort: '-createdAt', limit: 10 };
  const [plan] = await plansOf((repository) => repository.findPage(query, 3), 'ANALYZE');
  const subtasks = within(plan as Plan).filter((node) => node['Index Name'] === 'tasks_parent');
  // One more than the page has says that there is more.
  expect(subtasks).toMatchObject([{ 'Node Type': 'Index Only Scan', 'Actual Loops': 11 }]);
});

/** How often the two parts of the page were executed, and how many rows any part of the statement gave. */
async function executed(query: TaskListQuery): Promise<{ found: number; met: number; mostRows: number }> {
  const [plan] = await plansOf((repository) => repository.findPage(query, 1), 'ANALYZE');
  const nodes = within(plan as Plan);
  const append = nodes.find((node) => node['Node Type'] === 'Append');
  const [found, met] = (append?.Plans ?? []).map((part) =>
    Math.max(
      ...within(part)
        .filter(isOfTasks)
        .map((node) => node['Actual Loops'] as number),
    ),
  ) as [number, number];
  const rows = nodes.filter(({ 'Node Type': type }) => !type.startsWith('Bitmap Index'));
  return { found, met, mostRows: Math.max(...rows.map((node) => node['Actual Rows'] as number)) };
}

const isOfTasks = (node: Plan): boolean => node['Relation Name'] === 'tasks';
