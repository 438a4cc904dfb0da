import { createHash } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { TAR_END, tarHeader, tarPadding } from '../../common/tar.js';
import { CHECKSUMS, checksumLine, flushFolder } from '../checksums.js';
import { TABLES } from './archive-file.js';

/** How much of a table is one entry, before it is compressed, in bytes. */
const PART = 4 * 1024 * 1024;
const LINE_FEED = 10;

/** Writes an archive beside its name, and gives it that when everything is on the disk. */
export class ArchiveWriter {
  private readonly partial: string;
  private readonly output: WriteStream;
  private checksums = '';

  /**
   * @param path of a file that isn't there
   * @param onBytes called with the number of bytes of each part of what is written
   */
  constructor(
    private readonly path: string,
    private readonly onBytes: (count: number) => void,
  ) {
    this.partial = `${path}.partial`;
    this.output = createWriteStream(this.partial, { flags: 'w', mode: 0o600, flush: true });
    // It is awaited by what writes.
    this.output.on('error', () => undefined);
  }

  /** Writes the text of a table, in parts of whole rows: no value has a line break that isn't escaped. */
  async addTable(name: string, text: AsyncIterable<Buffer>): Promise<void> {
    let part: Buffer[] = [];
    let size = 0;
    let count = 0;
    const end = async (rows: Buffer, rest: Buffer): Promise<void> => {
      const entry = `${TABLES}${name}/${String(++count).padStart(6, '0')}.gz`;
      await this.add(entry, await promisify(gzip)(rows));
      [part, size] = [[rest], rest.length];
    };
    for await (const chunk of text) {
      this.onBytes(chunk.length);
      part.push(chunk);
      size += chunk.length;
      if (size < PART) continue;
      const all = Buffer.concat(part);
      const length = all.lastIndexOf(LINE_FEED) + 1;
      if (length > 0) await end(all.subarray(0, length), all.subarray(length));
    }
    if (size > 0) await end(Buffer.concat(part), Buffer.alloc(0));
  }

  async add(name: string, content: Buffer): Promise<void> {
    await this.write(tarHeader(name, content.length));
    await this.write(content);
    await this.end(name, content.length, createHash('sha256').update(content).digest('hex'));
  }

  /** @returns the SHA-256 in hexadecimal; @throws Error when there are more or fewer bytes */
  async addStream(name: string, size: number, content: AsyncIterable<Buffer>): Promise<string> {
    const hash = createHash('sha256');
    let written = 0;
    await this.write(tarHeader(name, size));
    for await (const chunk of content) {
      this.onBytes(chunk.length);
      hash.update(chunk);
      written += chunk.length;
      await this.write(chunk);
    }
    if (written !== size) throw new Error(`${name} has ${written} bytes, and should have ${size}.`);
    const sha256 = hash.digest('hex');
    await this.end(name, size, sha256);
    return sha256;
  }

  /** Ends the archive. */
  async complete(): Promise<void> {
    const list = Buffer.from(this.checksums);
    await this.write(tarHeader(CHECKSUMS, list.length));
    await this.write(list);
    await this.write(tarPadding(list.length));
    await this.write(TAR_END);
    this.output.end();
    await finished(this.output);
    // Whatever came to be under the name meanwhile stays.
    await (await open(this.path, 'wx', 0o600)).close();
    await rename(this.partial, this.path);
    await flushFolder(dirname(this.path));
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    this.output.destroy();
    await rm(this.partial, { force: true });
  }

  private async end(name: string, size: number, sha256: string): Promise<void> {
    await this.write(tarPadding(size));
    this.checksums += checksumLine({ sha256, path: name });
  }

  private write(chunk: Buffer): Promise<void> {
    return new Promise((resolve, reject) =>
      this.output.write(chunk, (error) => (error ? reject(error) : resolve())),
    );
  }
}
