import type { TransactionalAdapter } from '@nestjs-cls/transactional';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { RequestContext } from '../context/request-context.js';
import { Transaction } from '../database/transaction.js';
import { tenantName } from './tenant-name.js';

export class TenantTransactionRequired extends Error {
  constructor() {
    super(
      'A tenant query ran outside of a tenant transaction. Put @Transactional() on the service method, ' +
        'or enter by runInTenant() where there is no request (jobs, sockets, the command line).',
    );
  }
}

export interface TenantTransactionOptions {
  /** Continue in this transaction, which its opener commits. */
  join?: Transaction;
}

/** Chooses the organization for the rest of a transaction, and nothing longer than that. */
export const enterTenant = (organizationId: string): string => {
  const tenant = tenantName(organizationId);
  return `SET LOCAL search_path TO ${tenant}; SET LOCAL ROLE ${tenant}`;
};

/**
 * `@Transactional()` opens a transaction in the schema, and with the role, of the organization that
 * the principal acts in. There is no fallback: without a transaction there is no manager.
 */
export class TenantTransactionAdapter implements TransactionalAdapter<
  DataSource,
  Transaction,
  TenantTransactionOptions
> {
  readonly connectionToken = getDataSourceToken();
  readonly extraProviderTokens = [RequestContext];

  readonly optionsFactory = (dataSource: DataSource, [context]: RequestContext[]) => ({
    wrapWithTransaction: async <T>(
      { join }: TenantTransactionOptions,
      fn: () => Promise<T>,
      setTx: (transaction?: Transaction) => void,
    ): Promise<T> => {
      const settings = enterTenant((context as RequestContext).principal.organizationId);
      const use = (transaction: Transaction): Promise<T> => {
        setTx(transaction);
        return fn();
      };
      if (!join) return Transaction.run(dataSource, `BEGIN; ${settings}`, use);
      await join.manager.query(settings);
      return use(join);
    },
    getFallbackInstance: (): Transaction => {
      throw new TenantTransactionRequired();
    },
  });
}
