import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../context/principal.js';
import { RequestContext } from '../context/request-context.js';
import { SharedTransaction } from '../database/shared-transaction.js';
import type { InJson } from '../database/type-parsers.js';
import { refuseUnloggedWrite } from './logged-tables.js';
import type { TenantTransactionAdapter } from './tenant-transaction.adapter.js';

/**
 * The tenant transaction, scoped to the request, job or command that asks: the only way to an organization's tables.
 * One instance serves all, and finds the open transaction in the context (nestjs-cls). Nest's `Scope.REQUEST` would
 * make it, and all that depend on it, anew for each request. Services open it by a decorator, `@Transactional()` in
 * general; repositories work through `query` and `manager`.
 */
@Injectable()
export class TenantTransaction {
  constructor(
    private readonly host: TransactionHost<TenantTransactionAdapter>,
    private readonly shared: SharedTransaction,
    private readonly context: RequestContext,
  ) {}

  /** @throws TenantTransactionRequired outside of a tenant transaction. */
  get manager(): EntityManager {
    return this.host.tx.manager;
  }

  /**
   * Runs one statement of a repository, which writes no logged table.
   * @throws TenantTransactionRequired outside of a tenant transaction; UnloggedWrite
   */
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]> {
    refuseUnloggedWrite(sql);
    return this.host.tx.query<Row>(sql, parameters);
  }

  /** As `query`, for a list that is sent as JSON: timestamps are the text that it has for them, and no Date is made. */
  queryInJson<Row>(sql: string, parameters: unknown[]): Promise<InJson<Row>[]> {
    refuseUnloggedWrite(sql);
    return this.host.tx.queryInJson<Row>(sql, parameters);
  }

  /** Runs a statement of the change log, which alone writes logged tables. */
  writeLogged<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.host.tx.change<Row>(sql, parameters);
  }

  /**
   * Writes a logged table past the change log, for what is no change: the state of a webhook's deliveries, the removal
   * of what was deleted long ago.
   */
  async writeUnlogged(sql: string, parameters: unknown[]): Promise<void> {
    await this.host.tx.query(sql, parameters);
  }

  get organizationId(): string {
    return this.context.principal.organizationId;
  }

  /** Runs `hook` once the open transaction is durable, before its caller is answered. */
  afterCommit(hook: () => void | Promise<void>): void {
    this.host.tx.afterCommit(hook);
  }

  run<T>(fn: () => Promise<T>): Promise<T> {
    return this.host.withTransaction(fn);
  }

  /**
   * Goes on with the open shared transaction as the organization's role, so that a change in
   * `public` and what follows from it in the tenant schema commit together. There is no way back:
   * after this the transaction can't reach `public` any more.
   * @param organizationId where operators say which; the principal's by default
   */
  switchToTenant<T>(fn: () => Promise<T>, organizationId?: string): Promise<T> {
    return this.host.withTransaction({ join: this.shared.current, organizationId }, fn);
  }

  /**
   * As `switchToTenant`, for a look into the tenant schema before the work in `public`:
   * afterwards the transaction is as it was. What `fn` writes or locks is undone.
   */
  peekTenant<T>(fn: () => Promise<T>): Promise<T> {
    return this.shared.current.undone(() => this.switchToTenant(fn));
  }

  /**
   * Runs `fn` as a part of the open transaction that an error undoes, while the rest of it stands.
   * What `fn` meant to happen after the commit is forgotten with it.
   */
  attempt<T>(fn: () => Promise<T>): Promise<T> {
    return this.host.tx.attempt(fn);
  }

  /** Enters an organization from outside of a request, in a context and a transaction of its own. */
  runInTenant<T>(principal: Principal, fn: () => Promise<T>): Promise<T> {
    return this.context.run({ principal }, () => this.run(fn));
  }
}
