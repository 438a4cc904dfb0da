import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ClusterInUse, EmbeddedPostgres } from '@taskflow/embedded-postgres';
import { counted } from '../../common/counted.js';
import { OperatorError } from '../../common/operator-error.js';
import { readTar, type TarEntry } from '../../common/tar.js';
import { createStorage } from '../../storage/create-storage.js';
import { type FileKey, organizationOf, type Storage } from '../../storage/storage.js';
import { type OfflineCommand, required, UsageError } from '../command.js';
import { BytesProgress } from '../progress-bar.js';
import { JWT_SECRET_FILE } from './backup.js';
import { CHECKSUMS, damageOf, flushFolder, readChecksums, sha256Of, writeFileDurably } from '../checksums.js';
import { DATABASE, BACKUP_FILES, type Manifest, readManifest, SECRET_FILES } from './manifest.js';
import { inspectData } from './restored-data.js';

/** Where the data is put together, in DATA_DIR: an interrupted restore leaves nothing that a start would take for data. */
const STAGING = '.restoring';
/** A file system of its own has it. */
const NO_DATA = [STAGING, 'lost+found'];

export const restore: OfflineCommand = {
  summary: 'make the embedded database and all files from a backup, in an empty DATA_DIR',
  usage: '--from FOLDER',
  options: { from: { type: 'string' } },
  run: async ({ environment, options }) => {
    const from = resolve(required(options, 'from'));
    if (environment.DATABASE_URL)
      throw new UsageError('restore makes an embedded database: it needs DATABASE_URL to be unset.');
    const dataDir = resolve(environment.DATA_DIR);
    await requireEmpty(dataDir);
    const manifest = await readManifest(from, EmbeddedPostgres.majorVersion);
    if (!manifest.hasJwtSecret && environment.JWT_SECRET === undefined)
      throw new UsageError(
        'The backup was made with JWT_SECRET set: set the same one, here and for the start.',
      );
    const progress = new BytesProgress(process.stdout);
    try {
      await verify(from, manifest, progress);
      return await restoreInto({ dataDir, from, storageUrl: environment.STORAGE_URL }, manifest, progress);
    } finally {
      progress.clear();
    }
  },
};

/** @throws UsageError */
async function requireEmpty(dataDir: string): Promise<void> {
  const found = await readdir(dataDir).catch(() => []);
  const [data] = found.filter((name) => !NO_DATA.includes(name));
  if (data !== undefined)
    throw new UsageError(
      `DATA_DIR (${dataDir}) isn't empty: it has ${data}. Restore into a new folder, or empty it by "taskflow reset --yes".`,
    );
}

/** Reads all of the backup before anything is written. @throws OperatorError */
async function verify(from: string, { bytes, files }: Manifest, progress: BytesProgress): Promise<void> {
  progress.begin('Verifying the backup', bytes);
  let count = 0;
  for await (const checksum of readChecksums(join(from, CHECKSUMS))) {
    const damage = await damageOf(from, checksum, (read) => progress.add(read));
    if (damage) throw new OperatorError(`The backup in ${from} is damaged: ${damage}. Nothing was restored.`);
    count++;
  }
  if (count !== files)
    throw new OperatorError(
      `The backup in ${from} is damaged: it has ${count} of ${files} files. Nothing was restored.`,
    );
}

/** @returns whether the data is whole */
async function restoreInto(
  { dataDir, from, storageUrl }: { dataDir: string; from: string; storageUrl: string | undefined },
  { bytes }: Manifest,
  progress: BytesProgress,
): Promise<boolean> {
  const staging = join(dataDir, STAGING);
  const postgres = join(staging, 'postgres');
  await removeStaging(staging);
  await mkdir(dataDir, { recursive: true });
  // Under root the database runs as another account, which has to get through.
  await mkdir(staging, { mode: 0o711 });
  await mkdir(postgres);
  try {
    const storage = await createStorage({ dataDir: staging, storageUrl });
    progress.begin('Copying files', bytes);
    await copyFiles(from, staging, storage, (read) => progress.add(read));
    await EmbeddedPostgres.restore(postgres, entriesOf(join(from, DATABASE)));
    const found = await inspectData(staging, storage, progress);
    for (const name of (await readdir(staging)).toSorted())
      await rename(join(staging, name), join(dataDir, name));
    await flushFolder(dataDir);
    progress.line(found.summary);
    for (const problem of found.problems) progress.line(problem);
    progress.line(`${dataDir} is restored: taskflow start`);
    return found.problems.length === 0;
  } finally {
    await removeStaging(staging);
  }
}

/** Everything but the database goes where a start looks for it. */
async function copyFiles(
  from: string,
  staging: string,
  storage: Storage,
  onBytes: (count: number) => void,
): Promise<void> {
  const folders = new Set<string>();
  for await (const { path, sha256 } of readChecksums(join(from, CHECKSUMS))) {
    if (path === DATABASE) continue;
    const source = join(from, path);
    const key = keyOf(path);
    const target = join(staging, key ? '' : placeOf(path));
    const written = key
      ? await putFile(storage, key, source, onBytes)
      : await writeFileDurably(target, createReadStream(source), onBytes);
    if (written.sha256 !== sha256) throw new OperatorError(`${path} changed while it was restored.`);
    if (!key) folders.add(dirname(target));
  }
  for (const folder of folders) await flushFolder(folder);
}

/** A bucket may have outlived the database: files never change, so those that are there are the ones of the backup. */
async function putFile(
  storage: Storage,
  key: FileKey,
  source: string,
  onBytes: (count: number) => void,
): Promise<{ sha256: string }> {
  const [{ size }, found] = [await stat(source), await storage.size(key)];
  if (found === size) return { sha256: await sha256Of(source, onBytes) };
  if (found !== undefined)
    throw new OperatorError(
      `The storage has another file of the name ${key.name}: it belongs to another deployment.`,
    );
  return storage.put(key, Readable.from(counted(createReadStream(source), onBytes)));
}

/** @returns undefined for what is no file of an organization */
function keyOf(path: string): FileKey | undefined {
  const [top, folder = '', name = '', ...rest] = path.split('/');
  const organizationId = organizationOf(folder);
  if (top !== BACKUP_FILES || organizationId === undefined || rest.length > 0) return undefined;
  return { organizationId, name };
}

function placeOf(path: string): string {
  if (path === `${SECRET_FILES}/${JWT_SECRET_FILE}`) return JWT_SECRET_FILE;
  if (path.startsWith(`${SECRET_FILES}/`)) return join('postgres', basename(path));
  throw new OperatorError(`The backup has ${path}, which this version knows nothing of.`);
}

function entriesOf(archive: string): AsyncIterable<TarEntry> {
  const tar = createGunzip();
  // An error of the file ends the reading of the archive, which tells of it.
  pipeline(createReadStream(archive), tar, () => undefined);
  return readTar(tar);
}

async function removeStaging(staging: string): Promise<void> {
  try {
    EmbeddedPostgres.remove(join(staging, 'postgres'));
  } catch (error) {
    throw error instanceof ClusterInUse ? new UsageError(`Another restore is at work in ${staging}.`) : error;
  }
  await rm(staging, { recursive: true, force: true });
}
