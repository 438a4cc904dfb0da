import { inTransaction } from './tenant-transaction.decorator.js';

/**
 * As `@Transactional()`, for methods that make a single change, last of all: it commits in the same round
 * trip. Inside of a larger transaction the change commits with that.
 */
export const SingleWrite = (): MethodDecorator => inTransaction({ endsWith: 'write' });
