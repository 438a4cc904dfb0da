import { Global, Module } from '@nestjs/common';
import { Cleanup } from '../tenancy/cleanup.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { IdempotencyService } from './idempotency.service.js';

/** Expired answers removed from an organization at a time. */
const BATCH = 1000;

@Global()
@Module({
  providers: [IdempotencyRepository, IdempotencyService],
  exports: [IdempotencyService],
})
export class IdempotencyModule {
  constructor(keys: IdempotencyRepository, cleanup: Cleanup) {
    cleanup.add(() => keys.deleteExpired(BATCH));
  }
}
