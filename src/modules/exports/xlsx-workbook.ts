import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { type ExportColumn, kindOf } from './export-columns.js';
import { cell, type CellValue, columnName } from './xlsx-cells.js';
import { SHEET_END, sheetPath, sheetStart, workbookParts } from './xlsx-parts.js';

/** The maximum number of rows of a sheet, the header included. */
const MAX_SHEET_ROWS = 1_048_576;
/** How much of a sheet is written at once, in characters. */
const CHUNK = 64 * 1024;

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
    for (const [path, xml] of workbookParts(sheets)) zip.addBuffer(Buffer.from(xml), path);
    for (let sheet = 1; sheet <= sheets; sheet++) {
      zip.addReadStreamLazy(sheetPath(sheet), (ready) => {
        const rows = Readable.from(this.sheet(sheetRows), { objectMode: false });
        ready(
          null,
          rows.on('error', (error) => this.stream.destroy(error)),
        );
      });
    }
    zip.end();
  }

  private async *sheet(maxRows: number): AsyncGenerator<Buffer> {
    const dates = this.columns.flatMap((column, index) => (kindOf(column) === 'moment' ? [index + 1] : []));
    let xml = sheetStart(dates) + this.header;
    for (let number = 2; number <= maxRows; number++) {
      const { value: line, done } = await this.lines.next();
      if (done) break;
      xml += this.row(number, JSON.parse(line) as CellValue[], kindOf);
      this.rows++;
      if (xml.length < CHUNK) continue;
      yield Buffer.from(xml);
      xml = '';
    }
    yield Buffer.from(xml + SHEET_END);
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
