import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { TenantAffinityPool, Lease } from './tenant-affinity-pool.js';
import { type InJson, TYPES, TYPES_IN_JSON } from './type-parsers.js';

export interface TransactionOptions {
  /**
   * BEGIN and its settings as one message, so that they can't be separated.
   * @param hasServedTenant whether the connection has surely served the tenant before
   */
  begin: (hasServedTenant: boolean) => string | QueryConfig;
  /** Gets the results of BEGIN before anything else is done; what it throws ends the transaction. Without `pipelined`. */
  onBegun?: (results: QueryResult[]) => void;
  /**
   * The first statement leaves with BEGIN, without waiting for its answer. Should BEGIN fail, the
   * statement meets an aborted transaction, or none at all and the rights of the login role: only for
   * statements that it can't execute.
   */
  pipelined?: boolean;
  /** With the rights of the role that owns all schemas. */
  asOwner?: boolean;
  /** Nothing is written, so the result needn't wait for the COMMIT. */
  readOnly?: boolean;
  /** The organization that the transaction is for: its connection should know the schema, and hot statements. */
  tenant?: string;
  /**
   * The first statement, or the first `change`, is also the last: the COMMIT leaves right behind it, which
   * saves waiting for an answer. A statement that fails takes the COMMIT along.
   */
  endsWith?: 'statement' | 'change';
}

/** One open transaction. Repositories work through its manager, or by SQL of their own. */
export class Transaction {
  private readonly lastSteps: (() => Promise<void>)[] = [];
  private readonly commitHooks: (() => void | Promise<void>)[] = [];
  private runner?: QueryRunner;
  private hasEnded = false;

  private committing?: Promise<void>;

  private readonly client: PoolClient;

  /** Throws where a statement that TypeORM sends is not allowed. */
  private check?: (sql: string) => void;

  private constructor(
    private readonly dataSource: DataSource,
    private readonly lease: Lease,
    private readonly options: TransactionOptions,
  ) {
    this.client = lease.client;
  }

  /** Whether it has the rights of the role that owns all schemas. */
  get hasOwnerRights(): boolean {
    return this.options.asOwner === true;
  }

  get manager(): EntityManager {
    this.requireOpen();
    this.runner ??= this.createRunner();
    return this.runner.manager;
  }

  /** Runs one statement past TypeORM, which takes a good part of a short query's time. */
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]> {
    return this.send(sql, parameters, this.options.endsWith === 'statement');
  }

  /** As `query`, for rows that are sent as JSON. */
  queryInJson<Row>(sql: string, parameters: unknown[]): Promise<InJson<Row>[]> {
    return this.send(sql, parameters, this.options.endsWith === 'statement', TYPES_IN_JSON);
  }

  /** As `query`, for the statement of a change that is logged. */
  change<Row>(sql: string, parameters?: unknown[]): Promise<Row[]> {
    return this.send(sql, parameters, this.options.endsWith !== undefined);
  }

  /** Registers a step that has to be the last of the transaction, such as one after which it can't reach `public`. */
  beforeCommit(step: () => Promise<void>): void {
    this.lastSteps.push(step);
  }

  /** Registers what has to happen once the transaction is durable, before its caller is answered. */
  afterCommit(hook: () => void | Promise<void>): void {
    this.commitHooks.push(hook);
  }

  /** Runs `fn` so that an error in it undoes what it did, and nothing of what came before. */
  async attempt<T>(fn: () => Promise<T>): Promise<T> {
    const hooks = this.commitHooks.length;
    await this.query('SAVEPOINT attempt');
    try {
      const result = await fn();
      await this.query('RELEASE SAVEPOINT attempt');
      return result;
    } catch (error) {
      this.commitHooks.length = hooks;
      await this.query('ROLLBACK TO SAVEPOINT attempt');
      await this.query('RELEASE SAVEPOINT attempt');
      throw error;
    }
  }

  /** Runs `fn` and undoes it, with the role and the schema that it chose. */
  async undone<T>(fn: () => Promise<T>): Promise<T> {
    await this.query('SAVEPOINT peek');
    const result = await fn();
    await this.query('ROLLBACK TO SAVEPOINT peek');
    await this.query('RELEASE SAVEPOINT peek');
    return result;
  }

  /**
   * Runs `use` between `begin` and COMMIT. An error rolls back, and that of `begin` comes before those
   * that follow from it; a connection that can't even roll back is closed.
   */
  static async run<T>(
    dataSource: DataSource,
    options: TransactionOptions,
    use: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const pool = (dataSource.driver as PostgresDriver).master as TenantAffinityPool;
    const lease = await pool.connectFor(options.tenant);
    const { client } = lease;
    const transaction = new Transaction(dataSource, lease, options);
    const end = (destroy = false): void => {
      transaction.close();
      lease.release(destroy);
    };
    let result: T;
    let committed: Promise<void>;
    try {
      const begin = options.begin(lease.hasServedTenant);
      const started: Promise<unknown> = options.pipelined ? pipeline(client, begin) : client.query(begin);
      started.catch(ignore);
      if (!options.pipelined) {
        const results = await started;
        options.onBegun?.(results as QueryResult[]);
      }
      result = await use(transaction).catch((error: unknown) => started.then(() => Promise.reject(error)));
      await started;
      for (const step of transaction.lastSteps) await step();
      committed = transaction.committing ?? commit(client);
      if (!options.readOnly) await committed;
    } catch (error) {
      end(!(await rollBack(client)) || isOutdated(error));
      throw error;
    }
    if (options.readOnly)
      void committed.then(
        () => end(),
        () => end(true),
      );
    else end();
    for (const hook of transaction.commitHooks) await hook();
    return result;
  }

  private async send<Row>(
    sql: string,
    parameters: unknown[] | undefined,
    isLast: boolean,
    types = TYPES,
  ): Promise<Row[]> {
    this.requireOpen();
    const answer = this.client.query({ ...this.statement(sql, parameters), values: parameters, types });
    if (isLast) {
      this.hasEnded = true;
      this.committing = commit(this.client);
      this.committing.catch(ignore);
    }
    return (await answer).rows as Row[];
  }

  /** Several commands in one message have no parameters, and can't be prepared. */
  private statement(sql: string, parameters: unknown[] | undefined): { text: string; name?: string } {
    const { tenant } = this.options;
    const { statements } = this.lease;
    return tenant && parameters && statements ? statements.prepare(tenant, sql) : { text: sql };
  }

  /** Has each statement checked that the entity manager sends from here on. */
  restrict(check: (sql: string) => void): void {
    this.check = check;
  }

  private createRunner(): QueryRunner {
    const runner = this.dataSource.createQueryRunner();
    const { client } = this;
    const query = (text: string, ...rest: unknown[]): unknown => {
      this.check?.(text);
      return (client.query as (...all: unknown[]) => unknown).call(client, text, ...rest);
    };
    // An open transaction on this connection, as TypeORM sees it: save() and remove() would otherwise
    // begin and commit one of their own.
    return Object.assign(runner, {
      databaseConnection: Object.create(client, { query: { value: query } }),
      isTransactionActive: true,
      transactionDepth: 1,
    });
  }

  /** Code that still holds the transaction gets an error, and not the transaction of another request. */
  private requireOpen(): void {
    if (this.hasEnded) throw new Error('The transaction has ended: await everything that belongs to it.');
  }

  private close(): void {
    this.hasEnded = true;
    if (this.runner) Object.assign(this.runner, { databaseConnection: undefined, isReleased: true });
  }
}

/** Holds the BEGIN back until the first statement has been written behind it: one packet, one system call. */
function pipeline(client: PoolClient, message: string | QueryConfig): Promise<unknown> {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  setImmediate(() => stream.uncork());
  return client.query(message);
}

async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT');
  // COMMIT of a failed transaction succeeds as a ROLLBACK: an error was swallowed on the way.
  if (command !== 'COMMIT')
    throw new Error('The transaction was rolled back: an error in it was not passed on.');
}

/** @returns whether the connection can be used again */
async function rollBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('ROLLBACK');
    return true;
  } catch (error) {
    Logger.warn(`Closing a connection that could not roll back: ${(error as Error).message}`, 'Transaction');
    return false;
  }
}

/** A migration has changed what a prepared statement returns: the connection's statements are of no use. */
const isOutdated = (error: unknown): boolean => (error as { code?: string }).code === '0A000';

const ignore = (): void => undefined;
