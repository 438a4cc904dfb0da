import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { ExportRunner } from '../../dist/modules/exports/export-runner.js';
import { tenantName } from '../../dist/tenancy/tenant-name.js';
import type { ApiClient, TestOrganization } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { ended, exported as exportedFile } from '../support/exports.ts';
import type { TestApp } from '../support/test-app.ts';
import { filesOf as storedFilesOf } from '../support/uploads.ts';

const COLUMNS =
  'number,title,description,status,priority,project,assignee,creator,labels,dueAt,createdAt,updatedAt,completedAt';

/** What has to hold for exports, whatever the queue runs on. */
export function exportsSuite(t: TestApp): void {
  const runner = (): ExportRunner => t.app.get(ExportRunner, { strict: false });
  const folderOf = (organizationId: string): string =>
    join(t.config.dataDir, 'files', organizationId.replaceAll('-', ''));
  const filesOf = (organizationId: string): Promise<string[]> =>
    storedFilesOf(t.config.dataDir, organizationId);

  it('accepts an export with and without a body, at both addresses', async () => {
    const { owner, admin } = await t.api.newOrganization();
    for (const [path, body] of [
      ['/tasks/export'],
      ['/tasks/export', {}],
      ['/exports'],
      ['/exports', {}],
    ] as const) {
      const accepted = await admin.post(path, body).expect(202);
      expect(accepted.body).toEqual({ exportId: expect.any(String), jobId: expect.any(String) });
      expect(accepted.headers.get('location')).toBe(`/exports/${accepted.body.exportId}`);
      const done = await ended(owner, accepted.body.exportId);
      expect(done).toMatchObject({
        status: 'COMPLETED',
        format: 'CSV',
        progress: 100,
        rowCount: 0,
        error: null,
      });
      expect((await owner.get(done.fileUrl as string).expect(200)).body).toBe(`${COLUMNS}\r\n`);
    }
    const list = await owner.get('/exports?limit=3').expect(200);
    expect(list.body).toMatchObject({ total: 4, page: 1, limit: 3 });
    expect(list.body.data).toHaveLength(3);
  });

  it('writes every kind of text so that it can be read back', async () => {
    const { owner, member } = await t.api.newOrganization();
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
    ];
    for (const task of tasks) await owner.post('/tasks', task).expect(201);
    const { file, csv } = await exported(owner);
    const rows = read(csv);
    expect(csv.slice(0, csv.indexOf('\r\n'))).toBe(COLUMNS);
    expect(csv.endsWith('\r\n')).toBe(true);
    expect(file).toMatchObject({
      rowCount: tasks.length,
      byteSize: Buffer.byteLength(csv),
      sha256: createHash('sha256').update(csv).digest('hex'),
    });
    for (const [index, task] of tasks.entries()) {
      const row = rows[index] as Row;
      expect(row).toMatchObject({
        number: String(index + 1),
        title: task.title,
        description: task.description ?? '',
      });
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
    const owner = await t.api.newOwner();
    const titles = ['=1+1', '+1', '-1', '@SUM(A1)', "'quoted", "''twice", "it's", '1=1'];
    const descriptions = ['\t=1', '\r=1', '=1\n+2', "'", '', ' =1', 'plain', '-'];
    for (const [index, title] of titles.entries()) {
      await owner.post('/tasks', { title, description: descriptions[index] }).expect(201);
    }
    const rows = read((await exported(owner, { columns: ['title', 'description'] })).csv);
    for (const { title, description } of rows)
      for (const cell of [title, description]) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    expect(rows.map(({ title }) => unneutralised(title as string))).toEqual(titles);
    expect(rows.map(({ description }) => unneutralised(description as string))).toEqual(descriptions);
    expect(rows[7]).toEqual({ title: '1=1', description: "'-" });
  });

  it('exports the columns and the tasks that were asked for', async () => {
    const owner = await t.api.newOwner();
    await owner.post('/tasks', { title: 'low', priority: 'LOW', labels: ["o'clock"] }).expect(201);
    await owner
      .post('/tasks', { title: 'high', priority: 'HIGH', labels: ['a'], dueAt: '2030-06-01T00:00:00Z' })
      .expect(201);
    await owner.post('/tasks', { title: 'urgent', priority: 'URGENT', labels: ['a', 'b'] }).expect(201);
    const csvOf = async (body: object): Promise<string> => (await exported(owner, body)).csv;
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

  it('sends a file whole, in ranges, and not again to who has it', async () => {
    const owner = await t.api.newOwner();
    await owner.post('/tasks', { title: 'One' }).expect(201);
    const { file, csv, path } = await exported(owner);
    const whole = await owner.get(path).expect(200);
    expect(whole.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(whole.headers.get('content-disposition')).toMatch(
      /^attachment; filename="tasks-\d{4}-\d\d-\d\d\.csv"/,
    );
    expect(whole.headers.get('content-length')).toBe(String(file.byteSize));
    const part = await owner.get(path, { range: 'bytes=7-11' }).expect(206);
    expect(part.body).toBe(csv.slice(7, 12));
    expect(part.headers.get('content-range')).toBe(`bytes 7-11/${file.byteSize}`);
    const outside = await owner.get(path, { range: `bytes=${file.byteSize}-` }).expect(416);
    expect(outside.headers.get('content-range')).toBe(`bytes */${file.byteSize}`);
    const etag = whole.headers.get('etag') as string;
    // Without this, fetch adds the `no-cache` that asks for the file in any case.
    const revalidate = { 'cache-control': 'max-age=0' };
    expect((await owner.get(path, { ...revalidate, 'if-none-match': etag }).expect(304)).body).toBe('');
    await owner.get(path, { ...revalidate, 'if-none-match': '"another"' }).expect(200);
    await owner.get(path, { 'if-match': '"another"' }).expect(412);
  });

  it('has no file to send before it is completed', async () => {
    const owner = await t.api.newOwner();
    const id = await insertExport(owner, 'QUEUED');
    expect((await owner.get(`/exports/${id}`).expect(200)).body).toMatchObject({
      status: 'QUEUED',
      fileUrl: null,
    });
    const refused = await owner.get(`/exports/${id}/download`).expect(409);
    expect(refused.body.code).toBe('export-not-ready');
  });

  it('keeps its files in the folder of the organization and removes them with the export', async () => {
    const owner = await t.api.newOwner();
    const { file, path } = await exported(owner);
    const organizationId = organizationOf(owner);
    expect(await filesOf(organizationId)).toHaveLength(1);
    await owner.delete(`/exports/${file.id}`).expect(204);
    expect(await filesOf(organizationId)).toEqual([]);
    await owner.get(`/exports/${file.id}`).expect(404);
    await owner.get(path).expect(404);
    await owner.delete(`/exports/${file.id}`).expect(404);
  });

  it('cancels an export that waits or runs, and no other', async () => {
    const owner = await t.api.newOwner();
    const waiting = await insertExport(owner, 'QUEUED');
    expect((await owner.post(`/exports/${waiting}/cancel`).expect(200)).body.status).toBe('CANCELLED');
    expect((await owner.post(`/exports/${waiting}/cancel`).expect(409)).body.code).toBe('export-finished');
    await runner().run(organizationOf(owner), waiting, true);
    const running = await insertExport(owner, 'QUEUED');
    const release = await holdUpCopies();
    try {
      const run = runner().run(organizationOf(owner), running, true);
      await eventually(async () =>
        (await filesOf(organizationOf(owner))).some((name) => name.endsWith('.partial')),
      );
      expect((await owner.post(`/exports/${running}/cancel`).expect(200)).body.status).toBe('CANCELLED');
      // The copy can't go on, so the run can only end by noticing.
      await run;
    } finally {
      await release();
    }
    for (const id of [waiting, running]) {
      expect((await owner.get(`/exports/${id}`).expect(200)).body).toMatchObject({
        status: 'CANCELLED',
        fileUrl: null,
      });
    }
    expect(await filesOf(organizationOf(owner))).toEqual([]);
  });

  it('is for owners and admins, of its own organization', async () => {
    const acme = await t.api.newOrganization();
    const globex = await t.api.newOrganization();
    const { file, path } = await exported(acme.admin);
    for (const client of [acme.member, acme.viewer]) await everyCall(client, 403);
    for (const client of [globex.owner, globex.admin]) await everyCall(client, 404);
    expect((await globex.owner.get('/exports').expect(200)).body.total).toBe(0);
    await acme.owner.get(path).expect(200);

    async function everyCall(client: ApiClient, status: number): Promise<void> {
      await client.get(`/exports/${file.id}`).expect(status);
      await client.get(path).expect(status);
      await client.post(`/exports/${file.id}/cancel`).expect(status);
      await client.delete(`/exports/${file.id}`).expect(status);
      if (status !== 403) return;
      await client.get('/exports').expect(403);
      await client.post('/exports').expect(403);
      await client.post('/tasks/export').expect(403);
    }
  });

  it('lets a run that has lost its claim change nothing and leave no file', async () => {
    const owner = await t.api.newOwner();
    const organizationId = organizationOf(owner);
    const id = await insertExport(owner, 'QUEUED');
    const release = await holdUpCopies();
    const run = runner().run(organizationId, id, true);
    const other = randomUUID();
    try {
      await eventually(async () => (await statusOf(owner, id)) === 'RUNNING');
      await tenantQuery(owner, 'UPDATE exports SET run_id = $2 WHERE id = $1', [id, other]);
    } finally {
      await release();
    }
    await run;
    const rows = await tenantQuery(owner, 'SELECT status, run_id, file_name FROM exports WHERE id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ status: 'RUNNING', run_id: other, file_name: null }]);
    expect(await filesOf(organizationId)).toEqual([]);
  });

  it('runs accepted exports again whose job is lost or whose run is dead', async () => {
    const owner = await t.api.newOwner();
    const ids = [await insertExport(owner, 'QUEUED'), await insertExport(owner, 'RUNNING')];
    await t.superuser.query(
      `INSERT INTO public.outbox (job_id, queue, organization_id, created_at)
       SELECT id, 'exports', $1, now() - interval '1 minute' FROM unnest($2::uuid[]) id`,
      [organizationOf(owner), ids],
    );
    for (const id of ids) expect((await ended(owner, id)).status).toBe('COMPLETED');
    await eventually(async () => {
      const { rowCount } = await t.superuser.query('SELECT FROM public.outbox WHERE job_id = ANY ($1)', [
        ids,
      ]);
      return rowCount === 0;
    });
    expect(await filesOf(organizationOf(owner))).toHaveLength(2);
  });

  it('makes one file of a job that is delivered twice', async () => {
    const owner = await t.api.newOwner();
    const organizationId = organizationOf(owner);
    await owner.post('/tasks', { title: 'One' }).expect(201);
    const id = await insertExport(owner, 'QUEUED');
    await Promise.all([runner().run(organizationId, id, false), runner().run(organizationId, id, false)]);
    const first = (await owner.get(`/exports/${id}`).expect(200)).body;
    await runner().run(organizationId, id, false);
    expect((await owner.get(`/exports/${id}`).expect(200)).body).toEqual(first);
    expect(first).toMatchObject({ status: 'COMPLETED', rowCount: 1 });
    const [row] = await tenantQuery(owner, 'SELECT file_name FROM exports WHERE id = $1', [id]);
    expect(await filesOf(organizationId)).toEqual([row?.['file_name']]);
  });

  it('fails with a reason that tells no paths when the file can not be written', async () => {
    const owner = await t.api.newOwner();
    const organizationId = organizationOf(owner);
    // A file where the folder should be stops root, too.
    await mkdir(dirname(folderOf(organizationId)), { recursive: true });
    await writeFile(folderOf(organizationId), '');
    const accepted = await owner.post('/exports').expect(202);
    const failed = await ended(owner, accepted.body.exportId);
    expect(failed).toMatchObject({
      status: 'FAILED',
      fileUrl: null,
      sha256: null,
      error: expect.any(String),
    });
    expect(failed.error).not.toMatch(/[\\/]|EEXIST|ENOTDIR/);
    const [row] = await tenantQuery(owner, 'SELECT runs FROM exports WHERE id = $1', [
      accepted.body.exportId,
    ]);
    expect(row).toEqual({ runs: 3 });
    await owner.get(`/exports/${accepted.body.exportId}/download`).expect(409);
    await rm(folderOf(organizationId));
    expect((await exported(owner)).file.status).toBe('COMPLETED');
  });

  async function statusOf(client: ApiClient, id: string): Promise<string> {
    return (await client.get(`/exports/${id}`).expect(200)).body.status;
  }

  /** An export that no job will run. */
  async function insertExport(client: ApiClient, status: 'QUEUED' | 'RUNNING'): Promise<string> {
    const id = randomUUID();
    const dead = status === 'RUNNING' ? randomUUID() : null;
    await tenantQuery(
      client,
      `INSERT INTO exports (id, requested_by, status, run_id, runs, format, columns)
       VALUES ($1, $2, $3, $4::uuid, $5, 'CSV', '{title}')`,
      [id, client.userId, status, dead, dead ? 1 : 0],
    );
    return id;
  }

  async function tenantQuery(
    client: ApiClient,
    sql: string,
    values: unknown[],
  ): Promise<Record<string, unknown>[]> {
    const qualified = sql.replace(/\bexports\b/, `${tenantName(organizationOf(client))}.exports`);
    return (await t.superuser.query(qualified, values)).rows;
  }

  /** Lets exports begin, but not get at their rows before the answer is called. */
  async function holdUpCopies(): Promise<() => Promise<void>> {
    const connection = await t.superuser.connect();
    await connection.query('BEGIN; LOCK TABLE public.memberships IN ACCESS EXCLUSIVE MODE');
    return async () => {
      await connection.query('ROLLBACK');
      connection.release();
    };
  }
}

type Row = Record<string, string>;

const organizationOf = (client: ApiClient): TestOrganization['id'] => client.session?.organization.id ?? '';

const unneutralised = (cell: string): string => (cell.startsWith("'") ? cell.slice(1) : cell);

/** Reads CSV whose rows may end with CRLF only. */
const read = (csv: string): Row[] => parse(csv, { columns: true, record_delimiter: '\r\n' });

async function exported(client: ApiClient, body?: object) {
  const { content, ...rest } = await exportedFile(client, body);
  return { ...rest, csv: content.toString() };
}
