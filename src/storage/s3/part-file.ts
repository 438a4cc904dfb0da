import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The part of an upload that is arriving, on the disk: a service takes no part before all of it is there, and those of
 * slow clients would take too much memory.
 */
export class PartFile {
  private length = 0;

  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
    private readonly size: number,
  ) {}

  /** @param size of a whole part, in bytes */
  static async create(folder: string, size: number): Promise<PartFile> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, randomUUID());
    const handle = await open(path, 'wx+', 0o600);
    // A process that dies leaves nothing, where a name can go before its file.
    await rm(path).catch(() => undefined);
    return new PartFile(path, handle, size);
  }

  get isFull(): boolean {
    return this.length === this.size;
  }

  /** @returns what of the chunk has no room */
  async add(chunk: Buffer): Promise<Buffer> {
    const taken = chunk.subarray(0, this.size - this.length);
    await this.handle.write(taken, 0, taken.length, this.length);
    this.length += taken.length;
    return chunk.subarray(taken.length);
  }

  /** Gives what it has, and begins with the next part. */
  async take(): Promise<Buffer> {
    const content = Buffer.allocUnsafe(this.length);
    let read = 0;
    while (read < content.length) {
      const { bytesRead } = await this.handle.read(content, read, content.length - read, read);
      if (bytesRead === 0) throw new Error('The file of a part is shorter than what was written.');
      read += bytesRead;
    }
    this.length = 0;
    return content;
  }

  async close(): Promise<void> {
    await this.handle.close();
    await rm(this.path, { force: true }).catch(() => undefined);
  }
}
