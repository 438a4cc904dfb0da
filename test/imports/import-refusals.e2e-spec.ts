import { describe, expect, it } from 'vitest';
import { imported, sendImport, tasksOf, titlesOf } from '../support/imports.ts';
import { isRefused } from '../support/refusals.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { filesOf } from '../support/uploads.ts';

const LIMIT = 4096;
const { api, config, superuser } = await createTestApp({ importMaxBytes: LIMIT });

const NASTY = [
  'title,description,priority,createdAt,completedAt,status,labels',
  '"a title","two\nlines",HIGH,,,,',
  '"","in line 4",,,,,',
  '"long","three\r\nmore\nlines",TOP,,,,',
  'fine,,,2020-01-31T12:00:00+01:00,,,',
  'tomorrow,,,2999-01-01T00:00:00Z,,,',
  'no such day,,,2020-02-30T00:00:00Z,,,',
  'done?,,,,2020-01-01T00:00:00Z,CREATED,',
  'backwards,,,2020-01-02T00:00:00Z,2020-01-01T00:00:00Z,COMPLETED,',
  'wide,,,,,,,x',
  'null\0,,,,,,',
  'labelled,,,,,,"a,a"',
  'last,,,2020-01-01T00:00:00Z,2020-01-02T00:00:00Z,COMPLETED,"a,b"',
].join('\n');
const REFUSED: [line: number, field: string | null, reason: string][] = [
  [4, 'title', 'title must be longer'],
  [5, 'priority', 'priority must be one of'],
  [9, 'createdAt', 'must not be in the future'],
  [10, 'createdAt', 'must be a timestamp'],
  [11, 'completedAt', 'no meaning'],
  [12, 'completedAt', 'before'],
  [13, null, '8 cells'],
  [14, 'title', 'NUL'],
  [15, 'labels', 'unique'],
];
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';
const refusals = REFUSED.map(([line, field, reason]) => ({
  line,
  field,
  reason: expect.stringContaining(reason),
  value: expect.toSatisfy(isTextOrNull),
  proposal: expect.toSatisfy(isTextOrNull),
}));

describe('rows that are no tasks', () => {
  it('are listed with line and reason, and the others are imported', async () => {
    const owner = await api.newOwner();
    const done = await imported(owner, NASTY);
    expect(done).toMatchObject({ status: 'COMPLETED', accepted: 3, refused: 9, error: null });
    expect(done.refusals).toEqual(refusals);
    expect(await tasksOf(owner)).toMatchObject([
      { title: 'a title', description: 'two\nlines', priority: 'HIGH', labels: [] },
      { title: 'fine', createdAt: '2020-01-31T11:00:00.000Z' },
      { title: 'last', completedAt: '2020-01-02T00:00:00.000Z', status: 'COMPLETED', labels: ['a', 'b'] },
    ]);
  });

  it('prevent all others from being imported in all-or-nothing', async () => {
    const owner = await api.newOwner();
    const done = await imported(owner, NASTY, 'mode=all-or-nothing');
    expect(done).toMatchObject({ status: 'FAILED', accepted: 0, refused: 9 });
    expect(done.error).toContain("9 rows can't be imported");
    expect(done.refusals).toEqual(refusals);
    expect(await tasksOf(owner)).toEqual([]);
  });

  it('are kept up to 1,000, and all counted', async () => {
    const owner = await api.newOwner();
    const done = await imported(owner, `title,priority\n${'x,\n'.repeat(3)}${',x\n'.repeat(1300)}`);
    expect(done).toMatchObject({ status: 'COMPLETED', accepted: 3, refused: 1300 });
    expect(done.refusals.map(({ line }) => line)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 5));
  });

  it('are what follows where a file stops being CSV', async () => {
    const owner = await api.newOwner();
    const done = await imported(owner, 'title\nOne\n"Two\nThree\n');
    expect(done).toMatchObject({ status: 'FAILED', accepted: 1, error: expect.stringContaining('line 3') });
    expect(await titlesOf(owner)).toEqual(['One']);
  });
});

describe('projects and members that do not exist', () => {
  const CSV = (assignee: string) =>
    [
      'title,project,assignee',
      'a,known,',
      'b,NEW,',
      'c,new,',
      `d,,${assignee}`,
      'e,,nobody@example.com',
    ].join('\n');

  it.each(['best-effort', 'all-or-nothing'])('are refused, skipped or created, %s', async (mode) => {
    const { owner, member } = await api.newOrganization();
    await owner.post('/projects', { name: 'Known' }).expect(201);
    const csv = CSV(member.session?.user.email.toUpperCase() ?? '');
    const refused = await imported(owner, csv, `mode=${mode}`);
    expect(refused.refusals.map(({ line, field }) => [line, field])).toEqual([
      [3, 'project'],
      [4, 'project'],
      [6, 'assignee'],
    ]);
    const titles = mode === 'best-effort' ? ['a', 'd'] : [];
    expect(await titlesOf(owner)).toEqual(titles);
    const skipped = await imported(owner, csv, `mode=${mode}&unknownProjects=skip&unknownPeople=skip`);
    expect(skipped).toMatchObject({ status: 'COMPLETED', accepted: 5 });
    expect((await tasksOf(owner)).slice(titles.length)).toMatchObject([
      { title: 'a', projectId: expect.any(String) },
      { title: 'b', projectId: null },
      { title: 'c', projectId: null },
      { title: 'd', assigneeId: member.userId },
      { title: 'e', assigneeId: null },
    ]);
    await imported(owner, csv, `mode=${mode}&unknownProjects=create&unknownPeople=skip`);
    const { body } = await owner.get('/projects').expect(200);
    expect(
      body.data.map(({ name, taskCount }: { name: string; taskCount: number }) => [name, taskCount]),
    ).toEqual([
      ['Known', mode === 'best-effort' ? 3 : 2],
      ['NEW', 2],
    ]);
    expect((await owner.get('/organizations/current/members').expect(200)).body.total).toBe(4);
  });
});

it('creates no end of projects for a file, but in one transaction no more than 100', async () => {
  const { owner } = await api.newOrganization();
  const csv = `title,project\n${Array.from({ length: 101 }, (_, i) => `t,p${i}`).join('\n')}`;
  const done = await imported(owner, csv, 'mode=all-or-nothing&unknownProjects=create');
  expect(done).toMatchObject({ status: 'FAILED', error: expect.stringContaining('more than 100 projects') });
  expect((await owner.get('/projects').expect(200)).body.total).toBe(0);
  await imported(owner, csv, 'unknownProjects=create');
  expect((await owner.get('/projects').expect(200)).body.total).toBe(101);
});

describe('a plan', () => {
  it.each(['best-effort', 'all-or-nothing'])('has its limits for imports as well, %s', async (mode) => {
    const { id, owner } = await api.newOrganization();
    const { schema } = new TenantDatabase(superuser, id);
    await superuser.query(`UPDATE ${schema}.sequencer SET max_tasks = 2, max_projects = 0`);
    await superuser.query(`UPDATE public.organizations SET plan = 'FREE' WHERE id = $1`, [id]);
    const done = await imported(
      owner,
      'title,project\na,\nb,New\nc,\nd,',
      `mode=${mode}&unknownProjects=create`,
    );
    const each = mode === 'best-effort';
    expect(done).toMatchObject({ status: each ? 'COMPLETED' : 'FAILED', accepted: each ? 2 : 0, refused: 2 });
    const reason = expect.stringContaining('plan-limit-reached');
    expect(done.refusals).toEqual([
      { line: 3, field: 'project', value: 'New', proposal: null, reason },
      { line: 5, field: null, value: null, proposal: null, reason },
    ]);
    expect(await titlesOf(owner)).toEqual(each ? ['a', 'c'] : []);
  });
});

describe('a file that is none', () => {
  const broken = new Uint8Array(Buffer.from([...Buffer.from('title\né'), 0xff]));

  it.each<[what: string, csv: string | Uint8Array<ArrayBuffer>, status: number, message: string]>([
    ['empty', new Uint8Array(0), 400, 'file'],
    ['blank', '\n\n', 400, 'empty'],
    ['without a title', 'what for,status\na,CREATED', 400, 'column title'],
    ['with two titles', 'title,TITLE\na,b', 400, 'title more than once'],
    ['UTF-8 with something else in it', broken, 400, 'UTF-8'],
    ['cut off within a character', new Uint8Array(Buffer.from('title\né').subarray(0, -1)), 400, 'UTF-8'],
    ['too large', `title\n${'x'.repeat(LIMIT)}`, 413, 'MiB'],
  ])('is refused: %s', async (_what, csv, status, message) => {
    const { id, owner } = await api.newOrganization();
    const body = await isRefused(new TenantDatabase(superuser, id), () => sendImport(owner, csv), status);
    expect(JSON.stringify(body)).toContain(message);
    expect(await filesOf(config.dataDir, id)).toEqual([]);
  });

  it.each(['mode=some', 'unknownProjects=ask', 'unknownPeople=create', 'delimiter=x', 'what=1'])(
    'is refused with %s',
    async (options) => {
      const owner = await api.newOwner();
      await sendImport(owner, 'title\na', options).expect(400);
    },
  );
});
