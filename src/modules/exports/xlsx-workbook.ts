import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { type ExportColumn, kindOf } from './export-columns.js';
import { MAX_CELL_LENGTH, cell, type CellValue, columnName, isCut } from './xlsx-cells.js';
import { SHEET_END, sheetPath, sheetStart, workbookParts } from './xlsx-parts.js';

/** The maximum number of rows of a sheet, the header included. */
const MAX_SHEET_ROWS = 1_048_576;
/** How much of a sheet is written at once, in characters. */
const CHUNK = 64 * 1024;

/** What is said about a cell whose text was cut, and of how many: each is kept in memory. */
const CUT_COLUMNS = ['sheet', 'cell', 'number', 'title', 'characters'];
const MAX_CUTS = 10_000;

interface Size {
  /** The number of rows, without the header, which determines the number of sheets. */
  total: number;
  /** The number of rows of a sheet, the header included. */
  sheetRows?: number;
}

/**
 * A workbook (XLSX) that is streamed from lines of JSON, each an array of cells: nothing of it is kept in memory.
 * Rows beyond the maximum of a sheet continue in the next one, which begins with the header as well.
 */
export class XlsxWorkbook {
  rows = 0;
  /** The file. Destroying it destroys the source. */
  readonly stream: Readable;
  private readonly header: string;
  private readonly references: string[];
  /** The cells whose text was cut. */
  private readonly cuts: CellValue[][] = [];
  private readonly lines: AsyncGenerator<string>;

  constructor(
    source: Readable,
    private readonly columns: ExportColumn[],
    { total, sheetRows = MAX_SHEET_ROWS }: Size,
  ) {
    this.references = columns.map((_, index) => columnName(index));
    this.header = this.row(1, columns, () => 'word');
    this.lines = linesOf(source);
    const zip = new ZipFile();
    this.stream = (zip.outputStream as Readable).on('close', () => source.destroy());
    const sheets = Math.max(1, Math.ceil(total / (sheetRows - 1)));
    for (let sheet = 1; sheet <= sheets; sheet++) {
      zip.addReadStreamLazy(sheetPath(sheet), (ready) => {
        const isLast = sheet === sheets;
        const content = this.sheet(sheetRows, sheet, isLast ? () => this.finish(zip, sheets) : undefined);
        const rows = Readable.from(content, { objectMode: false });
        ready(
          null,
          rows.on('error', (error) => this.stream.destroy(error)),
        );
      });
    }
  }

  /** Adds what depends on the rows: the sheet that names the cells whose text was cut, and the table of contents. */
  private finish(zip: ZipFile, sheets: number): void {
    const hasCuts = this.cuts.length > 0;
    if (hasCuts) {
      const header = CUT_COLUMNS.map((name, index) => cell(`${columnName(index)}1`, name, 'word'));
      const rows = this.cuts.map((cut, row) => {
        const cells = cut.map((value, index) => cell(`${columnName(index)}${row + 2}`, value, 'text'));
        return `<row r="${row + 2}">${cells.join('')}</row>`;
      });
      const xml = `${sheetStart([])}<row r="1">${header.join('')}</row>${rows.join('')}${SHEET_END}`;
      zip.addBuffer(Buffer.from(xml), sheetPath(sheets + 1));
    }
    for (const [path, xml] of workbookParts(sheets, hasCuts)) zip.addBuffer(Buffer.from(xml), path);
    zip.end();
  }

  private async *sheet(maxRows: number, sheet: number, finish?: () => void): AsyncGenerator<Buffer> {
    const dates = this.columns.flatMap((column, index) => (kindOf(column) === 'moment' ? [index + 1] : []));
    let xml = sheetStart(dates) + this.header;
    for (let number = 2; number <= maxRows; number++) {
      const { value: line, done } = await this.lines.next();
      if (done) break;
      const values = JSON.parse(line) as CellValue[];
      if (line.length > MAX_CELL_LENGTH) this.noteCuts(values, sheet, number);
      xml += this.row(number, values, kindOf);
      this.rows++;
      if (xml.length < CHUNK) continue;
      yield Buffer.from(xml);
      xml = '';
    }
    finish?.();
    yield Buffer.from(xml + SHEET_END);
  }

  private noteCuts(values: CellValue[], sheet: number, row: number): void {
    for (const [index, value] of values.entries()) {
      if (!isCut(value) || this.cuts.length === MAX_CUTS) continue;
      const [number, title] = (['number', 'title'] as const).map(
        (name) => values[this.columns.indexOf(name)] ?? null,
      );
      this.cuts.push([
        sheet,
        `${this.references[index]}${row}`,
        number ?? null,
        title ?? null,
        (value as string).length,
      ]);
    }
  }

  private row(number: number, values: CellValue[], kind: typeof kindOf): string {
    const cells = values.map((value, index) =>
      cell(`${this.references[index]}${number}`, value, kind(this.columns[index] as ExportColumn)),
    );
    return `<row r="${number}">${cells.join('')}</row>`;
  }
}

async function* linesOf(source: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of source) {
    const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
    rest = lines.pop() as string;
    yield* lines;
  }
}
