import { Transactional } from '@nestjs-cls/transactional';
import type { TenantTransactionAdapter } from './tenant-transaction.adapter.js';

/** As `@Transactional()`, for methods that only read: PostgreSQL refuses writes, and nobody waits for the COMMIT. */
export const ReadTransaction = (): MethodDecorator =>
  Transactional<TenantTransactionAdapter>({ readOnly: true });
