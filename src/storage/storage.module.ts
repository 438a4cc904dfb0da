import { Global, Module } from '@nestjs/common';
import { FileOwners } from './file-owners.js';
import { LocalStorage } from './local-storage.js';
import { StorageBelongings } from './storage-belongings.js';
import { Storage } from './storage.js';

@Global()
@Module({
  providers: [{ provide: Storage, useClass: LocalStorage }, StorageBelongings, FileOwners],
  exports: [Storage, FileOwners],
})
export class StorageModule {}
