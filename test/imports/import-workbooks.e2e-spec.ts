import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { ended, imported, sendImport, tasksOf } from '../support/imports.ts';
import { createTestApp } from '../support/test-app.ts';
import { filesOf, formWith } from '../support/uploads.ts';
import { inlineCell, numberCell, workbookOf, zipOf } from '../support/workbooks.ts';

const { api, config } = await createTestApp();

/** As Microsoft Planner exports a plan. */
const PLAN = await workbookOf({
  sheets: [
    {
      name: 'Tasks',
      rows: [
        ['Plan name', 'Office'],
        ['Plan ID', 'x1'],
        ['Date of export', numberCell(47_514, 1)],
        [],
        [
          'Task ID',
          'Task Name',
          'Bucket Name',
          'Progress',
          'Priority',
          'Created Date',
          'Due Date',
          'Late',
          'Description',
        ],
        [
          'k1',
          'Order desks',
          'Rooms',
          'In progress',
          'Important',
          numberCell(45_000, 1),
          numberCell(47_514, 1),
          'false',
          'Two\nlines',
        ],
        [
          'k2',
          inlineCell('Paint'),
          'Rooms',
          'Completed',
          'Low',
          numberCell(45_000.5, 2),
          null,
          '<c t="b"><v>0</v></c>',
        ],
        ['k3', '', 'Rooms'],
      ],
    },
    {
      name: 'Notes',
      rows: [
        ['Title', 'Labels'],
        ['From the second sheet', 'a, b'],
      ],
    },
  ],
});
const bytes = (content: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(content);
const preview = (client: ApiClient, content: Buffer, options = '') =>
  client.post(`/imports/preview?${options}`, bytes(content), { 'content-type': 'application/octet-stream' });

describe('a workbook', () => {
  it('is shown, checked and imported as CSV is', async () => {
    const { id, owner } = await api.newOrganization();
    const { body: shown } = await preview(owner, PLAN).expect(200);
    expect(shown).toMatchObject({
      source: 'planner',
      encoding: 'xlsx',
      sheets: ['Tasks', 'Notes'],
      leftOut: ['Late'],
      tasks: [
        {
          line: 6,
          title: 'Order desks',
          status: 'IN_PROGRESS',
          priority: 'HIGH',
          dueAt: '2030-01-31T23:59:59.999Z',
          createdAt: '2023-03-15T00:00:00.000Z',
        },
        { line: 7, title: 'Paint', status: 'COMPLETED' },
      ],
      refusals: [{ line: 8, field: 'title' }],
    });
    expect(await imported(owner, bytes(PLAN), 'dryRun=true')).toMatchObject({ accepted: 2, refused: 1 });
    const done = await imported(owner, bytes(PLAN));
    expect(done).toMatchObject({ status: 'COMPLETED', encoding: 'xlsx', accepted: 2, refused: 1 });
    expect(done.refusals).toMatchObject([{ line: 8, field: 'title' }]);
    expect(await tasksOf(owner)).toMatchObject([
      { title: 'Order desks', description: expect.stringContaining('Two\nlines') },
      { title: 'Paint', createdAt: '2023-03-15T12:00:00.000Z' },
    ]);
    await eventually(async () => (await filesOf(config.dataDir, id)).length === 0);
  });

  it('has the sheet read that is asked for, by its name or number', async () => {
    const owner = await api.newOwner();
    for (const sheet of ['notes', '2'])
      expect((await preview(owner, PLAN, `sheet=${sheet}`).expect(200)).body.tasks).toMatchObject([
        { title: 'From the second sheet', labels: ['a', 'b'] },
      ]);
    const { body } = await preview(owner, PLAN, 'sheet=Plan').expect(400);
    expect(body.errors).toEqual([{ field: 'sheet', message: 'sheet must be one of: Tasks, Notes' }]);
    const cover = await workbookOf({
      sheets: [
        { name: 'Cover', rows: [['Report'], ['x']] },
        { name: 'Tasks', rows: [] },
      ],
    });
    expect((await preview(owner, cover).expect(400)).body.errors[0].message).toMatch(
      /another one: Cover, Tasks$/,
    );
    await preview(owner, Buffer.from('title\nA\n'), 'sheet=1').expect(400);
  });

  it('that we have exported comes in again', async () => {
    const { owner } = await api.newOrganization();
    const task = { title: '=1+1', description: 'a\nb', labels: ['x, y'], dueAt: '2030-01-31T12:00:00.000Z' };
    await owner.post('/tasks', task).expect(201);
    const { body: accepted } = await owner.post('/exports', { format: 'XLSX' }).expect(202);
    const found = await eventually(async () => {
      const { body } = await owner.get(`/exports/${accepted.exportId}`).expect(200);
      return body.status === 'COMPLETED' && body;
    });
    const file = await fetch(api.baseUrl + new URL(found.fileUrl, api.baseUrl).pathname, {
      headers: { authorization: `Bearer ${owner.session?.accessToken}` },
    });
    const other = await api.newOwner();
    const done = await imported(other, new Uint8Array(await file.arrayBuffer()), 'unknownPeople=skip');
    expect(done).toMatchObject({ accepted: 1, refused: 0, encoding: 'xlsx' });
    expect(await tasksOf(other)).toMatchObject([task]);
  });
});

describe('a file of JSON', () => {
  const board = {
    name: 'Cottage',
    lists: [{ id: 'l', name: 'Doing' }],
    cards: [{ id: 'c1', name: 'Order tiles', idList: 'l', desc: 'In\nwhite' }],
  };

  it.each(['application/json', 'text/csv', 'application/octet-stream'])(
    'is imported whatever it is sent as: %s',
    async (type) => {
      const { owner } = await api.newOrganization();
      const text = JSON.stringify(board, null, 4);
      const { body } = await owner.post('/tasks/import', text, { 'content-type': type }).expect(202);
      expect(await ended(owner, body.importId)).toMatchObject({
        source: 'trello',
        encoding: 'json',
        accepted: 1,
      });
      expect(await tasksOf(owner)).toMatchObject([{ title: 'Order tiles', status: 'IN_PROGRESS' }]);
    },
  );

  const sent = (bytes: Buffer, charset: string) =>
    api.newOwner().then((owner) =>
      owner.post('/imports/preview', new Uint8Array(bytes), {
        'content-type': `application/json${charset && `; charset=${charset}`}`,
      }),
    );

  it.each([
    ['latin1', 'iso-8859-1', 'ä'],
    ['utf8', 'iso-8859-1', 'Ã¤'],
    ['utf8', 'utf-8', 'ä'],
    ['utf8', '', 'ä'],
  ] as const)('in %s is read as the %s that it declares', async (encoding, charset, title) => {
    const { status, body } = await sent(Buffer.from('[{"title":"ä"}]', encoding), charset);
    expect([status, body.tasks?.[0].title]).toEqual([200, title]);
  });

  it('is refused where it is not what it declares, or declares what is not known', async () => {
    const bytes = Buffer.from('[{"title":"ä"}]', 'latin1');
    for (const charset of ['', 'utf-8']) {
      const { status, body } = await sent(bytes, charset);
      expect([status, body.errors?.[0].message]).toEqual([400, 'file must be UTF-8']);
    }
    expect((await sent(bytes, 'nope')).status).toBe(415);
  });

  it('may be a part of a form', async () => {
    const owner = await api.newOwner();
    const { body } = await owner.post('/imports/preview', formWith(JSON.stringify(board))).expect(200);
    expect(body).toMatchObject({ source: 'trello', tasks: [{ title: 'Order tiles' }] });
  });
});

describe('a file that is neither', () => {
  const nested = (depth: number, inner = ''): string =>
    `[{"title":${'['.repeat(depth)}${inner}${']'.repeat(depth)}}]`;
  it.each<[what: string, content: () => Buffer | Promise<Buffer>]>([
    ['an older workbook, or one with a password', () => Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['CSV in gzip, as an export may be', () => gzipSync('title\nOrder tiles\n')],
    ['a ZIP of something else', () => zipOf({ 'a.txt': 'a' })],
    ['a workbook that is cut off', () => PLAN.subarray(0, PLAN.length - 200)],
    ['JSON that is cut off', () => Buffer.from('[{"title":"A"}')],
    ['JSON without tasks', () => Buffer.from('{"a":1}')],
    ['JSON that is nested deeply', () => Buffer.from(nested(100_000))],
  ])('is refused: %s', async (_what, content) => {
    const { id, owner } = await api.newOrganization();
    const file = await content();
    await preview(owner, file).expect(400);
    await sendImport(owner, bytes(file)).expect(400);
    expect(await filesOf(config.dataDir, id)).toEqual([]);
  });

  it('or unpacks to a thousandfold is refused, and no other request waits for it', async () => {
    const owner = await api.newOwner();
    const cell = '<c><v>1</v></c>'.repeat(900);
    const sheet = `<worksheet><sheetData>${`<row>${cell}</row>`.repeat(3000)}</sheetData></worksheet>`;
    const strings = `<sst>${`<si><t>${'x'.repeat(1000)}</t></si>`.repeat(40_000)}</sst>`;
    const bombs = [
      // Of one column that is the title, and a gigabyte of cells that no row may have.
      await workbookOf({ sheets: [{ name: 'A', rows: [], xml: sheet }] }),
      await workbookOf({
        sheets: [{ name: 'A', rows: [['title']] }],
        parts: { 'xl/sharedStrings.xml': strings },
      }),
    ];
    const sent = Promise.all(bombs.map((bomb) => preview(owner, bomb).expect(400)));
    let isDone = false;
    void sent.finally(() => (isDone = true));
    await eventually(async () => {
      await owner.get('/auth/me').expect(200);
      return isDone;
    });
    await sent;
  });
});
