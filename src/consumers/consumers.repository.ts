import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import type { ChangeRange } from './change-consumer.js';

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

  /**
   * The changes after the cursor of a consumer that are as many seconds old by the clock of the log, or all without a
   * delay; the cursor is locked until the transaction ends. Undefined where the consumer has not subscribed.
   */
  async lock(name: string, delay: number): Promise<ChangeRange | undefined> {
    const [row] = await this.tenant.query<{ after: number; until: Date | null }>(
      `SELECT sequence AS after, CASE WHEN $2 > 0 THEN clock_timestamp() - make_interval(secs => $2) END AS until
       FROM consumers WHERE name = $1 FOR UPDATE`,
      [name, delay],
    );
    return row && { after: row.after, until: row.until ?? undefined };
  }

  async advance(name: string, sequence: number): Promise<void> {
    await this.tenant.query('UPDATE consumers SET sequence = $2 WHERE name = $1', [name, sequence]);
  }

  /** Advances a cursor beyond these changes. */
  async skip(name: string, { after, until }: ChangeRange): Promise<void> {
    await this.tenant.query(
      `UPDATE consumers SET sequence = last.sequence
       FROM (SELECT max(sequence) AS sequence FROM activity
             WHERE sequence > $2 AND ($3::timestamptz IS NULL OR at < $3)) last
       WHERE name = $1 AND last.sequence IS NOT NULL`,
      [name, after, until],
    );
  }

  /** The consumers with changes that they have not handled, and when the first of those was made. */
  findPending(names: string[]): Promise<PendingConsumer[]> {
    return this.tenant.query(
      `SELECT consumers.name, activity.at FROM consumers
       JOIN activity ON activity.sequence = consumers.sequence + 1
       WHERE consumers.name = ANY ($1::text[])`,
      [names],
    );
  }
}
