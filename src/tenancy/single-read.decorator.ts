import { inTransaction } from './tenant-transaction.decorator.js';

/**
 * As `@ReadTransaction()`, for methods that run a single statement: its COMMIT leaves with it. Inside of a
 * larger transaction they read in that.
 */
export const SingleRead = (): MethodDecorator => inTransaction({ readOnly: true, endsWith: 'query' });
