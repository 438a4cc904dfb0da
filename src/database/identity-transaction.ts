import { Injectable } from '@nestjs/common';
import { InjectTransactionHost, type TransactionHost } from '@nestjs-cls/transactional';
import type { EntityManager } from 'typeorm';
import { IDENTITY, type IdentityTransactionAdapter } from './identity-transaction.adapter.js';
import type { Transaction } from './transaction.js';

/**
 * Access to the `public` schema: users, organizations, memberships, sessions. Repositories of those
 * tables work through `manager`; a service that needs several statements to hold together wraps
 * them in `@Transactional(IDENTITY)`.
 */
@Injectable()
export class IdentityTransaction {
  constructor(
    @InjectTransactionHost(IDENTITY) private readonly host: TransactionHost<IdentityTransactionAdapter>,
  ) {}

  get manager(): EntityManager {
    return this.host.tx.manager;
  }

  get isOpen(): boolean {
    return this.host.isTransactionActive();
  }

  /** The open transaction. @throws Error when there is none. */
  get current(): Transaction {
    if (!this.isOpen) throw new Error('This needs @Transactional(IDENTITY) around it.');
    return this.host.tx as Transaction;
  }

  run<T>(fn: () => Promise<T>): Promise<T> {
    return this.host.withTransaction(fn);
  }

  /** As `run`, with the rights of the role that owns all schemas: for provisioning. */
  runAsOwner<T>(fn: () => Promise<T>): Promise<T> {
    return this.host.withTransaction({ asOwner: true }, fn);
  }
}
