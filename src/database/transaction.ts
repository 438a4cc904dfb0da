import { Logger } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

/** One open transaction. Repositories work through its manager. */
export class Transaction {
  private readonly commitHooks: (() => void | Promise<void>)[] = [];

  private constructor(private readonly runner: QueryRunner) {}

  get manager(): EntityManager {
    return this.runner.manager;
  }

  /** Registers what has to happen once the transaction is durable, before its caller is answered. */
  afterCommit(hook: () => void | Promise<void>): void {
    this.commitHooks.push(hook);
  }

  /**
   * Runs `fn` between `begin` and COMMIT. `begin` is one message, so that its settings can't be
   * separated from the BEGIN in it. An error rolls back; a connection that can't even roll back is
   * closed and never used again.
   */
  static async run<T>(
    dataSource: DataSource,
    begin: string,
    use: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const runner = dataSource.createQueryRunner();
    const transaction = new Transaction(runner);
    let result: T;
    try {
      const client = (await runner.connect()) as PoolClient;
      result = await inTransaction(client, runner, begin, () => use(transaction));
    } finally {
      await runner.release();
    }
    for (const hook of transaction.commitHooks) await hook();
    return result;
  }
}

async function inTransaction<T>(
  client: PoolClient,
  runner: QueryRunner,
  begin: string,
  fn: () => Promise<T>,
): Promise<T> {
  try {
    await client.query(begin);
    // Tells TypeORM that a transaction is open: save() and remove() would otherwise commit one of their own.
    Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
    const result = await fn();
    const { command } = await client.query('COMMIT');
    // COMMIT of a failed transaction succeeds as a ROLLBACK: an error was swallowed on the way.
    if (command !== 'COMMIT')
      throw new Error('The transaction was rolled back: an error in it was not passed on.');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(async (failure: Error) => {
      Logger.warn(`Closing a connection that could not roll back: ${failure.message}`, 'Transaction');
      // The pool drops a client that has ended.
      await (client as unknown as { end(): Promise<void> }).end().catch(() => undefined);
    });
    throw error;
  } finally {
    Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
  }
}
