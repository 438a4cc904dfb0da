import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';

export interface WrittenFile {
  byteSize: number;
  sha256: string;
}

/** The files of exports: `DATA_DIR/exports/<organization id>/<file name>`. */
@Injectable()
export class ExportFiles {
  private readonly root: string;

  constructor({ dataDir }: Config) {
    this.root = join(dataDir, 'exports');
  }

  folder(organizationId: string): string {
    return join(this.root, organizationId);
  }

  /**
   * Streams a file to disk under a name that nobody looks for, and renames it once every byte is
   * there: a file with its final name is whole, also after a crash.
   */
  async write(
    organizationId: string,
    name: string,
    source: Readable,
    signal: AbortSignal,
  ): Promise<WrittenFile> {
    const folder = this.folder(organizationId);
    const path = join(folder, name);
    const partial = `${path}.partial`;
    const hash = createHash('sha256');
    const tap = new PassThrough();
    let byteSize = 0;
    tap.on('data', (chunk: Buffer) => {
      hash.update(chunk);
      byteSize += chunk.length;
    });
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await pipeline(source, tap, createWriteStream(partial, { mode: 0o600 }), { signal });
      await flush(partial);
      await rename(partial, path);
      await flush(folder);
    } catch (error) {
      // Nobody listens to the source of a file that was never begun: its next error would end the process.
      source.destroy();
      await rm(partial, { force: true }).catch(() => undefined);
      throw error;
    }
    return { byteSize, sha256: hash.digest('hex') };
  }

  async remove(organizationId: string, name: string): Promise<void> {
    await rm(join(this.folder(organizationId), name), { force: true });
  }

  /** Removes what runs of an export have left that were killed, all but the file that it ended with. */
  async removeLeftovers(organizationId: string, exportId: string, kept: string | null): Promise<void> {
    const names = await readdir(this.folder(organizationId)).catch(() => []);
    const left = names.filter((name) => name.startsWith(`${exportId}.`) && name !== kept);
    await Promise.all(left.map((name) => this.remove(organizationId, name)));
  }

  async removeAll(organizationId: string): Promise<void> {
    await rm(this.folder(organizationId), { recursive: true, force: true });
  }

  async exist(organizationId: string): Promise<boolean> {
    return access(this.folder(organizationId)).then(
      () => true,
      () => false,
    );
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
