/** The size of a header, and what content is filled up to, in bytes. */
const BLOCK = 512;

/** Where the fields of a header are that matter here: POSIX.1-1988, "ustar". */
const NAME = [0, 100] as const;
const SIZE = [124, 136] as const;
const CHECKSUM = [148, 156] as const;
const TYPE = 156;
const PREFIX = [345, 500] as const;

/** The largest size that eleven octal digits say. */
const MOST_OCTAL = 8 ** 11 - 1;
/** In the first byte of a number that doesn't fit into octal digits and follows as a binary one (GNU tar). */
const BINARY = 0x80;

export interface TarEntry {
  name: string;
  isDirectory: boolean;
  size: number;
  /** Of a file; what isn't read is passed over. */
  content: AsyncIterable<Buffer>;
}

/** The archive ends early, or isn't one. */
export class DamagedTar extends Error {}

/** The header of a file, which its content follows, and `tarPadding` of it. */
export function tarHeader(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > NAME[1]) throw new Error(`${name} is too long for a tar archive.`);
  const header = Buffer.alloc(BLOCK);
  header.write(name, ...NAME);
  header.write('0000600\0' + '0000000\0' + '0000000\0', 100, 'latin1');
  if (size <= MOST_OCTAL) header.write(`${size.toString(8).padStart(11, '0')}\0`, SIZE[0], 'latin1');
  else {
    header[SIZE[0]] = BINARY;
    header.writeBigUInt64BE(BigInt(size), SIZE[1] - 8);
  }
  header.write(`${'0'.repeat(11)}\0`, SIZE[1], 'latin1');
  header.write('0', TYPE, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, CHECKSUM[0], 'latin1');
  return header;
}

/** What fills content of this size up to a whole number of blocks. */
export const tarPadding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

/** What ends an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

/** The files and folders of a tar archive, in its order. @throws DamagedTar */
export async function* readTar(archive: AsyncIterable<Buffer>): AsyncIterable<TarEntry> {
  const bytes = new ByteReader(archive);
  for (;;) {
    const header = await bytes.read(BLOCK);
    if (header.every((byte) => byte === 0)) return;
    if (octal(header.subarray(...CHECKSUM)) !== checksumOf(header))
      throw new DamagedTar('It is no tar archive.');
    const size = numberIn(header.subarray(...SIZE));
    const type = String.fromCharCode(header[TYPE] as number);
    const prefix = text(header.subarray(...PREFIX));
    const name = (prefix === '' ? '' : `${prefix}/`) + text(header.subarray(...NAME));
    if (!['0', '\0', '5'].includes(type))
      throw new DamagedTar(`It has ${name}, which is neither a file nor a folder.`);
    const end = bytes.position + size + tarPadding(size).length;
    yield { name, isDirectory: type === '5', size, content: bytes.take(size) };
    await bytes.skipTo(end);
  }
}

/** Sums up all bytes, with blanks for those of the sum itself. */
const checksumOf = (header: Buffer): number =>
  header.reduce((sum, byte, at) => sum + (at >= CHECKSUM[0] && at < CHECKSUM[1] ? 0x20 : byte), 0);

const text = (field: Buffer): string => field.toString('utf8').replace(/\0.*$/s, '');
const octal = (field: Buffer): number => parseInt(text(field).trim() || '0', 8);
const numberIn = (field: Buffer): number =>
  (field[0] as number) & BINARY ? Number(field.readBigUInt64BE(field.length - 8)) : octal(field);

/** Gives bytes in the numbers that are asked for. */
class ByteReader {
  position = 0;
  private readonly source: AsyncIterator<Buffer>;
  private left: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  async read(size: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.take(size)) parts.push(part);
    return Buffer.concat(parts);
  }

  async skipTo(position: number): Promise<void> {
    for await (const _part of this.take(position - this.position));
  }

  async *take(size: number): AsyncGenerator<Buffer> {
    for (let missing = size; missing > 0;) {
      if (this.left.length === 0) {
        const { done, value } = await this.source.next();
        if (done) throw new DamagedTar('It ends too early.');
        this.left = value;
      }
      const part = this.left.subarray(0, missing);
      this.left = this.left.subarray(part.length);
      missing -= part.length;
      this.position += part.length;
      yield part;
    }
  }
}
