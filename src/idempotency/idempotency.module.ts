import { Global, Module } from '@nestjs/common';
import { Cleanup } from '../tenancy/cleanup.js';
import { PersonalData } from '../tenancy/personal-data.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { FileUploads } from '../http/file-upload.js';
import { IdempotencyService } from './idempotency.service.js';
import { IdempotentUploads } from './idempotent-uploads.js';

/** Expired answers removed from an organization at a time. */
const BATCH = 1000;

@Global()
@Module({
  providers: [IdempotencyRepository, IdempotencyService, IdempotentUploads, FileUploads],
  exports: [IdempotencyService, FileUploads, IdempotentUploads],
})
export class IdempotencyModule {
  constructor(keys: IdempotencyRepository, cleanup: Cleanup, personalData: PersonalData) {
    personalData.addToOrganizations({ name: 'idempotencyKeys', erase: (userId) => keys.deleteOf(userId) });
    cleanup.add(() => keys.deleteExpired(BATCH));
  }
}
