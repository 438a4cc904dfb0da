import { Transform, type TransformCallback } from 'node:stream';

const QUOTE = 0x22;
const LF = 0x0a;
const CRLF = Buffer.from('\r\n');
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
    const parts: Buffer[] = [];
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      // A doubled quote inside of a cell toggles twice, which is as good as not at all.
      if (byte === QUOTE) this.quoted = !this.quoted;
      else if (byte === LF && !this.quoted) {
        parts.push(chunk.subarray(start, i), CRLF);
        start = i + 1;
        this.lines++;
      }
    }
    parts.push(chunk.subarray(start));
    done(null, Buffer.concat(parts));
  }
}
