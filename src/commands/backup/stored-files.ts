import { folderName, type StorageSnapshot } from '../../storage/storage.js';
import type { BackupFolder } from './backup-folder.js';
import { BACKUP_FILES } from './manifest.js';

/** In bytes. */
export async function sizeOfFiles(files: StorageSnapshot): Promise<number> {
  let size = 0;
  for await (const { byteSize } of files.list()) size += byteSize;
  return size;
}

/** Copies the files of all organizations, those that were deleted since the snapshot began included. */
export async function copyFiles(
  files: StorageSnapshot,
  target: BackupFolder,
  onBytes: (count: number) => void,
): Promise<void> {
  for await (const { organizationId, name } of files.list()) {
    const copied = `${BACKUP_FILES}/${folderName(organizationId)}/${name}`;
    if (target.has(copied)) continue;
    const found = await files.open({ organizationId, name });
    if (found) await target.write(copied, found.content, onBytes);
  }
}
