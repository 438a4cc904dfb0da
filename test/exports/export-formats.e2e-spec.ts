import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { beforeAll, expect, it } from 'vitest';
import type { TaskDto } from '#app/modules/tasks/dto/task.dto.js';
import type { TestOrganization } from '../support/api.ts';
import { exported, readWorkbook } from '../support/exports.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();
let acme: TestOrganization;
let tasks: TaskDto[];
let projectId: string;

const NASTY = [
  { title: 'plain' },
  { title: '=1+1', description: '=HYPERLINK("http://example.com","x")', labels: ['=1', 'a,b', 'say "hi"'] },
  { title: '+1', description: '-1', labels: ['@SUM(A1)'] },
  { title: "'quoted", description: "'" },
  { title: '007', description: '1e5' },
  { title: 'separators , ; | \t "" end', description: 'LF\nCRLF\r\nCR\rTAB\tend\n' },
  { title: 'emoji 🚀👩‍👩‍👧 ünïcödé 日本語', description: 'RTL \u202eשלום العربية\u202c' },
  {
    title: 'controls \u0001\u0002\u0007\u001f\u007f\u0085\u2028',
    description: '\u0001"\u0002"\u000b\ufffe\uffff',
  },
  { title: 'looks like an escape _x000D_ _x0041_ \\u0041 &amp; <b>', description: '\\.' },
  { title: '\\N', description: '  blanks around  ' },
  { title: 'null', description: '' },
  { title: 'long', description: 'ü'.repeat(20_000) },
];

beforeAll(async () => {
  acme = await api.newOrganization();
  projectId = (await acme.owner.post('/projects', { name: '=Website' }).expect(201)).body.id;
  for (const task of NASTY) await acme.owner.post('/tasks', task).expect(201);
  const placed = { projectId, assigneeId: acme.member.userId, dueAt: '2030-01-31T12:00:00.120Z' };
  await acme.owner.post('/tasks', { title: 'placed', ...placed }).expect(201);
  tasks = (await acme.owner.get('/tasks?sort=number&limit=100').expect(200)).body.data;
});

const names = (task: Pick<TaskDto, 'projectId' | 'assigneeId'>) => ({
  project: task.projectId && '=Website',
  assignee: task.assigneeId && emailOf(acme.member),
  creator: emailOf(acme.owner),
});
const tidy = (labels: string): string[] => (parse(labels)[0] as string[] | undefined) ?? [];

it('writes the tasks of the API and their names as NDJSON and as JSON', async () => {
  const expected = tasks.map(
    ({ blockedBy: _blockedBy, subtasks: _subtasks, isBlocked: _isBlocked, ...task }) => ({
      ...task,
      ...names(task),
    }),
  );
  const lines = await exported(acme.owner, { format: 'NDJSON' });
  const rows = lines.content.toString().split('\n');
  expect(rows.pop()).toBe('');
  expect(rows.map((row) => JSON.parse(row))).toEqual(expected);
  expect(lines.headers.get('content-type')).toBe('application/x-ndjson');
  const array = await exported(acme.owner, { format: 'JSON' });
  expect(JSON.parse(array.content.toString())).toEqual(expected);
  // Through the contract, which says what is in it.
  expect((await acme.owner.get(array.path).expect(200)).body).toEqual(expected);
  for (const { file } of [lines, array]) expect(file.rowCount).toBe(tasks.length);
});

it('writes the values of the API for spreadsheets, and no formula', async () => {
  const { file, content, headers } = await exported(acme.owner, { format: 'XLSX' });
  expect(headers.get('content-disposition')).toMatch(/filename="tasks-[\d-]{10}\.xlsx"/);
  const [header, ...rows] = await readWorkbook(content);
  expect(header).toEqual(file.columns);
  const read = rows.map((row) => Object.fromEntries(row.map((cell, i) => [file.columns[i], cell])));
  expect(
    read.map(({ labels, ...row }) => ({ ...row, labels: labels ? tidy(labels as string) : [] })),
  ).toEqual(
    tasks.map((task) => ({
      ...names(task),
      number: task.number,
      title: task.title,
      // A spreadsheet knows no difference between nothing and an empty text.
      description: task.description || null,
      status: task.status,
      priority: task.priority,
      labels: task.labels,
      dueAt: task.dueAt && new Date(task.dueAt),
      createdAt: new Date(task.createdAt),
      updatedAt: new Date(task.updatedAt),
      completedAt: null,
    })),
  );
});

it('writes CSV for other readers: delimiter, byte order mark, compression', async () => {
  const asked = { columns: ['title', 'description'], delimiter: ';', bom: true, compression: 'GZIP' };
  const { content, headers } = await exported(acme.owner, asked);
  expect(headers.get('content-type')).toBe('application/gzip');
  expect(headers.get('content-disposition')).toMatch(/filename="tasks-[\d-]{10}\.csv\.gz"/);
  const csv = gunzipSync(content);
  expect(csv.subarray(0, 3)).toEqual(Buffer.from('\ufeff'));
  const rows: Record<string, string>[] = parse(csv, {
    bom: true,
    columns: true,
    delimiter: ';',
    record_delimiter: '\r\n',
  });
  const plain = (cell = ''): string => cell.replace(/^'/, '');
  expect(rows.map(({ title, description }) => [plain(title), plain(description)])).toEqual(
    tasks.map(({ title, description }) => [title, description ?? '']),
  );
});

it.each(['NDJSON', 'JSON'])('compresses %s', async (format) => {
  const plain = await exported(acme.owner, { format });
  const { content, file } = await exported(acme.owner, { format, compression: 'GZIP' });
  expect(file.byteSize).toBe(content.length);
  expect(gunzipSync(content)).toEqual(plain.content);
});

it.each([
  ['NDJSON', (content: Buffer) => expect(content.toString()).toBe('')],
  ['JSON', (content: Buffer) => expect(JSON.parse(content.toString())).toEqual([])],
  ['XLSX', async (content: Buffer) => expect(await readWorkbook(content)).toEqual([['number', 'title']])],
] as const)('writes no tasks as %s', async (format, check) => {
  const owner = await api.newOwner();
  const { file, content } = await exported(owner, { format, columns: ['number', 'title'] });
  expect(file.rowCount).toBe(0);
  await check(content);
});

it('cuts a text that exceeds a cell, and says so', async () => {
  const owner = await api.newOwner();
  // The API counts characters, a spreadsheet those of UTF-16.
  await owner.post('/tasks', { title: 'x', description: '🚀'.repeat(20_000) }).expect(201);
  const { content } = await exported(owner, { format: 'XLSX', columns: ['number', 'description'] });
  const [, [, text]] = (await readWorkbook(content)) as [unknown, [number, string]];
  expect(text).toMatch(/^(?:🚀)+… \[cut: 40,000 characters\]$/u);
  expect((await exported(owner, { format: 'JSON' })).content.toString()).toContain('🚀'.repeat(20_000));
});

it.each([
  ['delimiter', { format: 'JSON', delimiter: ';' }],
  ['bom', { format: 'XLSX', bom: false }],
  ['compression', { format: 'XLSX', compression: 'GZIP' }],
  ['compression', { compression: 'ZIP' }],
  ['delimiter', { delimiter: '"' }],
  ['timeZone', { timeZone: 'Mars/Olympus' }],
  ['timeZone', { timeZone: "UTC'; DROP TABLE tasks; --" }],
  ['sort', { sort: 'relevance' }],
  ['sort', { sort: 'id' }],
  ['format', { format: 'PDF' }],
])('refuses %s in %j', async (field, body) => {
  const { body: problem } = await acme.owner.post('/exports', body).expect(400);
  expect(problem.errors).toMatchObject([{ field }]);
});
