import { Transactional } from '@nestjs-cls/transactional';
import type { TenantTransactionAdapter } from './tenant-transaction.adapter.js';

/**
 * As `@Transactional()`, for methods that make a single change, last of all: it commits in the same round
 * trip. Inside of a larger transaction the change commits with that.
 */
export const SingleWrite = (): MethodDecorator =>
  Transactional<TenantTransactionAdapter>({ writesOnce: true });
