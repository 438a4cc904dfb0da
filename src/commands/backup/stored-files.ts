import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type LocalStorage, PARTIAL } from '../../storage/local-storage.js';
import type { BackupFolder } from './backup-folder.js';
import { BACKUP_FILES } from './manifest.js';

/** The folder of an organization and the name in it. */
interface FilePlace {
  folder: string;
  name: string;
  path: string;
}

/** In bytes. */
export async function sizeOfFiles(storage: LocalStorage): Promise<number> {
  let size = 0;
  for await (const { path } of liveFiles(storage))
    size += (await stat(path).catch(() => undefined))?.size ?? 0;
  return size;
}

/** Copies the files of all organizations, then those that were deleted since deleted ones are retained. */
export async function copyFiles(
  storage: LocalStorage,
  target: BackupFolder,
  onBytes: (count: number) => void,
): Promise<void> {
  for await (const place of liveFiles(storage)) await copy(place, target, onBytes);
  for await (const place of retainedFiles(storage)) await copy(place, target, onBytes);
}

/** A file may be gone since it was listed: it is among those retained then, as one that was copied in time. */
async function copy(
  { folder, name, path }: FilePlace,
  target: BackupFolder,
  onBytes: (count: number) => void,
): Promise<void> {
  const copied = `${BACKUP_FILES}/${folder}/${name}`;
  if (target.has(copied)) return;
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (handle) await target.write(copied, handle.createReadStream(), onBytes);
}

async function* liveFiles(storage: LocalStorage): AsyncIterable<FilePlace> {
  for await (const organizationId of storage.organizations()) {
    const path = storage.folder(organizationId);
    for await (const { name } of storage.list(organizationId))
      if (!name.endsWith(PARTIAL)) yield { folder: basename(path), name, path: join(path, name) };
  }
}

async function* retainedFiles(storage: LocalStorage): AsyncIterable<FilePlace> {
  for await (const { folder, name, path } of storage.retained.list()) {
    const names = name === undefined ? await readdir(path) : [name];
    for (const one of names)
      if (!one.endsWith(PARTIAL))
        yield { folder, name: one, path: name === undefined ? join(path, one) : path };
  }
}
