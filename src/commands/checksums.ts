import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdir, open } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { createInterface } from 'node:readline';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OperatorError } from '../common/operator-error.js';

/** The file, of a backup and of an archive, with the checksums of all that is in it. */
export const CHECKSUMS = 'SHA256SUMS';

/** A file and its SHA-256 in hexadecimal. */
export interface Checksum {
  sha256: string;
  /** Below the folder, with `/` between its parts. */
  path: string;
}

/** A line as `sha256sum` writes it, and `sha256sum -c` reads it. */
export const checksumLine = ({ sha256, path }: Checksum): string => `${sha256}  ${path}\n`;

/** @throws OperatorError for a line that is none, or that leads out of the folder */
export async function* readChecksums(file: string): AsyncIterable<Checksum> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const [, sha256 = '', path = ''] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (path === '' || normalize(path) !== path || path.startsWith('..') || path.startsWith('/'))
      throw new OperatorError(
        `${file} is damaged: ${JSON.stringify(line.slice(0, 100))} is no checksum of a file.`,
      );
    yield { sha256, path };
  }
}

/** What was written: its size in bytes and its SHA-256 in hexadecimal. */
export interface Written {
  byteSize: number;
  sha256: string;
}

/** Writes a new file, durably, that only its owner reads. @param onBytes called with the number of bytes of each part */
export async function writeFileDurably(
  path: string,
  content: Readable,
  onBytes: (count: number) => void = () => undefined,
): Promise<Written> {
  const hash = createHash('sha256');
  let byteSize = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      byteSize += chunk.length;
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await pipeline(content, measure, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
  return { byteSize, sha256: hash.digest('hex') };
}

/** @returns the SHA-256 in hexadecimal */
export async function sha256Of(
  path: string,
  onBytes: (count: number) => void = () => undefined,
): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    onBytes(chunk.length);
  }
  return hash.digest('hex');
}

/** Why a file of a folder isn't the one of its checksum; undefined when it is. */
export async function damageOf(
  folder: string,
  { path, sha256 }: Checksum,
  onBytes: (count: number) => void,
): Promise<string | undefined> {
  const file = join(folder, path);
  const found = await lstat(file).catch(() => undefined);
  if (!found) return `${path} is missing`;
  if (!found.isFile()) return `${path} is no file`;
  return (await sha256Of(file, onBytes)) === sha256 ? undefined : `${path} has been changed`;
}

/** Flushes the names in a folder to the disk. */
export async function flushFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
