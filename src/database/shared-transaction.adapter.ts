import type { TransactionalAdapter } from '@nestjs-cls/transactional';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { ProvisioningUnavailable } from './database.errors.js';
import { OWNER } from './database.tokens.js';
import { Transaction } from './transaction.js';

/** Name of the connection for `@Transactional(SHARED)`. */
export const SHARED = 'shared';

export interface SharedTransactionOptions {
  /** With the rights of the role that owns all schemas. */
  asOwner?: boolean;
}

type Manageable = { manager: EntityManager };

/** Transactions in the `public` schema. A single statement needs none and runs by itself. */
export class SharedTransactionAdapter implements TransactionalAdapter<
  DataSource,
  Manageable,
  SharedTransactionOptions
> {
  readonly connectionToken = getDataSourceToken();
  readonly extraProviderTokens = [OWNER];

  readonly optionsFactory = (runtime: DataSource, [owner]: (DataSource | null)[]) => ({
    wrapWithTransaction: <T>(
      options: SharedTransactionOptions,
      fn: () => Promise<T>,
      setTx: (transaction?: Manageable) => void,
    ): Promise<T> => {
      const dataSource = options.asOwner ? owner : runtime;
      if (!dataSource) throw new ProvisioningUnavailable();
      return Transaction.run(dataSource, { begin: () => 'BEGIN' }, (transaction) => {
        setTx(transaction);
        return fn();
      });
    },
    getFallbackInstance: (): Manageable => runtime,
  });
}
