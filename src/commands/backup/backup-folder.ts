import { createWriteStream, existsSync, type WriteStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { CHECKSUMS, checksumLine, flushFolder, writeFileDurably } from '../checksums.js';
import { BACKUP_FILES, type Manifest, writeManifest } from './manifest.js';

/** The folder of a backup that is being made. */
export class BackupFolder {
  private readonly checksums: WriteStream;
  private readonly folders = new Set<string>();
  private files = 0;
  private bytes = 0;

  /** @param folder an empty one */
  constructor(private readonly folder: string) {
    this.checksums = createWriteStream(join(folder, CHECKSUMS), {
      flags: 'wx',
      mode: 0o600,
      flush: true,
    });
    // It is awaited at the end, which fails with this error.
    this.checksums.on('error', () => undefined);
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** Writes a file and notes its checksum. @param onBytes called with the number of bytes of each part */
  async write(path: string, content: Readable, onBytes?: (count: number) => void): Promise<void> {
    const target = join(this.folder, path);
    const { byteSize, sha256 } = await writeFileDurably(target, content, onBytes);
    this.checksums.write(checksumLine({ sha256, path }));
    this.folders.add(dirname(target));
    this.files++;
    this.bytes += byteSize;
  }

  /** Makes a backup of it: everything is on the disk before the manifest says so. */
  async complete(values: Pick<Manifest, 'postgresql' | 'hasJwtSecret' | 'organizations'>): Promise<Manifest> {
    this.checksums.end();
    await finished(this.checksums);
    for (const folder of this.folders) await flushFolder(folder);
    await flushFolder(join(this.folder, BACKUP_FILES)).catch((error: NodeJS.ErrnoException) => {
      // No organization has a file.
      if (error.code !== 'ENOENT') throw error;
    });
    return writeManifest(this.folder, { ...values, files: this.files, bytes: this.bytes });
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    this.checksums.destroy();
    for (const name of await readdir(this.folder))
      await rm(join(this.folder, name), { recursive: true, force: true });
  }
}
