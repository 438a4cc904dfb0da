import { isAscii, isUtf8 } from 'node:buffer';
import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import { TextDecoder } from 'node:util';
import { ValidationFailed } from '../../common/problem.js';
import type { FileKind } from './conversion/conversions.js';
import { knownEncoding } from './files/known-encoding.js';
import { ImportTooLarge } from './imports.errors.js';

/** In bytes. The header has to be within it, and what tells how values are written. */
const BEGINNING = 256 * 1024;
/** How many bytes tell UTF-16 from others. */
const SAMPLE = 4;
/** What text is in that declares nothing and is no UTF-8: spreadsheets under Windows write it. */
const FALLBACK = 'windows-1252';

/**
 * The inspection of an upload on its way to the storage, where it is UTF-8 whatever it was before: fails a file that is
 * too large or isn't in its charset, and keeps its beginning. Where none is declared, it is UTF-16 by its first bytes,
 * UTF-8, or Windows-1252 where it is no UTF-8.
 */
export class ImportFile extends Transform {
  /** As the Encoding Standard calls it; known at the end. Of a file that was no CSV, what it was. */
  encoding: string;
  private decoder: TextDecoder | undefined;
  private readonly chunks: Buffer[] = [];
  private byteSize = 0;
  /** What can't be read before more is there. */
  private held = Buffer.alloc(0);
  private isSampled = false;
  private hasSpecial = false;

  /**
   * @param limit in bytes
   * @param charset what the client declares
   * @param kind what the file was before it became CSV
   * @throws UnsupportedMediaType for a charset that is none
   */
  constructor(
    private readonly limit: number,
    private readonly charset?: string,
    kind: FileKind = 'csv',
  ) {
    super();
    const encoding = knownEncoding(charset ?? 'utf-8');
    this.encoding = encoding;
    if (charset !== undefined) this.decoder = new TextDecoder(encoding, { fatal: true });
    if (kind !== 'csv') this.encoding = kind;
  }

  /** Whether each row is a line, whatever breaks its cells have. */
  get countsRows(): boolean {
    return countsRows(this.encoding);
  }

  get beginning(): Buffer {
    return Buffer.concat(this.chunks).subarray(0, BEGINNING);
  }

  /** Whether the beginning is all of the file, once it has passed. */
  get isWhole(): boolean {
    return this.byteSize < BEGINNING;
  }

  /** Reads the beginning of a file that isn't kept. @throws ValidationFailed */
  async readBeginning(content: Readable): Promise<void> {
    pipeline(content, this, () => undefined);
    for await (const _chunk of this) if (this.byteSize >= BEGINNING) break;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      const content = this.convert(chunk);
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
      const content = this.convert();
      this.chunks.push(content);
      done(null, content);
    } catch (error) {
      done(error as Error);
    }
  }

  /** @param chunk the next one; left out at the end. @returns it in UTF-8. @throws ValidationFailed */
  private convert(chunk?: Buffer): Buffer {
    if (!this.decoder && !this.isSampled) {
      this.held = Buffer.concat([this.held, chunk ?? Buffer.alloc(0)]);
      if (chunk && this.held.length < SAMPLE) return Buffer.alloc(0);
      this.isSampled = true;
      const utf16 = utf16Of(this.held);
      if (utf16) this.use(utf16);
      const sample = this.held;
      this.held = Buffer.alloc(0);
      return chunk ? this.convert(sample) : Buffer.concat([this.convert(sample), this.convert()]);
    }
    return this.decoder ? this.decode(this.decoder, chunk) : this.guess(chunk);
  }

  /** UTF-8 as it is, unless the first text beyond ASCII is none. */
  private guess(chunk?: Buffer): Buffer {
    const bytes = Buffer.concat([this.held, chunk ?? Buffer.alloc(0)]);
    const end = chunk ? bytes.length - incompleteTail(bytes) : bytes.length;
    const whole = bytes.subarray(0, end);
    if (isUtf8(whole)) {
      this.hasSpecial ||= !isAscii(whole);
      this.held = Buffer.from(bytes.subarray(end));
      return whole;
    }
    // A file that is cut off within the last of its letters.
    const isCut = !chunk && (bytes.at(-1) === 0xc2 || bytes.at(-1) === 0xc3);
    if (this.hasSpecial || isCut) throw this.refusal();
    this.held = Buffer.alloc(0);
    return this.decode(this.use(FALLBACK), chunk ? bytes : whole, !chunk);
  }

  private use(encoding: string): TextDecoder {
    this.encoding = encoding;
    this.decoder = new TextDecoder(encoding, { fatal: true });
    return this.decoder;
  }

  private decode(decoder: TextDecoder, chunk?: Buffer, isEnd = chunk === undefined): Buffer {
    try {
      const text = decoder.decode(chunk, { stream: !isEnd });
      return chunk && decoder.encoding === 'utf-8' ? chunk : Buffer.from(text);
    } catch {
      throw this.refusal();
    }
  }

  private refusal(): ValidationFailed {
    return ValidationFailed.of(
      'file',
      `file must be ${this.charset ?? (this.decoder ? this.encoding : 'UTF-8')}`,
    );
  }
}

/** Whether a file was no CSV when it came: its lines are counted by rows. */
export const countsRows = (encoding: string): boolean => encoding === 'xlsx' || encoding === 'json';

/** UTF-16 by its mark, or by the zeros in its first two letters. */
function utf16Of(bytes: Buffer): string | undefined {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe) || (a && b === 0 && c && d === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b && c === 0 && d)) return 'utf-16be';
  return undefined;
}

/** How many bytes at the end begin a letter of UTF-8 that isn't complete. */
function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}
