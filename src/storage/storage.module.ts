import { Global, Module } from '@nestjs/common';
import { LocalStorage } from './local-storage.js';
import { StorageBelongings } from './storage-belongings.js';
import { Storage } from './storage.js';

@Global()
@Module({
  providers: [{ provide: Storage, useClass: LocalStorage }, StorageBelongings],
  exports: [Storage],
})
export class StorageModule {}
