import { Transform, type TransformCallback } from 'node:stream';
import { AttachmentTooLarge } from './attachments.errors.js';
import { SAMPLE_SIZE } from './content-type.js';

/** Inspects a file while it is stored: fails where it is too large, and keeps its first bytes. */
export class Inspection extends Transform {
  private readonly beginning: Buffer[] = [];
  private byteSize = 0;

  /** @param limit in bytes */
  constructor(private readonly limit: number) {
    super();
  }

  get sample(): Buffer {
    return Buffer.concat(this.beginning).subarray(0, SAMPLE_SIZE);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.byteSize < SAMPLE_SIZE) this.beginning.push(chunk.subarray(0, SAMPLE_SIZE - this.byteSize));
    this.byteSize += chunk.length;
    if (this.byteSize > this.limit) done(AttachmentTooLarge.over(this.limit));
    else done(null, chunk);
  }
}
