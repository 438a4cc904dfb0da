import { TransactionHost } from '@nestjs-cls/transactional';
import type { TenantTransactionAdapter, TenantTransactionOptions } from './tenant-transaction.adapter.js';

type Method = (...args: unknown[]) => Promise<unknown>;

/**
 * As `@Transactional()`, for a method that reads by several statements: PostgreSQL refuses writes, and the result
 * doesn't wait for the COMMIT. Inside of a larger transaction it reads in that.
 */
export const ReadTransaction = (): MethodDecorator => inTransaction({ readOnly: true });

/**
 * As `@Transactional()`, for a method that runs a single statement: the COMMIT leaves with it. Inside of a larger
 * transaction it commits with that.
 */
export const SingleStatement = (
  options: Pick<TenantTransactionOptions, 'isRepeatable'> = {},
): MethodDecorator => inTransaction({ ...options, endsWith: 'statement' });

/**
 * As `@Transactional()`, for a method that makes a single change by the change log, last of all: the COMMIT leaves
 * with it. Inside of a larger transaction it commits with that.
 */
export const SingleChange = (): MethodDecorator => inTransaction({ endsWith: 'change' });

/**
 * Runs a method in a tenant transaction of its own with these options, or in the open one. `@Transactional()`
 * would warn each time that the open one doesn't take the options; here they only make things faster.
 */
const inTransaction =
  (options: TenantTransactionOptions): MethodDecorator =>
  (_target, _name, descriptor: PropertyDescriptor): PropertyDescriptor => {
    const method = descriptor.value as Method;
    const wrapped = function (this: unknown, ...args: unknown[]): Promise<unknown> {
      const host = TransactionHost.getInstance<TenantTransactionAdapter>();
      const run = (): Promise<unknown> => method.apply(this, args);
      return host.isTransactionActive() ? run() : host.withTransaction(options, run);
    };
    return { ...descriptor, value: wrapped };
  };
