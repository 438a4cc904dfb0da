import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { Outbox } from '#app/queue/outbox.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { readWorkbook } from '../support/exports.ts';
import { ended, exported, requested } from '../support/exports.ts';
import { storeTasks } from '../support/many-tasks.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, superuser } = await createTestApp();

const idOf = ({ session }: ApiClient): string => session?.organization.id as string;

/** An owner with tasks that are due at these times. */
async function withTasksDue(...moments: string[]): Promise<ApiClient> {
  const owner = await api.newOwner();
  for (const dueAt of moments) await owner.post('/tasks', { title: 'due', dueAt }).expect(201);
  return owner;
}

async function column(client: ApiClient, name: string, body: object): Promise<unknown[]> {
  const { content } = await exported(client, { ...body, format: 'JSON', columns: [name] });
  return (JSON.parse(content.toString()) as Record<string, unknown>[]).map((row) => row[name]);
}

it('has the tasks of the list with the same filter, in the same order', async () => {
  const owner = await api.newOwner();
  const tasks = Array.from({ length: 40 }, (_, i) => ({
    title: `${['alpha', 'Beta', 'ärger', 'Zulu'][i % 4]} ${i}`,
    description: i % 3 === 0 ? `more about alpha ${i}` : null,
    priority: ['NONE', 'LOW', 'URGENT'][i % 3],
    labels: i % 5 === 0 ? ['five'] : [],
    dueAt: i % 2 ? `2030-01-${10 + (i % 7)}T00:00:00.000Z` : null,
  }));
  for (const task of tasks) await owner.post('/tasks', task).expect(201);
  const queries = [
    { filter: {}, sort: '-createdAt' },
    { filter: { priority: ['LOW', 'URGENT'] }, sort: 'title' },
    { filter: { priority: ['LOW', 'URGENT'] }, sort: '-priority' },
    { filter: { label: ['five'], status: ['CREATED'] }, sort: '-number' },
    { filter: { dueAfter: '2030-01-12T00:00:00Z' }, sort: '-dueAt' },
    { filter: { due: 'none', label: ['none'] }, sort: '-dueAt' },
    { filter: { assigneeId: 'none', projectId: 'none', notStatus: ['COMPLETED'] }, sort: '-dueAt' },
    { filter: { notLabel: ['none', 'six'], allLabels: ['five'] }, sort: 'number' },
    { filter: {}, sort: 'dueAt' },
    { filter: { q: 'alph' }, sort: 'relevance' },
    { filter: { q: "alpha '; --" }, sort: '-updatedAt' },
  ];
  for (const { filter, sort } of queries) {
    const parameters = new URLSearchParams({ sort, limit: '100' });
    for (const [name, value] of Object.entries(filter))
      for (const one of [value].flat()) parameters.append(name, String(one));
    const { data } = (await owner.get(`/tasks?${parameters.toString()}`).expect(200)).body;
    expect(data.length, JSON.stringify(filter)).toBeGreaterThan(0);
    const numbers = data.map(({ number }: { number: number }) => number);
    for (const format of ['JSON', 'CSV'] as const) {
      const { content } = await exported(owner, { format, filter, sort, columns: ['number', 'title'] });
      const rows =
        format === 'JSON' ? JSON.parse(content.toString()) : parse(content, { columns: true, bom: true });
      expect(
        rows.map((row: { number: string }) => Number(row.number)),
        `${format} by ${sort}`,
      ).toEqual(numbers);
    }
  }
});

it('writes timestamps in local time, also across changes of the offset', async () => {
  const owner = await withTasksDue(
    '2026-03-29T00:59:59.999Z',
    '2026-03-29T01:00:00.000Z',
    // The same local time twice.
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T01:30:00.000Z',
    '2026-07-01T23:30:00.000Z',
  );
  expect(await column(owner, 'dueAt', { timeZone: 'Europe/Zurich' })).toEqual([
    '2026-03-29T01:59:59.999+01:00',
    '2026-03-29T03:00:00.000+02:00',
    '2026-10-25T02:30:00.000+02:00',
    '2026-10-25T02:30:00.000+01:00',
    '2026-07-02T01:30:00.000+02:00',
  ]);
  expect((await column(owner, 'dueAt', { timeZone: 'Asia/Kathmandu' })).at(-1)).toBe(
    '2026-07-02T05:15:00.000+05:45',
  );
  expect((await column(owner, 'dueAt', { timeZone: 'America/New_York' }))[0]).toBe(
    '2026-03-28T20:59:59.999-04:00',
  );
  expect((await column(owner, 'dueAt', {}))[0]).toBe('2026-03-29T00:59:59.999Z');
  const csv = await exported(owner, { timeZone: 'Europe/Zurich', columns: ['dueAt'] });
  expect(csv.content.toString().split('\r\n')[2]).toBe('2026-03-29T03:00:00.000+02:00');
  const xlsx = await exported(owner, { format: 'XLSX', timeZone: 'Europe/Zurich', columns: ['dueAt'] });
  // A cell has the local time, which the reader takes for UTC.
  expect((await readWorkbook(xlsx.content)).slice(1).flat()).toEqual(
    [
      '2026-03-29T01:59:59.999Z',
      '2026-03-29T03:00:00Z',
      '2026-10-25T02:30:00Z',
      '2026-10-25T02:30:00Z',
      '2026-07-02T01:30:00Z',
    ].map((shown) => new Date(shown)),
  );
});

it('writes every timestamp so that it can be read back', async () => {
  const moments = [
    '0001-01-01T00:00:00.000Z',
    '1800-06-01T12:00:00.000Z',
    '1900-01-01T00:00:00.000Z',
    '1970-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
  ];
  const owner = await withTasksDue(...moments);
  for (const timeZone of ['Europe/Zurich', 'America/Los_Angeles', 'Africa/Monrovia', 'Etc/GMT+12', 'UTC']) {
    const read = (await column(owner, 'dueAt', { timeZone })) as string[];
    expect(
      read.map((text) => new Date(text).toISOString()),
      timeZone,
    ).toEqual(moments);
    for (const text of read) expect(text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}(Z|[+-]\d\d:\d\d)$/);
    const xlsx = await exported(owner, { format: 'XLSX', timeZone, columns: ['dueAt'] });
    expect(typeof (await readWorkbook(xlsx.content))[1]?.[0], 'there is no such date').toBe('string');
  }
});

it('knows every time zone in the database that it takes', async () => {
  const { rows } = await superuser.query<{ name: string }>(
    'SELECT lower(name) AS name FROM pg_timezone_names',
  );
  const known = new Set(rows.map(({ name }) => name));
  expect(Intl.supportedValuesOf('timeZone').filter((name) => !known.has(name.toLowerCase()))).toEqual([]);
});

it('is a snapshot, and names its sequence', async () => {
  const owner = await api.newOwner();
  const database = new TenantDatabase(superuser, idOf(owner));
  await storeTasks(
    superuser,
    idOf(owner),
    owner.userId,
    Array.from({ length: 3 }, () => ({
      status: 'CREATED' as const,
      priority: 'NONE' as const,
      assigneeId: null,
      projectId: null,
      createdAt: new Date(),
      dueAt: null,
      completedAt: null,
    })),
  );
  await superuser.query(`UPDATE ${database.schema}.sequencer SET sequence = 41, number = 3, tasks = 3`);
  const connection = await superuser.connect();
  let id: string;
  try {
    // Lets the export begin, but not get any further while everything changes.
    await connection.query(`BEGIN; LOCK TABLE ${database.schema}.tasks IN ACCESS EXCLUSIVE MODE`);
    id = (await owner.post('/exports', { columns: ['number', 'title'] }).expect(202)).body.exportId;
    await eventually(async () => {
      const { rowCount } = await superuser.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'taskflow-snapshot' AND wait_event_type = 'Lock'
         AND datname = current_database()`,
      );
      return rowCount === 1;
    });
    await connection.query(`
      UPDATE ${database.schema}.tasks SET title = 'changed';
      DELETE FROM ${database.schema}.tasks WHERE number = 2;
      UPDATE ${database.schema}.sequencer SET sequence = 43;
      COMMIT`);
  } finally {
    await connection.query('ROLLBACK');
    connection.release();
  }
  const file = await ended(owner, id);
  expect(file).toMatchObject({ status: 'COMPLETED', sequence: 41, rowCount: 3 });
  expect((await owner.get(file.fileUrl as string).expect(200)).body).toBe(
    'number,title\r\n1,Task 1\r\n2,Task 2\r\n3,Task 3\r\n',
  );
});

it('ends with a reason where the database lacks the time zone', async () => {
  const owner = await api.newOwner();
  const queue = app.get(Outbox, { strict: false }).queue('exports');
  await queue.pause();
  const { exportId } = (await owner.post('/exports', { timeZone: 'Europe/Zurich' }).expect(202)).body;
  await superuser.query(
    `UPDATE ${new TenantDatabase(superuser, idOf(owner)).schema}.exports
     SET options = '{"timeZone": "Moon/Sea of ''Tranquility"}'`,
  );
  await queue.resume();
  expect(await ended(owner, exportId)).toMatchObject({
    status: 'FAILED',
    error: "The database doesn't know the time zone Moon/Sea of 'Tranquility.",
  });
  expect((await requested(owner)).status).toBe('COMPLETED');
});
