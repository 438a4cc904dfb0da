import { Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { FileOwners } from './file-owners.js';
import { FileSweep } from './file-sweep.js';
import { LocalStorage } from './local-storage.js';
import { StorageBelongings } from './storage-belongings.js';
import { Storage } from './storage.js';

@Global()
@Module({
  providers: [
    { provide: Storage, inject: [Config], useFactory: (config: Config) => new LocalStorage(config) },
    StorageBelongings,
    FileOwners,
    FileSweep,
  ],
  exports: [Storage, FileOwners],
})
export class StorageModule {}
