import { Transform, type TransformCallback } from 'node:stream';
import { TextDecoder } from 'node:util';
import { ValidationFailed } from '../../common/problem.js';
import { UnsupportedMediaType } from '../../http/http.errors.js';
import { encodingOf } from '../../http/media-type.js';
import { ImportTooLarge } from './imports.errors.js';

/** In bytes. The header has to be within it. */
const BEGINNING = 64 * 1024;

/**
 * The inspection of an upload on its way to the storage, where it is UTF-8 whatever it was before: fails a file that is
 * too large or isn't in its charset, and keeps its beginning.
 */
export class ImportFile extends Transform {
  private readonly decoder: TextDecoder;
  private readonly chunks: Buffer[] = [];
  private byteSize = 0;

  /**
   * @param limit in bytes
   * @param charset what the client declares
   * @throws UnsupportedMediaType for a charset that is none
   */
  constructor(
    private readonly limit: number,
    private readonly charset = 'UTF-8',
  ) {
    super();
    const encoding = encodingOf(charset);
    if (encoding === undefined)
      throw new UnsupportedMediaType({ detail: 'The charset of the file is not known. Send it in UTF-8.' });
    this.decoder = new TextDecoder(encoding, { fatal: true });
  }

  get beginning(): Buffer {
    return Buffer.concat(this.chunks).subarray(0, BEGINNING);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      const content = this.decode(chunk);
      if (this.byteSize < BEGINNING) this.chunks.push(content.subarray(0, BEGINNING - this.byteSize));
      this.byteSize += Math.max(chunk.length, content.length);
      if (this.byteSize > this.limit) done(ImportTooLarge.over(this.limit));
      else done(null, content);
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      done(null, this.decode());
    } catch (error) {
      done(error as Error);
    }
  }

  /**
   * @param chunk the next one; left out at the end
   * @returns it in UTF-8
   * @throws ValidationFailed
   */
  private decode(chunk?: Buffer): Buffer {
    try {
      const text = this.decoder.decode(chunk, { stream: chunk !== undefined });
      return chunk && this.decoder.encoding === 'utf-8' ? chunk : Buffer.from(text);
    } catch {
      throw ValidationFailed.of('file', `file must be ${this.charset}`);
    }
  }
}
