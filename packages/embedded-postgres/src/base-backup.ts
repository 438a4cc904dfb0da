import { Readable } from 'node:stream';
import type pg from 'pg';

/** How much of a base backup has been read, in bytes of the cluster. The total is an estimate of the server. */
export interface BackupProgress {
  done: number;
  total: number;
}

/** The kinds of a message in the stream, by its first byte. */
const DATA = 'd'.charCodeAt(0);
const PROGRESS = 'p'.charCodeAt(0);

/** Of the tablespaces, in the result set after the one with the position: there is one, without a location. */
const TABLESPACE_RESULT = 2;
const TABLESPACE_KILOBYTES = 2;

/**
 * A base backup as a stream: a tar archive, compressed by gzip, of the cluster and of the write-ahead log that makes
 * it consistent, as PostgreSQL sends it (chapter "Streaming Replication Protocol" of its documentation). It is passed
 * to `client.query` of a connection with `replication: 'true'`.
 */
export class BaseBackupStream extends Readable implements pg.Submittable {
  private connection: pg.Connection | undefined;
  private results = 0;
  private total = 0;

  constructor(
    private readonly label: string,
    private readonly onProgress: (progress: BackupProgress) => void,
  ) {
    super();
  }

  submit(connection: pg.Connection): void {
    this.connection = connection;
    const options = `LABEL '${this.label}', PROGRESS true, CHECKPOINT 'fast', WAL true, MANIFEST 'no'`;
    connection.query(`BASE_BACKUP (${options}, COMPRESSION 'gzip', COMPRESSION_DETAIL 'level=1')`);
  }

  handleRowDescription(): void {
    this.results++;
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    if (this.results === TABLESPACE_RESULT) this.total = Number(fields[TABLESPACE_KILOBYTES]) * 1024;
  }

  /** The bytes are copied, because the caller reuses their buffer. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (chunk[0] === PROGRESS) this.onProgress({ done: Number(chunk.readBigInt64BE(1)), total: this.total });
    if (chunk[0] !== DATA) return;
    if (!this.push(Buffer.from(chunk.subarray(1)))) this.connection?.stream.pause();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.push(null);
    this.connection?.stream.resume();
  }

  handleError(error: Error): void {
    this.destroy(error);
  }

  override _read(): void {
    this.connection?.stream.resume();
  }
}
