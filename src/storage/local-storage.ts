import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, existsSync, statSync } from 'node:fs';
import { access, constants, link, mkdir, open, opendir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../config/config.js';
import { RetainedFiles } from './retained-files.js';
import {
  type ByteRange,
  type FileKey,
  folderName,
  organizationOf,
  requireName,
  type SnapshotFile,
  Storage,
  type StorageSnapshot,
  type StoredEntry,
  type StoredFile,
  type StoredName,
} from './storage.js';

const PARTIAL = '.partial';

/**
 * The storage in a folder that all processes share: `DATA_DIR/files/<organization id in hex>/<name>`.
 */
export class LocalStorage extends Storage {
  readonly backend = 'folder';
  readonly root: string;
  readonly retained: RetainedFiles;

  constructor(private readonly config: Pick<Config, 'dataDir'>) {
    super();
    const { dataDir } = config;
    this.root = join(dataDir, 'files');
    this.retained = new RetainedFiles(this.root);
  }

  /** @throws Error when it is no organization's id */
  folder(organizationId: string): string {
    return join(this.root, folderName(organizationId));
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

  async *listAll(): AsyncIterable<StoredEntry> {
    for await (const organizationId of this.organizations())
      for await (const entry of this.list(organizationId)) yield { organizationId, ...entry };
  }

  private async *organizations(): AsyncIterable<string> {
    for await (const { name } of (await opendir(this.root).catch(unlessMissing)) ?? []) {
      const id = organizationOf(name);
      if (id !== undefined) yield id;
    }
  }

  async deleteAll(organizationId: string): Promise<void> {
    const folder = this.folder(organizationId);
    if (!(await this.retained.take(folder))) await rm(folder, { recursive: true, force: true });
  }

  cleanUp(): Promise<void> {
    return this.retained.cleanUp();
  }

  async snapshot(): Promise<StorageSnapshot | undefined> {
    const end = await this.retained.begin();
    return end && { list: () => this.listSnapshot(), open: (key) => this.openSnapshot(key), end };
  }

  async ping(): Promise<void> {
    await access(existsSync(this.root) ? this.root : this.config.dataDir, constants.R_OK | constants.W_OK);
  }

  /** Windows has no such permissions: there the folder's own rights decide. */
  async exposures(organizationId: string): Promise<string[]> {
    const folder = this.folder(organizationId);
    if (process.platform === 'win32' || !existsSync(folder)) return [];
    const mode = statSync(folder).mode & 0o777;
    return mode === 0o700 ? [] : [`${folder} has the permissions ${mode.toString(8)}, not 700`];
  }

  private path({ organizationId, name }: FileKey): string {
    requireName(name);
    return join(this.folder(organizationId), name);
  }

  /** A file that goes while this lists what there is comes among those that are retained. */
  private async *listSnapshot(): AsyncIterable<SnapshotFile> {
    for await (const { organizationId, name } of this.listAll())
      if (!name.endsWith(PARTIAL))
        yield* sizeOf(join(this.folder(organizationId), name), { organizationId, name });
    for await (const { folder, name, path } of this.retained.list()) {
      const organizationId = organizationOf(folder);
      if (organizationId === undefined) continue;
      for (const one of name === undefined ? await readdir(path) : [name])
        if (!one.endsWith(PARTIAL))
          yield* sizeOf(name === undefined ? join(path, one) : path, { organizationId, name: one });
    }
  }

  private async openSnapshot(key: FileKey): Promise<{ byteSize: number; content: Readable } | undefined> {
    const path = this.path(key);
    let handle = await open(path, 'r').catch(unlessMissing);
    // Where it went is looked up once it is gone: it may go at any time.
    if (!handle)
      for (const place of await this.retained.placesOf(path))
        if ((handle = await open(place, 'r').catch(unlessMissing))) break;
    return handle && { byteSize: (await handle.stat()).size, content: handle.createReadStream() };
  }

  /** A new folder has to be flushed to the disk as well before a file in it is durable. */
  private async makeFolder(folder: string): Promise<void> {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (made) await flush(this.root);
  }
}

async function* sizeOf(path: string, key: FileKey): AsyncIterable<SnapshotFile> {
  const found = await stat(path).catch(unlessMissing);
  if (found) yield { ...key, byteSize: found.size };
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
