import { Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { createStorage } from './create-storage.js';
import { FileReferences } from './file-references.js';
import { FileCleanup } from './file-cleanup.js';
import { StorageResource } from './storage-resource.js';
import { Storage } from './storage.js';

@Global()
@Module({
  providers: [
    { provide: Storage, inject: [Config], useFactory: (config: Config) => createStorage(config) },
    StorageResource,
    FileReferences,
    FileCleanup,
  ],
  exports: [Storage, FileReferences],
})
export class StorageModule {}
