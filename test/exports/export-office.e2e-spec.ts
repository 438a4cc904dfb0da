import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TaskDto } from '#app/modules/tasks/dto/task.dto.js';
import type { ApiClient } from '../support/api.ts';
import { exported, readWorkbook } from '../support/exports.ts';
import { convert, officeAvailable } from '../support/office.ts';
import { createTestApp } from '../support/test-app.ts';

const available = officeAvailable();
const testApp = available ? await createTestApp() : undefined;
if (!available) console.log('skipped: exports in LibreOffice need soffice (libreoffice-calc) on the PATH');

const NASTY = [
  { title: '=1+1', description: '=HYPERLINK("http://example.com","x")' },
  { title: '+1', description: '-1' },
  { title: '@SUM(A1)', description: "'quoted" },
  { title: '007', description: '1e5' },
  { title: 'separators , ; | "', description: 'LF\nend\n' },
  { title: 'emoji 🚀👩‍👩‍👧 日本語', description: 'RTL \u202eשלום العربية\u202c' },
  { title: 'escape _x000D_ _x0041_ &amp; <b>', description: '  blanks around  ' },
];

describe.skipIf(!available)('in LibreOffice', () => {
  let owner: ApiClient;
  let tasks: TaskDto[];

  beforeAll(async () => {
    owner = await (testApp as NonNullable<typeof testApp>).api.newOwner();
    for (const task of NASTY)
      await owner.post('/tasks', { ...task, dueAt: '2026-07-01T23:30:15Z' }).expect(201);
    tasks = (await owner.get('/tasks?sort=number').expect(200)).body.data;
  });

  it('XLSX opens, no formula is evaluated, and dates are dates', async () => {
    const asked = {
      format: 'XLSX',
      timeZone: 'Europe/Zurich',
      columns: ['number', 'title', 'description', 'dueAt'],
    };
    const { content } = await exported(owner, asked);
    const rows = parse(await convert(content, 'xlsx', 'csv'));
    expect(rows).toEqual([
      asked.columns,
      ...tasks.map(({ number, title, description }) => [
        String(number),
        title,
        description,
        '2026-07-02 01:30:15',
      ]),
    ]);
  });

  it('CSV opens, and no formula is evaluated', async () => {
    const { content } = await exported(owner, { columns: ['title', 'description'] });
    const [, ...rows] = await readWorkbook(await convert(content, 'csv', 'xlsx'));
    const plain = (cell: unknown): string => String(cell).replace(/^'/, '');
    const shown = ({ title, description }: TaskDto): unknown[] => [
      // Without quotes that say otherwise a spreadsheet takes figures for a number.
      title === '007' ? '7' : title,
      description === '1e5' ? '100000' : description,
    ];
    expect(rows.map((row) => row.map(plain))).toEqual(tasks.map(shown));
  });
});
