import type { Config } from '../config/config.js';
import { LocalStorage } from './local-storage.js';
import type { Storage } from './storage.js';

export type StorageConfig = Pick<Config, 'dataDir' | 'storageUrl'>;

/** The storage that is configured. Worker threads create one of their own, so it depends on nothing of the application. */
export async function createStorage(config: StorageConfig): Promise<Storage> {
  if (config.storageUrl === undefined) return new LocalStorage(config);
  // Loading the SDK takes longer than all of a start without it.
  const { S3Storage } = await import('./s3/s3-storage.js');
  return S3Storage.create(config.storageUrl, config.dataDir);
}
