import { Transform, type TransformCallback } from 'node:stream';
import { ValidationFailed } from '../../common/problem.js';
import { ImportTooLarge } from './imports.errors.js';

/** In bytes. The header has to be within it. */
const BEGINNING = 64 * 1024;

/** The inspection of an upload on its way to the storage: fails a file that is too large or not UTF-8, and keeps its beginning. */
export class ImportFile extends Transform {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private readonly chunks: Buffer[] = [];
  private byteSize = 0;

  /** @param limit in bytes */
  constructor(private readonly limit: number) {
    super();
  }

  get beginning(): Buffer {
    return Buffer.concat(this.chunks).subarray(0, BEGINNING);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.byteSize < BEGINNING) this.chunks.push(chunk.subarray(0, BEGINNING - this.byteSize));
    this.byteSize += chunk.length;
    if (this.byteSize > this.limit) done(ImportTooLarge.over(this.limit));
    else done(this.encodingErrorIn(chunk), chunk);
  }

  override _flush(done: TransformCallback): void {
    done(this.encodingErrorIn());
  }

  /** @param chunk the next one; left out at the end */
  private encodingErrorIn(chunk?: Buffer): Error | null {
    try {
      this.decoder.decode(chunk, { stream: chunk !== undefined });
      return null;
    } catch {
      return ValidationFailed.of('file', 'file must be UTF-8');
    }
  }
}
