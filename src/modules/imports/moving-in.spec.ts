import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { ReadingOptions } from './file-analysis.js';
import { ImportFile } from './import-file.js';
import { ImportPreview } from './import-preview.js';

/** What a preview makes of a file. */
const previewOf = (content: string | Buffer, options: ReadingOptions = {}) =>
  new ImportPreview().read(Readable.from([Buffer.from(content)]), new ImportFile(1_000_000), options, 'UTC');

describe('a file of no product that is known', () => {
  it.each<[source: string, csv: string, tasks: object[]]>([
    [
      'unknown',
      'Titel;Fällig am;Status;Zugewiesen an\nPrüfen;31.12.2026;Erledigt;bea\n',
      [
        {
          title: 'Prüfen',
          status: 'COMPLETED',
          dueAt: new Date('2026-12-31T23:59:59.999Z'),
          assignee: 'bea',
        },
      ],
    ],
    [
      'taskflow',
      'number,title,status,dueAt,createdAt,completedAt\n1,Order,COMPLETED,12/31/2026 12:00,1/5/2026 10:00,1/6/2026 10:00\n',
      [
        {
          title: 'Order',
          dueAt: new Date('2026-12-31T12:00:00Z'),
          createdAt: new Date('2026-01-05T10:00:00Z'),
        },
      ],
    ],
  ])('of %s come in whole', async (source, csv, tasks) => {
    expect(await previewOf(csv)).toMatchObject({ refusals: [], source, tasks });
  });
});

describe('a column that is there twice', () => {
  const rowOf = async (columns: string, cells: string, options?: ReadingOptions) =>
    (await previewOf(`title,${columns}\nA,${cells}\n`, options)).tasks[0];

  it.each<[column: string, first: string, second: string, read: object]>([
    ['description', 'one', 'two', { description: 'one\n\ndescription: two' }],
    ['priority', 'HIGH', 'LOW', { priority: 'HIGH', description: 'priority: LOW' }],
    ['project', 'Home', 'Work', { project: 'Home', description: 'project: Work' }],
    ['labels', 'one', 'two', { labels: ['one', 'two'] }],
    [
      'dueAt',
      '2026-12-30',
      '2026-12-31',
      { dueAt: new Date('2026-12-30T23:59:59.999Z'), description: 'dueAt: 2026-12-31' },
    ],
  ])('loses nothing: %s', async (column, first, second, read) => {
    expect(await rowOf(`${column},${column}`, `${first},${second}`)).toMatchObject(read);
  });

  it('has the furthest status, and the first assignee', async () => {
    expect(await rowOf('status,status', 'CREATED,COMPLETED')).toMatchObject({ status: 'COMPLETED' });
    expect(await rowOf('status,status', 'COMPLETED,CREATED')).toMatchObject({ status: 'COMPLETED' });
    expect(await rowOf('assignee,assignee', 'ada,bea')).toMatchObject({ assignee: 'ada' });
  });

  it.each(['priority', 'project', 'description'])('loses nothing by a mapping either: %s', async (field) => {
    const mapping = JSON.stringify({ columns: { One: field, Two: field } });
    const task = await rowOf('One,Two', 'Low,High', { mapping });
    expect(task?.description).toContain('Two: High');
  });
});

describe('texts of a known product that are longer than ours', () => {
  const header =
    'Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,List ID,List Name,Board Name,Archived';
  const cut = async (title: string, description = '', label = '', project = '') => {
    const row = `c1,${title},,${description},${label},,,l1,To Do,${project},false`;
    return (await previewOf(`${header}\n${row}\n`)).tasks[0];
  };

  // Of one unit of UTF-16, and of two.
  it.each(['x', '👍'])('are measured in characters: %s', async (one) => {
    const whole = await cut(one.repeat(500), one.repeat(20_000), one.repeat(50), one.repeat(200));
    expect(whole).toMatchObject({
      title: one.repeat(500),
      description: one.repeat(20_000),
      labels: [one.repeat(50)],
      project: one.repeat(200),
      comments: [],
    });
    const { title, project, labels } = (await cut(one.repeat(501), '', one.repeat(51), one.repeat(201)))!;
    expect({ title, project, labels }).toEqual({
      title: `${one.repeat(499)}…`,
      project: one.repeat(200),
      labels: [],
    });
    expect(await cut('Long', one.repeat(45_000))).toMatchObject({
      description: one.repeat(20_000),
      comments: [one.repeat(20_000), one.repeat(5000)],
    });
  });
});

describe('a file as spreadsheets write it', () => {
  it.each<[what: string, content: string | Buffer, encoding: string]>([
    ['UTF-16 with tabs', Buffer.from('\ufefftitle\tdescription\r\nPrüf\tText\r\n', 'utf16le'), 'utf-16le'],
    ['Windows-1252', Buffer.from('title;description\nPr\xfcf;Text\n', 'latin1'), 'windows-1252'],
    ['a line that declares the delimiter', 'sep=;\ntitle;description\nPrüf;Text\n', 'utf-8'],
    ['lines before the header', 'Board: Home\nExported,today\n\ntitle,description\nPrüf,Text\n', 'utf-8'],
    ['rows of commas', 'title,description,labels\nPrüf,Text,\n,,\n , ,\n', 'utf-8'],
    ['a short row', 'title,description,labels\nPrüf,Text\n', 'utf-8'],
    ['a long row', 'title,description,labels\nPrüf,Text,,, ,\n', 'utf-8'],
  ])('with %s', async (_what, content, encoding) => {
    const { tasks, ...preview } = await previewOf(content);
    expect(preview).toMatchObject({ source: 'taskflow', encoding, refusals: [] });
    expect(tasks).toMatchObject([{ title: 'Prüf', description: 'Text' }]);
  });

  it('has labels as people write them', async () => {
    const csv =
      'title,labels\nA,"""one, two"", three"\nB,"5"" screen, desk"\nC,"red, blue,"\nD,"[""web"", ""api""]"\n';
    const { tasks } = await previewOf(csv);
    expect(tasks.map(({ labels }) => labels)).toEqual([
      ['one, two', 'three'],
      ['5" screen', 'desk'],
      ['red', 'blue'],
      ['web', 'api'],
    ]);
  });

  it('has days that do not exist refused, with the value and a proposal', async () => {
    const csv = 'title,dueAt\nA,2026-02-29T12:00:00Z\nB,2026-03-01\nC,2026-09-27T09:00:00.000+0000\n';
    const { tasks, refusals } = await previewOf(csv);
    expect(tasks.map(({ dueAt }) => dueAt?.toISOString())).toEqual([
      '2026-03-01T23:59:59.999Z',
      '2026-09-27T09:00:00.000Z',
    ]);
    expect(refusals).toEqual([
      {
        line: 2,
        field: 'dueAt',
        value: '2026-02-29T12:00:00Z',
        reason: expect.stringContaining('does not exist'),
        proposal: '2026-02-28',
      },
    ]);
  });

  it.each([
    '20261231T250000Z',
    '20261231T106000Z',
    '20261231T100060Z',
    '2026-12-31T24:00:00Z',
    '2026-12-31T10:60:00Z',
    '2026-12-31T10:00:60Z',
    '2026-12-31 13:00 pm',
    '2026-12-31T10:00:00+24:00',
    '2026-12-31T10:00:00-0260',
    '2026-12-31 10:00 UTC+99',
  ])('has times and offsets that do not exist refused: %s', async (dueAt) => {
    const { tasks, refusals } = await previewOf(`title,dueAt\nA,${dueAt}\n`);
    expect(tasks).toEqual([]);
    expect(refusals).toMatchObject([
      { value: dueAt, reason: expect.stringContaining('does not exist'), proposal: '2026-12-31' },
    ]);
  });
});

describe('a status of our own format', () => {
  const csv = 'title,status\nA,IN_PROGRESS\nB,done\nC,In Progress\nD,WAITING\nE,cancelled\nF,Simmering\n';

  it('may have another name, unless that says more', async () => {
    const { source, tasks, refusals, values } = await previewOf(csv);
    expect(source).toBe('taskflow');
    expect(tasks).toMatchObject([
      { title: 'A', status: 'IN_PROGRESS' },
      { title: 'B', status: 'COMPLETED' },
      { title: 'C', status: 'IN_PROGRESS' },
    ]);
    const reason = 'status must be one of CREATED, IN_PROGRESS, COMPLETED';
    expect(refusals).toEqual([
      { line: 5, field: 'status', value: 'WAITING', reason, proposal: 'CREATED' },
      { line: 6, field: 'status', value: 'cancelled', reason, proposal: 'COMPLETED' },
      { line: 7, field: 'status', value: 'Simmering', reason, proposal: null },
    ]);
    expect(values.status).toContainEqual({ value: 'WAITING', count: 1, becomes: null });
  });

  it('is what a mapping says', async () => {
    const mapping = JSON.stringify({ values: { status: { WAITING: 'IN_PROGRESS' } } });
    const { tasks, refusals } = await previewOf('title,status\nD,WAITING\n', { mapping });
    expect(tasks).toMatchObject([{ title: 'D', status: 'IN_PROGRESS', description: 'status: WAITING' }]);
    expect(refusals).toEqual([]);
  });
});

describe('a mapping', () => {
  it('is taken as the preview proposes it, or corrected', async () => {
    const csv = 'Topic,Phase,When\nA,Simmering,03/04/2026\n';
    const mapping = JSON.stringify({
      columns: { Topic: 'title', Phase: 'status', When: 'dueAt' },
      values: { status: { Simmering: 'IN_PROGRESS' } },
      dateFormat: 'MDY',
    });
    const first = await previewOf(csv, { mapping });
    expect(first.tasks).toMatchObject([
      { title: 'A', status: 'IN_PROGRESS', dueAt: new Date('2026-03-04T23:59:59.999Z') },
    ]);
    expect(await previewOf(csv, { mapping: JSON.stringify(first.mapping) })).toEqual(first);
  });

  it('leaves a file of our own one of our own where it says nothing else', async () => {
    const csv = 'number,title,status,priority\n1,A,COMPLETED,HIGH\n2,B,done,low\n';
    const first = await previewOf(csv);
    expect(first).toMatchObject({
      source: 'taskflow',
      mapping: { values: { status: { done: 'COMPLETED' } } },
    });
    expect(await previewOf(csv, { mapping: JSON.stringify(first.mapping) })).toEqual(first);
  });

  it.each([
    '{',
    '[]',
    '{"columns":{"a":"what"}}',
    '{"columns":{"b":"title"}}',
    '{"values":{"status":{"a":"DONE"}}}',
    '{"x":1}',
  ])('is refused: %s', async (mapping) => {
    await expect(previewOf('title,a\nx,y\n', { mapping })).rejects.toMatchObject({ status: 400 });
  });

  it('is needed where day and month can not be told apart', async () => {
    const csv = 'title,dueAt\nA,03/04/2026\n';
    expect((await previewOf(csv)).refusals).toMatchObject([{ proposal: expect.stringContaining('DMY') }]);
    expect((await previewOf(csv, { dateFormat: 'DMY' })).tasks).toMatchObject([
      { dueAt: new Date('2026-04-03T23:59:59.999Z') },
    ]);
  });
});
