import { Transform, type TransformCallback } from 'node:stream';

/** In bytes. */
const BLOCK = 256 * 1024;

/**
 * Gathers chunks into larger blocks, with the last one shorter. Handing a write to the thread that does it takes
 * longer than copying the 8 kB that PostgreSQL sends at a time.
 */
export class Blocks extends Transform {
  private chunks: Buffer[] = [];
  private length = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
    if (this.length >= BLOCK) this.pushBlock();
    done();
  }

  override _flush(done: TransformCallback): void {
    if (this.length > 0) this.pushBlock();
    done();
  }

  private pushBlock(): void {
    this.push(Buffer.concat(this.chunks, this.length));
    this.chunks = [];
    this.length = 0;
  }
}
