import { Injectable } from '@nestjs/common';
import { InjectTransactionHost, type TransactionHost } from '@nestjs-cls/transactional';
import type { EntityManager } from 'typeorm';
import { Bulkhead } from '../common/bulkhead.js';
import { ServiceBusy } from '../common/service-busy.js';
import { SHARED, type SharedTransactionAdapter } from './shared-transaction.adapter.js';
import type { Transaction } from './transaction.js';

/** Transactions of the owner at once, and in line: each makes or drops a hundred entries of the catalog. */
const OWNER_TRANSACTIONS = 4;
const OWNER_LINE = 60;

/**
 * The transaction in the `public` schema (users, organizations, memberships, sessions), scoped to the request, job or
 * command that asks, as `TenantTransaction` is. Repositories of those tables work through `manager`, where a single
 * statement needs no transaction; a service that needs several to hold together wraps them in
 * `@Transactional(SHARED)`.
 */
@Injectable()
export class SharedTransaction {
  private readonly owners = new Bulkhead(OWNER_TRANSACTIONS, OWNER_LINE, () => new ServiceBusy());

  constructor(
    @InjectTransactionHost(SHARED) private readonly host: TransactionHost<SharedTransactionAdapter>,
  ) {}

  get manager(): EntityManager {
    return this.host.tx.manager;
  }

  get isOpen(): boolean {
    return this.host.isTransactionActive();
  }

  /** The open transaction. @throws Error when there is none. */
  get current(): Transaction {
    if (!this.isOpen) throw new Error('This needs @Transactional(SHARED) around it.');
    return this.host.tx as Transaction;
  }

  run<T>(fn: () => Promise<T>): Promise<T> {
    return this.host.withTransaction(fn);
  }

  /**
   * As `run`, with the rights of the role that owns all schemas: for provisioning. Only a few of these run at
   * once in a process, so that other requests are served meanwhile.
   * @throws ServiceBusy when too many wait for it already
   */
  runAsOwner<T>(fn: () => Promise<T>): Promise<T> {
    return this.owners.run(() => this.host.withTransaction({ asOwner: true }, fn));
  }
}
