import { Transform, type TransformCallback } from 'node:stream';

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const BOM = Buffer.from('\ufeff');

/**
 * Ends the rows of CSV from COPY with CRLF, as RFC 4180 wants them, and counts them. COPY ends rows
 * with LF; line breaks inside of quoted cells stay as they are.
 */
export class CsvRows extends Transform {
  /** Lines so far, the header included. */
  private lines = 0;
  private quoted = false;

  /** @param bom whether to begin with a byte order mark, by which a spreadsheet knows UTF-8 */
  constructor(bom = false) {
    super();
    if (bom) this.push(BOM);
  }

  /** Rows so far, without the header. */
  get rows(): number {
    return Math.max(this.lines - 1, 0);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const ends = this.rowEnds(chunk);
    this.lines += ends.length;
    const result = Buffer.allocUnsafe(chunk.length + ends.length);
    let read = 0;
    let written = 0;
    for (const end of ends) {
      written += chunk.copy(result, written, read, end);
      result[written++] = CR;
      result[written++] = LF;
      read = end + 1;
    }
    chunk.copy(result, written, read);
    done(null, result);
  }

  /** Where the LFs are that end a row. */
  private rowEnds(chunk: Buffer): number[] {
    const ends: number[] = [];
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      // A doubled quote inside of a cell toggles twice, which is as good as not at all.
      if (byte === QUOTE) this.quoted = !this.quoted;
      else if (byte === LF && !this.quoted) ends.push(i);
    }
    return ends;
  }
}
