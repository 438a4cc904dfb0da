import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  formulaCell,
  inlineCell,
  numberCell,
  type TestCell,
  type TestWorkbook,
  workbookOf,
  zipOf,
} from '../../../../test/support/workbooks.ts';
import type { Cell } from '../files/csv-parser.js';
import { UnreadableFile } from './unreadable-file.js';
import { Workbook } from './workbook.js';
import { dateText, isDateFormat, numberText } from './workbook-numbers.js';

const folder = mkdtempSync(join(tmpdir(), 'taskflow-workbook-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
async function rowsOfFile(content: Buffer, sheet?: string): Promise<[number, ...Cell[]][]> {
  const path = join(folder, String(files++));
  writeFileSync(path, content);
  const workbook = await Workbook.open(path);
  const found: [number, ...Cell[]][] = [];
  try {
    for await (const rows of workbook.rows(sheet))
      for (const { number, cells } of rows) found.push([number, ...cells]);
  } finally {
    workbook.close();
  }
  return found;
}

const rowsOf = async (workbook: TestWorkbook, sheet?: string) =>
  rowsOfFile(await workbookOf(workbook), sheet);
const cellsOf = async (cells: TestCell[], is1904 = false) =>
  (await rowsOf({ sheets: [{ name: 'A', rows: [cells] }], is1904 }))[0]?.slice(1);

describe('a workbook', () => {
  it('has cells of each type', async () => {
    const cells = [
      'Shared & <text>',
      inlineCell('Inline'),
      formulaCell('ab'),
      '<c t="b"><v>1</v></c>',
      '<c t="e"><v>#N/A</v></c>',
      '<c t="d"><v>2030-01-31T12:00:00Z</v></c>',
      numberCell(42),
      numberCell(0.07, 5),
      numberCell(0.1 + 0.2),
      '<c t="s"><v>99999</v></c>',
      null,
      '<c><f>1+1</f><v>2</v></c>',
      '<c t="inlineStr"><is><r><t>Two </t></r><r><t>runs_x000D_</t></r><rPh><t>left out</t></rPh></is></c>',
    ];
    expect(await cellsOf(cells)).toEqual([
      'Shared & <text>',
      'Inline',
      'ab',
      'TRUE',
      '#N/A',
      '2030-01-31T12:00:00Z',
      '42',
      '7%',
      '0.3',
      null,
      null,
      '2',
      'Two runs\r',
    ]);
  });

  it.each([
    [false, ['2030-01-31', '2030-01-31 18:00:00', '2030-01-31', '47514.25', '47514.5']],
    [true, ['2034-02-01', '2034-02-01 18:00:00', '2034-02-01', '47514.25', '47514.5']],
  ])('has dates by their formats; counting from 1904: %s', async (is1904, dates) => {
    const cells = [
      numberCell(47_514, 1),
      numberCell(47_514.75, 2),
      numberCell(47_514, 3),
      numberCell(47_514.25, 4),
      numberCell(47_514.5),
    ];
    expect(await cellsOf(cells, is1904)).toEqual(dates);
  });

  it('has rows and cells at their places, and empty ones between', async () => {
    const rows = [[], ['Title', null, 'Notes'], [], ['A'], [null, null]];
    expect(await rowsOf({ sheets: [{ name: 'A', rows }] })).toEqual([
      [2, 'Title', null, 'Notes'],
      [4, 'A'],
    ]);
  });

  it('may leave places out, have prefixes, and be hidden in part', async () => {
    const xml =
      '<?xml version="1.0"?><x:worksheet xmlns:x="main"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>A</x:t></x:is></x:c>' +
      '<x:c><x:v>1</x:v></x:c></x:row><x:row/><x:row><x:c t="inlineStr"><x:is><x:t><![CDATA[B<]]></x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>';
    const sheets = [
      { name: 'Lists', state: 'hidden', rows: [['x']] },
      { name: 'Tasks', rows: [], xml },
      { name: 'Other', rows: [['y']] },
    ];
    const tasks = [
      [1, 'A', '1'],
      [3, 'B<'],
    ];
    expect(await rowsOf({ sheets })).toEqual(tasks);
    expect(await rowsOf({ sheets }, ' tasks ')).toEqual(tasks);
    expect(await rowsOf({ sheets }, '2')).toEqual(tasks);
    expect(await rowsOf({ sheets }, 'Other')).toEqual([[1, 'y']]);
    await expect(rowsOf({ sheets }, 'Absent')).rejects.toThrow('sheet must be one of: Lists, Tasks, Other');
  });
});

describe('a file that is no workbook, or a hostile one', () => {
  const sheet = (xml: string): TestWorkbook => ({ sheets: [{ name: 'A', rows: [], xml }] });
  const laughs = `<!DOCTYPE x [<!ENTITY a "${'ha'.repeat(50)}"><!ENTITY b "&a;&a;&a;">]>`;

  it.each<[what: string, content: () => Promise<Buffer>]>([
    ['a ZIP of something else', () => zipOf({ 'a.txt': 'a' })],
    ['a ZIP that is cut off', async () => (await workbookOf(sheet('<a/>'))).subarray(0, 300)],
    ['zeros', () => Promise.resolve(Buffer.alloc(100))],
    ['no XML', () => workbookOf(sheet('<worksheet><sheetData><row>'))],
    ['XML with entities', () => workbookOf(sheet(`${laughs}<worksheet>&b;</worksheet>`))],
    [
      'rows in no order',
      () => workbookOf(sheet('<worksheet><row r="2"></row><row r="1"></row></worksheet>')),
    ],
    ['a row that is too far down', () => workbookOf(sheet('<worksheet><row r="1e9"></row></worksheet>'))],
    [
      'a cell that is too far right',
      () => workbookOf(sheet('<worksheet><row><c r="XFD1"><v>1</v></c></row></worksheet>')),
    ],
    ['no sheets', () => workbookOf({ sheets: [] })],
  ])('is refused: %s', async (_what, content) => {
    await expect(rowsOfFile(await content())).rejects.toThrow(UnreadableFile);
  });
});

describe('numbers of spreadsheets', () => {
  it.each([
    [1, false, '1900-01-01'],
    [59, false, '1900-02-28'],
    [61, false, '1900-03-01'],
    [0.5, false, '12:00:00'],
    [36_526.999_999, false, '2000-01-02'],
    [46_387.999_999_988_43, false, '2026-12-31 23:59:59.999'],
    [46_387.9999999884, false, '2026-12-31 23:59:59.999'],
    [46_387.437_5, false, '2026-12-31 10:30:00'],
    [0, true, '1904-01-01'],
    [-1, false, undefined],
    [1e9, false, undefined],
    [Number.NaN, false, undefined],
  ])('%s, counting from 1904: %s, is %s', (serial, is1904, text) => {
    expect(dateText(serial, is1904)).toBe(text);
  });

  it.each([
    [14, undefined, true],
    [2, undefined, false],
    [46, undefined, false],
    [164, 'yyyy\\-mm\\-dd', true],
    [164, '[Red]0.00', false],
    [164, '"days "0', false],
    [164, 'General', false],
    [164, '#,##0\\ "m"', false],
    [164, 'd mmm', true],
    [164, '[mm]:ss', false],
  ])('with the format %s %s are dates: %s', (id, code, isDate) => {
    expect(isDateFormat(id, code)).toBe(isDate);
  });

  it.each([
    ['1.2000000000000002', '1.2'],
    ['007', '007'],
    ['12345678901234567', '12345678901234567'],
    ['1E-3', '0.001'],
    ['x', 'x'],
  ])('stored as %s are written as %s', (stored, text) => {
    expect(numberText(stored)).toBe(text);
  });
});
