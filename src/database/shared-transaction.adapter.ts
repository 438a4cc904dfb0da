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

/** Times that a transaction is run while PostgreSQL ends it for the sake of others. */
const TRIES = 4;
/** PostgreSQL ended the transaction because it and others waited for each other. */
const DEADLOCK_DETECTED = '40P01';

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
      return unlessDeadlocked((onCommit) =>
        Transaction.run(dataSource, { begin: () => 'BEGIN', asOwner: options.asOwner }, (transaction) => {
          transaction.afterCommit(onCommit);
          setTx(transaction);
          return fn();
        }),
      );
    },
    getFallbackInstance: (): Manageable => runtime,
  });
}

/**
 * Runs a transaction again that PostgreSQL ended to resolve a deadlock. Foreign keys lock the user of each row that is
 * added, and a cascade locks such rows after their user, so that no order of locks holds for all that is done to an
 * account. What was ended did nothing; one that is committed isn't run again, whatever happens to what follows from it.
 */
async function unlessDeadlocked<T>(run: (onCommit: () => void) => Promise<T>): Promise<T> {
  let isCommitted = false;
  for (let tries = 1; ; tries++) {
    try {
      return await run(() => (isCommitted = true));
    } catch (error) {
      const { code } = error as { code?: string };
      if (isCommitted || tries === TRIES || code !== DEADLOCK_DETECTED) throw error;
    }
  }
}
