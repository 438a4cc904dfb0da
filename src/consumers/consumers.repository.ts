import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';

/** A consumer with changes to handle: `at` is the time of the first of them. */
export interface PendingConsumer {
  name: string;
  at: Date;
}

@Injectable()
export class ConsumersRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /** Adds a consumer whose cursor is at the present, unless it is there. */
  async insert(name: string): Promise<void> {
    await this.tenant.query(
      'INSERT INTO consumers (name, sequence) SELECT $1, sequence FROM sequencer ON CONFLICT DO NOTHING',
      [name],
    );
  }

  async delete(name: string): Promise<void> {
    await this.tenant.query('DELETE FROM consumers WHERE name = $1', [name]);
  }

  /** The cursor of a consumer, locked until the transaction ends; undefined where it has not subscribed. */
  async lock(name: string): Promise<number | undefined> {
    const rows = await this.tenant.query<{ sequence: number }>(
      'SELECT sequence FROM consumers WHERE name = $1 FOR UPDATE',
      [name],
    );
    return rows[0]?.sequence;
  }

  async advance(name: string, sequence: number): Promise<void> {
    await this.tenant.query('UPDATE consumers SET sequence = $2 WHERE name = $1', [name, sequence]);
  }

  findPending(names: string[]): Promise<PendingConsumer[]> {
    return this.tenant.query(
      `SELECT consumers.name, activity.at FROM consumers
       JOIN activity ON activity.sequence = consumers.sequence + 1
       WHERE consumers.name = ANY ($1::text[])`,
      [names],
    );
  }
}
