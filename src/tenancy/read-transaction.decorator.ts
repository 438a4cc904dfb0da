import { inTransaction } from './tenant-transaction.decorator.js';

/**
 * As `@Transactional()`, for methods that only read: PostgreSQL refuses writes, and the caller doesn't wait for the
 * COMMIT. Inside of a larger transaction they read in that.
 */
export const ReadTransaction = (): MethodDecorator => inTransaction({ readOnly: true });
