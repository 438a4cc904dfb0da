import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, mkdir, open, opendir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { validate as isUUID } from 'uuid';
import type { Config } from '../config/config.js';
import { RetainedFiles } from './retained-files.js';
import { type ByteRange, type FileKey, Storage, type StoredFile, type StoredName } from './storage.js';

/** No separator and no leading dot: a name can't leave its folder. */
const NAME = /^\w[\w-]*(?:\.[\w-]+)*$/;
export const PARTIAL = '.partial';

/**
 * The storage in a folder that all processes share: `DATA_DIR/files/<organization id in hex>/<name>`. Worker threads
 * create one of their own, so it depends on nothing of the application.
 */
export class LocalStorage extends Storage {
  readonly root: string;
  readonly retained: RetainedFiles;

  constructor({ dataDir }: Pick<Config, 'dataDir'>) {
    super();
    this.root = join(dataDir, 'files');
    this.retained = new RetainedFiles(this.root);
  }

  /** @throws Error when it is no organization's id */
  folder(organizationId: string): string {
    if (!isUUID(organizationId)) throw new Error('An organization is named by its id.');
    return join(this.root, organizationId.toLowerCase().replaceAll('-', ''));
  }

  /** Writes to a temporary name, and links the final one once every byte is on the disk. */
  async put(key: FileKey, content: Readable): Promise<StoredFile> {
    const path = this.path(key);
    const folder = this.folder(key.organizationId);
    const partial = `${path}.${randomUUID()}${PARTIAL}`;
    const hash = createHash('sha256');
    let byteSize = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        byteSize += chunk.length;
        done(null, chunk);
      },
    });
    try {
      await this.makeFolder(folder);
      await pipeline(content, measure, createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true }));
      // Renaming would replace an existing file.
      await link(partial, path);
    } catch (error) {
      // Content that was never read has no listener: its next error would end the process.
      content.on('error', () => undefined).destroy();
      throw error;
    } finally {
      await rm(partial, { force: true }).catch(() => undefined);
    }
    await flush(folder);
    return { byteSize, sha256: hash.digest('hex') };
  }

  async open(key: FileKey, range?: ByteRange): Promise<Readable | undefined> {
    const handle = await open(this.path(key), 'r').catch(unlessMissing);
    return handle?.createReadStream(range);
  }

  async size(key: FileKey): Promise<number | undefined> {
    return (await stat(this.path(key)).catch(unlessMissing))?.size;
  }

  async delete(key: FileKey): Promise<void> {
    const path = this.path(key);
    if (!(await this.retained.take(path))) await rm(path, { force: true });
  }

  async *list(organizationId: string): AsyncIterable<StoredName> {
    const folder = this.folder(organizationId);
    const entries = await opendir(folder).catch(unlessMissing);
    for await (const { name } of entries ?? []) {
      const found = await stat(join(folder, name)).catch(unlessMissing);
      if (found) yield { name, modifiedAt: found.mtime };
    }
  }

  async *organizations(): AsyncIterable<string> {
    for await (const { name } of (await opendir(this.root).catch(unlessMissing)) ?? []) {
      const id = name.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
      if (isUUID(id)) yield id;
    }
  }

  async deleteAll(organizationId: string): Promise<void> {
    const folder = this.folder(organizationId);
    if (!(await this.retained.take(folder))) await rm(folder, { recursive: true, force: true });
  }

  /** Where a file may be: in its folder, or retained since it was deleted. */
  placesOf(key: FileKey): string[] {
    const path = this.path(key);
    return [path, this.retained.placeOf(path)];
  }

  cleanUp(): Promise<void> {
    return this.retained.cleanUp();
  }

  private path({ organizationId, name }: FileKey): string {
    if (!NAME.test(name) || name.length > 200) throw new Error('A file needs a name that is no path.');
    return join(this.folder(organizationId), name);
  }

  /** A new folder has to be flushed to the disk as well before a file in it is durable. */
  private async makeFolder(folder: string): Promise<void> {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (made) await flush(this.root);
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

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
