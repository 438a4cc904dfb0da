// quick: an export is the tasks that were asked for
import { createHash, randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { CSV_HEADER, exportedCsv } from '../support/exports.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

type Row = Record<string, string>;

const unneutralised = (cell: string): string => (cell.startsWith("'") ? cell.slice(1) : cell);

/** Reads CSV whose rows may end with CRLF only. */
const read = (csv: string): Row[] => parse(csv, { columns: true, record_delimiter: '\r\n' });

it('writes every kind of text so that it can be read back', async () => {
  const { owner, member } = await api.newOrganization();
  const tasks = [
    { title: 'commas, "quotes" and ünïcödé 日本語 🚀', description: 'LF\nCRLF\r\nCR\rend\n' },
    { title: 'labels', labels: ['plain', 'a,b', 'say "hi"', 'a,"b"'] },
    {
      title: '"',
      description: '\n',
      labels: ['=1,2'],
      assigneeId: member.userId,
      dueAt: '2030-01-31T12:00:00.120Z',
    },
    { title: 'plain labels', labels: ['two words', "o'clock", 'ünïcödé'] },
    { title: 'a label like a formula', labels: ['=1', '+2'] },
  ];
  for (const task of tasks) await owner.post('/tasks', task).expect(201);
  const { file, csv } = await exportedCsv(owner);
  const rows = read(csv);
  expect(csv.slice(0, csv.indexOf('\r\n'))).toBe(CSV_HEADER);
  expect(csv.endsWith('\r\n')).toBe(true);
  expect(file).toMatchObject({
    rowCount: tasks.length,
    byteSize: Buffer.byteLength(csv),
    sha256: createHash('sha256').update(csv).digest('hex'),
  });
  for (const [index, task] of tasks.entries()) {
    const row = rows[index] as Row;
    expect(row['number']).toBe(String(index + 1));
    expect(unneutralised(row['title'] as string)).toBe(task.title);
    expect(unneutralised(row['description'] as string)).toBe(task.description ?? '');
    const labels = unneutralised(row['labels'] as string);
    expect(parse(labels)[0] ?? []).toEqual(task.labels ?? []);
  }
  expect(rows[2]).toMatchObject({
    status: 'CREATED',
    priority: 'NONE',
    project: '',
    assignee: member.session?.user.email,
    creator: owner.session?.user.email,
    dueAt: '2030-01-31T12:00:00.120Z',
    createdAt: (await owner.get('/tasks/3')).body.createdAt,
    completedAt: '',
  });
});

it('neutralises formulas so that taking one apostrophe off gives the original', async () => {
  const owner = await api.newOwner();
  const titles = ['=1+1', '+1', '-1', '@SUM(A1)', "'quoted", "''twice", "it's", '1=1'];
  const descriptions = ['\t=1', '\r=1', '=1\n+2', "'", '', ' =1', 'plain', '-'];
  for (const [index, title] of titles.entries()) {
    await owner.post('/tasks', { title, description: descriptions[index] }).expect(201);
  }
  const rows = read((await exportedCsv(owner, { columns: ['title', 'description'] })).csv);
  for (const { title, description } of rows)
    for (const cell of [title, description]) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  expect(rows.map(({ title }) => unneutralised(title as string))).toEqual(titles);
  expect(rows.map(({ description }) => unneutralised(description as string))).toEqual(descriptions);
  expect(rows[7]).toEqual({ title: '1=1', description: "'-" });
});

it('exports the requested columns and tasks', async () => {
  const owner = await api.newOwner();
  await owner.post('/tasks', { title: 'low', priority: 'LOW', labels: ["o'clock"] }).expect(201);
  await owner
    .post('/tasks', { title: 'high', priority: 'HIGH', labels: ['a'], dueAt: '2030-06-01T00:00:00Z' })
    .expect(201);
  await owner.post('/tasks', { title: 'urgent', priority: 'URGENT', labels: ['a', 'b'] }).expect(201);
  const csvOf = async (body: object): Promise<string> => (await exportedCsv(owner, body)).csv;
  expect(await csvOf({ filter: { priority: ['HIGH', 'URGENT'] }, columns: ['title', 'number'] })).toBe(
    'title,number\r\nhigh,2\r\nurgent,3\r\n',
  );
  expect(await csvOf({ filter: { label: ["o'clock", 'b'] }, columns: ['title'] })).toBe(
    'title\r\nlow\r\nurgent\r\n',
  );
  const due = { dueAfter: '2030-06-01T00:00:00Z', dueBefore: '2030-06-01T00:00:00.001Z' };
  expect(await csvOf({ filter: due, columns: ['title'] })).toBe('title\r\nhigh\r\n');
  expect(await csvOf({ filter: { creatorId: randomUUID() }, columns: ['title'] })).toBe('title\r\n');
  for (const body of [{ columns: [] }, { columns: ['nope'] }, { filter: { nope: 1 } }, { format: 'DOC' }]) {
    await owner.post('/exports', body).expect(400);
  }
});
