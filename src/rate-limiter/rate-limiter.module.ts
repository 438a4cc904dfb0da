import { Global, Module } from '@nestjs/common';
import { BucketsRepository } from './buckets.repository.js';
import { RateLimiter } from './rate-limiter.js';

@Global()
@Module({
  providers: [RateLimiter, BucketsRepository],
  exports: [RateLimiter],
})
export class RateLimiterModule {}
