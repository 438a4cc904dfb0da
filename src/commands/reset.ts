import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ClusterInUse, EmbeddedPostgres } from '@taskflow/embedded-postgres';
import type { Environment } from '../config/environment.js';
import { type OfflineCommand, UsageError } from './command.js';

export const reset: OfflineCommand = {
  summary: 'remove the embedded database and all files',
  usage: '--yes',
  options: { yes: { type: 'boolean' } },
  run: async ({ environment, options }) => {
    removeAll(environment, options['yes'] === true);
    return true;
  },
};

function removeAll(environment: Environment, confirmed: boolean): void {
  if (environment.DATABASE_URL) {
    throw new UsageError(
      'reset removes the embedded database only; drop and create a database of your own yourself.',
    );
  }
  const dataDir = resolve(environment.DATA_DIR);
  if (!confirmed)
    throw new UsageError(`This removes everything in ${dataDir}: say --yes if that is what you want.`);
  try {
    EmbeddedPostgres.remove(join(dataDir, 'postgres'));
  } catch (error) {
    throw error instanceof ClusterInUse
      ? new UsageError('The database is in use: stop TaskFlow first.')
      : error;
  }
  for (const name of ['files', 'parts', 'jwt-secret'])
    rmSync(join(dataDir, name), { recursive: true, force: true });
  console.log(`${dataDir} is empty; the next start begins anew.`);
  // Another deployment may be configured with the same bucket.
  if (environment.STORAGE_URL) console.log('Files in the bucket of STORAGE_URL stay: remove them there.');
}
