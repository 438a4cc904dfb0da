import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { OperatorError } from '../../common/operator-error.js';
import { VERSION } from '../../common/version.js';
import { CHECKSUMS, flushFolder, sha256Of, writeFileDurably } from '../checksums.js';

const FORMAT = 'taskflow-backup';
/** Of the layout of the folder; another one is refused. */
const FORMAT_VERSION = 1;

/** The files of a backup. */
export const MANIFEST = 'manifest.json';
export const DATABASE = 'database/base.tar.gz';
export const SECRET_FILES = 'secrets';
export const BACKUP_FILES = 'files';

/** What a backup is. It is written last: a folder without it is no backup. */
export interface Manifest {
  format: typeof FORMAT;
  formatVersion: typeof FORMAT_VERSION;
  createdAt: string;
  /** The version of TaskFlow. */
  version: string;
  /** The major version of PostgreSQL, and the system whose files it writes. */
  postgresql: number;
  platform: string;
  /** Whether the secret that signs tokens is in the backup; otherwise it is in JWT_SECRET. */
  hasJwtSecret: boolean;
  organizations: number;
  /** All files beside the manifest and the list of checksums, and what they are in bytes. */
  files: number;
  bytes: number;
  /** SHA-256 of the list of checksums, in hexadecimal. */
  checksums: string;
}

/** The system whose database files can be used here: they are laid out, and texts sorted, as it does. */
export const PLATFORM = `${process.platform}-${process.arch}`;

export async function writeManifest(
  folder: string,
  values: Pick<Manifest, 'postgresql' | 'hasJwtSecret' | 'organizations' | 'files' | 'bytes'>,
): Promise<Manifest> {
  const checksums = await sha256Of(join(folder, CHECKSUMS));
  const createdAt = new Date().toISOString();
  const manifest: Manifest = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    createdAt,
    version: VERSION,
    platform: PLATFORM,
    ...values,
    checksums,
  };
  await flushFolder(folder);
  await writeFileDurably(
    join(folder, MANIFEST),
    Readable.from([JSON.stringify(manifest, undefined, 2) + '\n']),
  );
  await flushFolder(folder);
  return manifest;
}

/** @throws OperatorError when the folder holds no whole backup, or one that can't be used here */
export async function readManifest(folder: string, postgresql: number): Promise<Manifest> {
  const file = join(folder, MANIFEST);
  if (!existsSync(file))
    throw new OperatorError(`${folder} holds no whole backup: it has no ${MANIFEST}, which is written last.`);
  const manifest = parse(await readFile(file, 'utf8'));
  if (manifest?.format !== FORMAT || manifest.formatVersion !== FORMAT_VERSION)
    throw new OperatorError(`${file} isn't the manifest of a backup that this version reads.`);
  if (manifest.platform !== PLATFORM)
    throw new OperatorError(
      `The backup was made on ${manifest.platform}, and this is ${PLATFORM}: database files can't move between them. ` +
        'Move each organization by "taskflow archive" and "taskflow unarchive".',
    );
  if (manifest.postgresql !== postgresql)
    throw new OperatorError(
      `The backup is of PostgreSQL ${manifest.postgresql}, and the one here is ${postgresql}: restore it with the ` +
        `version of TaskFlow that made it (${manifest.version}).`,
    );
  if ((await sha256Of(join(folder, CHECKSUMS)).catch(() => undefined)) !== manifest.checksums)
    throw new OperatorError(
      `The backup in ${folder} is damaged: ${CHECKSUMS} isn't the one that was written.`,
    );
  return manifest;
}

function parse(text: string): Manifest | undefined {
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    return undefined;
  }
}
