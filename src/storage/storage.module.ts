import { Global, Module } from '@nestjs/common';
import { FileOwners } from './file-owners.js';
import { FileSweep } from './file-sweep.js';
import { LocalStorage } from './local-storage.js';
import { StorageBelongings } from './storage-belongings.js';
import { Storage } from './storage.js';

@Global()
@Module({
  providers: [{ provide: Storage, useClass: LocalStorage }, StorageBelongings, FileOwners, FileSweep],
  exports: [Storage, FileOwners],
})
export class StorageModule {}
