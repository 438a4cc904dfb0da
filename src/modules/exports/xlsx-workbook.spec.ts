import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import readExcelFile from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import type { ExportColumn } from './export-columns.js';
import { type CellValue, cell, columnName, MAX_CELL_LENGTH } from './xlsx-cells.js';
import { XlsxWorkbook } from './xlsx-workbook.js';

const COLUMNS: ExportColumn[] = ['number', 'title'];
const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${JSON.stringify([i + 1, `Task ${i + 1} ü`])}\n`);

function workbookOf(input: Iterable<string>, total: number, sheetRows?: number): XlsxWorkbook {
  const bytes = function* () {
    for (const text of input) yield Buffer.from(text);
  };
  return new XlsxWorkbook(Readable.from(bytes(), { objectMode: false }), COLUMNS, { total, sheetRows });
}

describe('XlsxWorkbook', () => {
  it.each([
    [0, ['Tasks']],
    [2, ['Tasks']],
    [3, ['Tasks', 'Tasks 2']],
    [4, ['Tasks', 'Tasks 2']],
    [5, ['Tasks', 'Tasks 2', 'Tasks 3']],
  ])('goes on in further sheets of three rows after %d tasks', async (total, names) => {
    const workbook = workbookOf(lines(total), total, 3);
    const sheets = await readExcelFile(await buffer(workbook.stream));
    expect(sheets.map(({ sheet }) => sheet)).toEqual(names);
    for (const { data } of sheets) expect(data[0]).toEqual(COLUMNS);
    const read = sheets.flatMap(({ data }) => data.slice(1));
    expect(read).toEqual(Array.from({ length: total }, (_, i) => [i + 1, `Task ${i + 1} ü`]));
    expect(workbook.rows).toBe(total);
  });

  it('names the tasks whose text was cut in a sheet of its own', async () => {
    const input = [`${JSON.stringify([1, 'a'])}\n`, `${JSON.stringify([2, 'x'.repeat(40_000)])}\n`];
    const sheets = await readExcelFile(await buffer(workbookOf(input, 2).stream));
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['Tasks', 'Cut texts']);
    expect(sheets[1]?.data[1]).toMatchObject([1, 'B3', 2, expect.stringContaining('xxx'), 40_000]);
  });

  it('reads no more than is consumed', async () => {
    let made = 0;
    const endless = function* () {
      for (;;) {
        made++;
        // Random, so that compression doesn't hide how much is buffered.
        yield `${JSON.stringify([made, Buffer.from(crypto.getRandomValues(new Uint8Array(3000))).toString('base64')])}\n`;
      }
    };
    const { stream } = workbookOf(endless(), 1_000_000);
    stream.once('readable', () => undefined);
    let before: number;
    do {
      before = made;
      await new Promise((resolve) => setTimeout(resolve, 200));
    } while (made > before);
    expect(made * 4000).toBeLessThan(4 * 1024 * 1024);
    stream.destroy();
  });

  it('fails with its source, and destroys it', async () => {
    const broken = function* () {
      yield '[1,"a"]\n';
      throw new Error('connection lost');
    };
    await expect(buffer(workbookOf(broken(), 2).stream)).rejects.toThrow('connection lost');
    const source = new Readable({ read: () => undefined });
    const { stream } = new XlsxWorkbook(source, COLUMNS, { total: 1 });
    stream.destroy();
    await new Promise((resolve) => source.once('close', resolve));
  });
});

describe('a cell', () => {
  const inline = (text: string, style = ''): string =>
    `<c r="A1"${style} t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;

  it.each<[CellValue, string]>([
    [null, ''],
    ['＝1', inline('＝1', ' s="2"')],
    ['\u200b=1', inline('\u200b=1', ' s="2"')],
    [7, '<c r="A1"><v>7</v></c>'],
    ['=1+1', inline('=1+1', ' s="2"')],
    ['<&>"', inline('&lt;&amp;&gt;"')],
    ['a\tb\nc\rd', inline('a\tb\nc_x000D_d')],
    ['\0\u001f\uffff', inline('_x0000__x001F__xFFFF_')],
    ['_x000D_ _x000g_ _X000D_', inline('_x005F_x000D_ _x000g_ _X000D_')],
  ])('of %j', (value, xml) => {
    expect(cell('A1', value, 'text')).toBe(xml);
  });

  it('of a timestamp is a date, where spreadsheets have one', () => {
    expect(cell('A1', '2030-01-31T12:00:00.000+01:00', 'moment')).toMatch(/s="1"><v>47514\.5\d{0,12}</);
    expect(cell('A1', '1899-12-31T00:00:00.000+00:00', 'moment')).toBe(
      inline('1899-12-31T00:00:00.000+00:00'),
    );
    expect(cell('A1', '1950-12-31T00:00:00.000Z', 'moment')).toBe(inline('1950-12-31T00:00:00.000Z'));
  });

  it('has no more characters than the maximum', () => {
    expect(cell('A1', 'x'.repeat(MAX_CELL_LENGTH), 'text')).toContain('xx');
    const cut = cell('C7', 'x'.repeat(MAX_CELL_LENGTH + 1), 'text');
    expect(/<t[^>]*>(.*)<\/t>/.exec(cut)?.[1]).toMatch(/^x+… \[cut: 32,768 characters\]$/);
    expect(/<t[^>]*>(.*)<\/t>/.exec(cut)?.[1]).toHaveLength(MAX_CELL_LENGTH);
  });

  it('is named as in spreadsheets', () => {
    expect([0, 25, 26, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
  });
});
