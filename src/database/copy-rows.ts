import { Readable } from 'node:stream';
import type pg from 'pg';

/** The separators of rows in a file. */
export interface RowFrame {
  before: string;
  between: string;
  after: string;
  /** The whole content of a file without rows. */
  none: string;
}

/** The text of COPY as it is. */
export const LINES: RowFrame = { before: '', between: '\n', after: '\n', none: '' };

/** In bytes. Passing a smaller block to the thread pool that writes files takes longer than filling it. */
const BLOCK = 256 * 1024;

/**
 * The rows of `COPY ... TO STDOUT` as a stream of blocks, each row as PostgreSQL writes it, without the LF at its end.
 * The protocol has a message for each row ("always one per row", PostgreSQL's documentation of COPY-out mode), so the
 * end of a row needn't be searched for, and no row becomes an object. It is passed to `client.query` of `pg`.
 */
export class CopyRows extends Readable implements pg.Submittable {
  /** Rows so far, a header included. */
  rows = 0;
  private readonly frame: Record<keyof RowFrame, Buffer>;
  private connection: pg.Connection | undefined;
  private block = Buffer.allocUnsafeSlow(BLOCK);
  private filled = 0;

  constructor(
    private readonly statement: string,
    { before, between, after, none }: RowFrame,
  ) {
    super({ highWaterMark: BLOCK });
    this.frame = {
      before: Buffer.from(before),
      between: Buffer.from(between),
      after: Buffer.from(after),
      none: Buffer.from(none),
    };
  }

  submit(connection: pg.Connection): void {
    this.connection = connection;
    connection.query(this.statement);
  }

  /** The bytes are copied, because the caller reuses their buffer. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.append(this.rows++ === 0 ? this.frame.before : this.frame.between);
    this.append(chunk, chunk.length - 1);
  }

  handleCommandComplete(): void {
    this.append(this.rows === 0 ? this.frame.none : this.frame.after);
    this.push(this.block.subarray(0, this.filled));
    this.push(null);
    // The stream isn't read any more, but the connection has to finish the COPY.
    this.connection?.stream.resume();
  }

  handleReadyForQuery(): void {}

  handleError(error: Error): void {
    this.destroy(error);
  }

  override _read(): void {
    this.connection?.stream.resume();
  }

  private append(bytes: Buffer, length = bytes.length): void {
    for (let read = 0; read < length;) {
      const copied = bytes.copy(this.block, this.filled, read, length);
      read += copied;
      this.filled += copied;
      if (this.filled === BLOCK) this.pushBlock();
    }
  }

  private pushBlock(): void {
    const wantsMore = this.push(this.block);
    this.block = Buffer.allocUnsafeSlow(BLOCK);
    this.filled = 0;
    if (!wantsMore) this.connection?.stream.pause();
  }
}
