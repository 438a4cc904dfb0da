import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { EmbeddedPostgres } from '@taskflow/embedded-postgres';
import type { Config } from '../../config/config.js';
import { readEnvironment } from '../../config/read-environment.js';
import { sessionConfig, withClient } from '../../database/connection.js';
import { EMBEDDED_DATABASE } from '../../database/embedded-names.js';
import { createStorage } from '../../storage/create-storage.js';
import { type Command, required, UsageError } from '../command.js';
import { BytesProgress } from '../progress-bar.js';
import { BackupFolder } from './backup-folder.js';
import { DATABASE, type Manifest, SECRET_FILES } from './manifest.js';
import { findOrganizations } from './restored-data.js';
import { copyFiles, sizeOfFiles } from './stored-files.js';

/** The passwords of the embedded database's roles, which are in it as well, beside it in DATA_DIR. */
export const DATABASE_SECRETS = ['superuser-password', 'owner-password', 'runtime-password'] as const;
export const JWT_SECRET_FILE = 'jwt-secret';

export const backup: Command = {
  summary: 'back up the embedded database and all files, also while they are in use',
  usage: '--to FOLDER',
  options: { to: { type: 'string' } },
  run: async ({ config, options }) => {
    const to = resolve(required(options, 'to'));
    if (!config.database.embedded)
      throw new UsageError(
        'backup is for the embedded database. Back up one of your own by its own means, then DATA_DIR/files: ' +
          'docs/operating/backup.md says how.',
      );
    await requireTarget(to, config.dataDir);
    const progress = new BytesProgress(process.stdout);
    const { organizations, files, bytes, hasJwtSecret } = await createBackup(config, to, progress).finally(
      () => progress.clear(),
    );
    console.log(
      `${to} is a backup of ${organizations} organizations: ${files} files, ${Math.ceil(bytes / 1_000_000)} MB. ` +
        'It holds secrets: keep it where only operators read it.',
    );
    if (!hasJwtSecret)
      console.log('JWT_SECRET is set, and not in the backup: keep it with the rest of your configuration.');
    return true;
  },
};

/** @throws UsageError unless it is a new or an empty folder, outside of the data */
async function requireTarget(to: string, dataDir: string): Promise<void> {
  if (!relative(resolve(dataDir), to).startsWith('..'))
    throw new UsageError(`--to must be outside of DATA_DIR (${dataDir}), and better on another disk.`);
  const found = await readdir(to).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UsageError(`--to must be a folder: ${error.message}`);
  });
  if (found.length > 0) throw new UsageError(`${to} isn't empty: give each backup a folder of its own.`);
}

/**
 * Makes a backup of the moment at which its part of the database ends. Files that are deleted meanwhile are kept until
 * they are copied, so that each file is there that a row of that moment names.
 */
async function createBackup(config: Config, to: string, progress: BytesProgress): Promise<Manifest> {
  const storage = await createStorage(config);
  const snapshot = await storage.snapshot();
  if (!snapshot) throw new UsageError('Another backup runs.');
  await mkdir(to, { recursive: true, mode: 0o700 });
  const folder = new BackupFolder(to);
  const copied = { postgresql: EmbeddedPostgres.majorVersion, organizations: 0, hasJwtSecret: false };
  try {
    copied.organizations = await copyDatabase(config.dataDir, folder, progress);
    copied.hasJwtSecret = await copySecrets(config.dataDir, folder);
    progress.begin('Copying files', await sizeOfFiles(snapshot));
    await copyFiles(snapshot, folder, (bytes) => progress.add(bytes));
  } catch (error) {
    await folder.discard();
    throw error;
  } finally {
    // Before the manifest: it fails when the deleted files were not kept all the time.
    await snapshot.end();
  }
  return folder.complete(copied);
}

/** @returns how many organizations there are; @throws UsageError where there never were any, as in a wrong DATA_DIR */
async function copyDatabase(dataDir: string, folder: BackupFolder, progress: BytesProgress): Promise<number> {
  const server = await EmbeddedPostgres.start({ dir: join(dataDir, 'postgres') });
  try {
    const organizations = await withClient(
      sessionConfig(server.url(EMBEDDED_DATABASE), 'backup'),
      findOrganizations,
    );
    if (!organizations)
      throw new UsageError(
        `There is nothing to back up in DATA_DIR (${dataDir}): is it the one of the service?`,
      );
    progress.begin('Copying the database', 0);
    await server.baseBackup(
      (archive) => folder.write(DATABASE, archive),
      ({ done, total }) => progress.reached(done, total),
    );
    return organizations.length;
  } finally {
    // The command ends the server: it must not be started again by this second look at it.
    server.release();
  }
}

/** @returns whether the secret that signs tokens is among them */
async function copySecrets(dataDir: string, folder: BackupFolder): Promise<boolean> {
  for (const name of DATABASE_SECRETS)
    await folder.write(`${SECRET_FILES}/${name}`, createReadStream(join(dataDir, 'postgres', name)));
  const jwtSecret = join(dataDir, JWT_SECRET_FILE);
  if (existsSync(jwtSecret))
    await folder.write(`${SECRET_FILES}/${JWT_SECRET_FILE}`, createReadStream(jwtSecret));
  return existsSync(jwtSecret) && readEnvironment(process.env).JWT_SECRET === undefined;
}
