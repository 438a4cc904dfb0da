import type { TransactionalAdapter } from '@nestjs-cls/transactional';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { QueryResult } from 'pg';
import type { DataSource } from 'typeorm';
import { Config } from '../config/config.js';
import { RequestContext } from '../context/request-context.js';
import { Transaction, type TransactionOptions } from '../database/transaction.js';
import { switchToTenantSql } from './switch-to-tenant.js';
import { refuseUnloggedWrite } from './logged-tables.js';
import { beginOnReplica, type ReplicaEntry, requireReplayed } from './replica-entry.js';
import { SchemaVersionGuard } from './schema-version-guard.js';

export class TenantTransactionRequired extends Error {
  constructor() {
    super(
      'A tenant query ran outside of a tenant transaction. Put @Transactional() on the service method, ' +
        'or enter by runInTenant() where there is no request (jobs, sockets, the command line).',
    );
  }
}

export interface TenantTransactionOptions {
  /** Reads only, which PostgreSQL enforces: the answer needn't wait for the COMMIT. */
  readOnly?: boolean;
  /** The first statement, or the first change, is the last one and takes the COMMIT along. */
  endsWith?: TransactionOptions['endsWith'];
  /**
   * What a crash of PostgreSQL loses is done again: the COMMIT doesn't wait for the disk. A later one that does takes
   * it along.
   */
  isRepeatable?: boolean;
  /** Continue in this transaction, which its opener commits. */
  join?: Transaction;
  /** Read there, and not on the primary. */
  replica?: ReplicaEntry;
  /** Another organization than the principal's. */
  organizationId?: string;
}

/**
 * `@Transactional()` opens a transaction in the schema, and with the role, of the organization that
 * the principal acts in, unless that schema is too old for this code. There is no fallback: without
 * a transaction there is no manager.
 */
export class TenantTransactionAdapter implements TransactionalAdapter<
  DataSource,
  Transaction,
  TenantTransactionOptions
> {
  readonly connectionToken = getDataSourceToken();
  readonly extraProviderTokens = [RequestContext, SchemaVersionGuard, Config];

  readonly optionsFactory = (dataSource: DataSource, [context, gate, config]: unknown[]) => ({
    wrapWithTransaction: async <T>(
      {
        join,
        readOnly = false,
        endsWith,
        isRepeatable,
        replica,
        organizationId: other,
      }: TenantTransactionOptions,
      fn: () => Promise<T>,
      setTx: (transaction?: Transaction) => void,
    ): Promise<T> => {
      const organizationId = other ?? (context as RequestContext).principal.organizationId;
      const looking = (gate as SchemaVersionGuard).check(organizationId, join);
      if (looking) await looking;
      const use = (transaction: Transaction): Promise<T> => {
        transaction.restrict(refuseUnloggedWrite);
        setTx(transaction);
        return fn();
      };
      const { groupRoles } = (config as Config).database;
      const switchToTenant = (hasServedTenant: boolean): string =>
        switchToTenantSql(organizationId, groupRoles, hasServedTenant);
      if (join) {
        await join.query(switchToTenant(false));
        return use(join);
      }
      if (replica) {
        const options = {
          begin: (hasServedTenant: boolean) =>
            beginOnReplica(organizationId, replica, switchToTenant(hasServedTenant)),
          onBegun: (results: QueryResult[]) => requireReplayed(results, replica),
          readOnly: true,
          tenant: organizationId,
        };
        return Transaction.run(replica.pool, options, use);
      }
      const [mode, durability] = [
        readOnly ? ' READ ONLY' : '',
        isRepeatable ? '; SET LOCAL synchronous_commit TO off' : '',
      ];
      const begin = (hasServedTenant: boolean): string =>
        `BEGIN${mode}; ${switchToTenant(hasServedTenant)}${durability}`;
      const options = { begin, pipelined: true, readOnly, endsWith, tenant: organizationId };
      return Transaction.run(dataSource, options, use);
    },
    getFallbackInstance: (): Transaction => {
      throw new TenantTransactionRequired();
    },
  });
}
