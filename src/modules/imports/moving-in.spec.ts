import { describe, expect, it } from 'vitest';
import { analyse } from './file-analysis.js';
import { ImportFile } from './import-file.js';
import { ImportPreview } from './import-preview.js';

const UNTOUCHED = { refusals: [] };

/** What a preview makes of a file. */
async function previewOf(content: string | Buffer, options: Parameters<typeof analyse>[1] = {}) {
  const file = new ImportFile(1_000_000);
  const { Readable } = await import('node:stream');
  await file.readBeginning(Readable.from([Buffer.from(content)]));
  return new ImportPreview().of(analyse(file, options, 'UTC'), file.encoding);
}

describe('the files of other products', () => {
  it.each<[source: string, csv: string, tasks: object[]]>([
    [
      'trello',
      'Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,List ID,List Name,Board Name,Archived\n' +
        'c7,Paint the gate,https://trello.example/c/7,Two coats,"Garden (green), Soon (red)",bea,2026-10-09T08:00:00.000Z,l1,Doing,Cottage,false\n' +
        'c8,Old,,,,,,l2,To Do,Cottage,true\n',
      [
        {
          title: 'Paint the gate',
          description: 'Two coats\n\nCard URL: https://trello.example/c/7',
          labels: ['Garden', 'Soon'],
          status: 'IN_PROGRESS',
          project: 'Cottage',
          assignee: 'bea',
          dueAt: new Date('2026-10-09T08:00:00.000Z'),
        },
        { title: 'Old', status: 'COMPLETED' },
      ],
    ],
    [
      'asana',
      'Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,Tags,Notes,Projects,Parent task,Priority\n' +
        '9,2026-01-01,2026-02-01,2026-02-01,Plan,Doing well,Bea,bea@example.org,,2026-02-03,"a,b",N,Site,,High\n',
      [
        {
          title: 'Plan',
          status: 'COMPLETED',
          priority: 'HIGH',
          labels: ['a', 'b'],
          dueAt: new Date('2026-02-03T23:59:59.999Z'),
          createdAt: new Date('2026-01-01T00:00:00Z'),
          completedAt: new Date('2026-02-01T00:00:00Z'),
        },
      ],
    ],
    [
      'jira',
      'Summary,Issue key,Status,Priority,Assignee,Created,Due date,Labels,Labels,Comment,Comment\n' +
        'Mend it,Q-1,In Progress,Highest,Bea,27/Sep/26 9:00 AM,30/Sep/26 12:00 AM,x,y,20/Sep/26 9:00 AM;bea;At 9;30,\n',
      [
        {
          title: 'Mend it',
          status: 'IN_PROGRESS',
          priority: 'URGENT',
          labels: ['x', 'y'],
          createdAt: new Date('2026-09-27T09:00:00Z'),
          dueAt: new Date('2026-09-30T00:00:00Z'),
          comments: ['bea, 20/Sep/26 9:00 AM:\nAt 9;30'],
          sourceId: 'Q-1',
        },
      ],
    ],
    [
      'todoist',
      'TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\n' +
        'section,Home,,,,,,,,\ntask,Buy tea @shop,One box,1,1,Bea (7),,tomorrow,en,Europe/Berlin\nnote,Green,,,,,,,,\n,,,,,,,,,\n',
      [
        {
          title: 'Buy tea',
          labels: ['shop'],
          priority: 'URGENT',
          comments: ['Green'],
          dueAt: null,
          description: 'One box\n\nDATE: tomorrow\nSection: Home\nAUTHOR: Bea (7)',
        },
      ],
    ],
    [
      'kanboard',
      'Task Id,Project,Status,Category,Swimlane,Column,Position,Color,Due date,Assignee Username,Title,Creation date,Completion date\n' +
        '1,Home,Open,,Default,Ready,1,Yellow,10/09/2026,bea,Paint,09/01/2026,\n2,Home,Closed,,Default,Done,2,Yellow,,,Buy,09/01/2026,09/02/2026\n',
      [
        { title: 'Paint', status: 'CREATED', dueAt: new Date('2026-10-09T23:59:59.999Z') },
        { title: 'Buy', status: 'COMPLETED', completedAt: new Date('2026-09-02T00:00:00Z') },
      ],
    ],
    [
      'notion',
      'Name,Assign,Status,Due,Tags\nWrite,Bea,In progress,"January 5, 2026","a, b"\n',
      [
        {
          title: 'Write',
          status: 'IN_PROGRESS',
          labels: ['a', 'b'],
          dueAt: new Date('2026-01-05T23:59:59.999Z'),
        },
      ],
    ],
    [
      'github',
      'number,title,state,labels,assignees,createdAt,closedAt,url\n13,Docs,CLOSED,docs,,2026-01-06T10:00:00Z,2026-02-01T10:00:00Z,https://x/13\n',
      [
        {
          title: 'Docs',
          status: 'COMPLETED',
          labels: ['docs'],
          completedAt: new Date('2026-02-01T10:00:00Z'),
        },
      ],
    ],
    [
      'gitlab',
      'Issue ID,URL,Title,State,Description,Assignee,Assignee Username,Due Date,Created At (UTC),Closed At (UTC),Labels\n' +
        '1,http://x/1,First,Open,,Bea B,bea,2026-06-28,2026-01-17 10:36:26,,"A,B"\n',
      [
        {
          title: 'First',
          status: 'CREATED',
          labels: ['A', 'B'],
          createdAt: new Date('2026-01-17T10:36:26Z'),
        },
      ],
    ],
    [
      'linear',
      'ID,Team,Title,Description,Status,Estimate,Priority,Project,Assignee,Labels,Cycle Number,Created,Completed,Due Date\n' +
        'E-3,Eng,Ship,,Done,3,No priority,Core,bea@example.org,Bug,,2026-08-01T10:00:00.000Z,2026-08-02T09:00:00.000Z,\n',
      [
        {
          title: 'Ship',
          status: 'COMPLETED',
          priority: 'NONE',
          project: 'Core',
          completedAt: new Date('2026-08-02T09:00:00.000Z'),
        },
      ],
    ],
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
    expect(await previewOf(csv)).toMatchObject({ ...UNTOUCHED, source, tasks });
  });
});

describe('a file as spreadsheets write it', () => {
  it.each<[what: string, content: string | Buffer, encoding: string]>([
    ['UTF-16 with tabs', Buffer.from('\ufefftitle\tdescription\r\nPrüf\tText\r\n', 'utf16le'), 'utf-16le'],
    ['Windows-1252', Buffer.from('title;description\nPr\xfcf;Text\n', 'latin1'), 'windows-1252'],
    ['a line that declares the delimiter', 'sep=;\ntitle;description\nPrüf;Text\n', 'utf-8'],
    ['lines before the header', 'Board: Home\nExported,today\n\ntitle,description\nPrüf,Text\n', 'utf-8'],
    ['rows of commas', 'title,description,labels\nPrüf,Text,\n,,\n , ,\n', 'utf-8'],
    ['short and long rows', 'title,description,labels\nPrüf,Text\n', 'utf-8'],
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
