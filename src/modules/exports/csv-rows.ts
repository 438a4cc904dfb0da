import { Transform, type TransformCallback } from 'node:stream';

const QUOTE = 0x22;
const LF = 0x0a;
const CRLF = Buffer.from('\r\n');

/**
 * Ends the rows of CSV from COPY with CRLF, as RFC 4180 wants them, and counts rows and bytes. COPY ends rows
 * with LF; line breaks inside of quoted cells stay as they are.
 */
export class CsvRows extends Transform {
  /** Rows so far, the header included. */
  rows = 0;
  /** Bytes that came out so far. */
  bytes = 0;
  private quoted = false;

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
        this.rows++;
      }
    }
    parts.push(chunk.subarray(start));
    const converted = Buffer.concat(parts);
    this.bytes += converted.length;
    done(null, converted);
  }
}
