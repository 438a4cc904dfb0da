import { once } from 'node:events';
import { Writable } from 'node:stream';
import { callbackify } from 'node:util';
import type pg from 'pg';

/** What `pg` has of a connection for COPY, and its types leave out. */
interface CopyConnection {
  stream: NodeJS.WritableStream & { writableNeedDrain: boolean };
  query(sql: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** Writes to `COPY ... FROM STDIN`. It is passed to `client.query` of `pg`, and has finished once all rows are stored. */
export class CopyIn extends Writable implements pg.Submittable {
  /** How many rows were stored. */
  rows = 0;
  private connection: CopyConnection | undefined;
  private readonly isReady = Promise.withResolvers<void>();
  private readonly isDone = Promise.withResolvers<void>();

  constructor(private readonly statement: string) {
    super();
  }

  submit(connection: pg.Connection): void {
    this.connection = connection as unknown as CopyConnection;
    this.connection.query(this.statement);
  }

  handleCopyInResponse(): void {
    this.isReady.resolve();
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.rows = Number(/^COPY (\d+)$/.exec(text)?.[1]);
  }

  handleReadyForQuery(): void {
    this.isDone.resolve();
  }

  handleError(error: Error): void {
    this.destroy(error);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    callbackify(() => this.send(chunk))(done);
  }

  override _final(done: (error?: Error | null) => void): void {
    callbackify(() => this.finish())(done);
  }

  private async send(chunk: Buffer): Promise<void> {
    await this.isReady.promise;
    this.connection?.sendCopyFromChunk(chunk);
    if (this.connection?.stream.writableNeedDrain) await once(this.connection.stream, 'drain');
  }

  private async finish(): Promise<void> {
    await this.isReady.promise;
    this.connection?.endCopyFrom();
    await this.isDone.promise;
  }
}
