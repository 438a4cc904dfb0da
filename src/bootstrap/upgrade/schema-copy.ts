import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { counted } from '../../common/counted.js';
import { CopyIn } from '../../database/copy-in.js';
import { CopyRows, LINES } from '../../database/copy-rows.js';
import type { Relations } from './catalog.js';

/** The sequences that the queue makes as the runtime role when it needs them. */
const MADE_BY_RUNTIME = 'bullmq';

/** Copies the rows and sequences of a schema into the same schema of another server. */
export class SchemaCopy {
  /**
   * @param to of a superuser, in a session without triggers
   * @param onBytes called with the number of bytes of each part
   */
  constructor(
    private readonly from: Client,
    private readonly to: Client,
    private readonly schema: string,
    private readonly runtime: string,
    private readonly onBytes: (count: number) => void,
  ) {}

  /**
   * @param old what the schema has in the older server
   * @param made what it has in the new one
   * @throws Error when anything isn't equal then
   */
  async run(old: Relations, made: Relations): Promise<void> {
    // Migrations have filled some.
    await this.to.query(
      [...made.tables.keys()].map((table) => `DELETE FROM ${this.named(table)}`).join('; '),
    );
    for (const [table, columns] of old.tables) {
      const known = made.tables.get(table);
      if (known)
        await this.copyTable(
          this.named(table),
          columns.filter((column) => known.includes(column)),
        );
    }
    await this.copySequences(old.sequences, made.sequences);
  }

  private async copyTable(table: string, columns: string[]): Promise<void> {
    const list = columns.map((column) => this.from.escapeIdentifier(column)).join(', ');
    const rows = this.from.query(new CopyRows(`COPY ${table} (${list}) TO STDOUT`, LINES));
    const stored = this.to.query(new CopyIn(`COPY ${table} (${list}) FROM STDIN`));
    await pipeline(counted(rows, this.onBytes), stored);
    // Independent of the order, and of how rows are stored.
    await this.requireEqual(
      table,
      `SELECT count(*) || ' ' || coalesce(sum(hashtextextended(ROW(${list})::text, 0)), 0) AS value FROM ${table}`,
    );
  }

  private async copySequences(old: Set<string>, made: Set<string>): Promise<void> {
    for (const name of old) {
      const sequence = this.named(name);
      if (!made.has(name)) {
        if (this.schema !== MADE_BY_RUNTIME) continue;
        await this.to.query(`SET ROLE "${this.runtime}"; CREATE SEQUENCE ${sequence}; RESET ROLE`);
      }
      const { rows } = await this.from.query(`SELECT last_value, is_called FROM ${sequence}`);
      const { last_value: last, is_called: isCalled } = rows[0];
      await this.to.query('SELECT setval($1::regclass, $2, $3)', [sequence, last, isCalled]);
      await this.requireEqual(sequence, `SELECT concat(last_value, is_called) AS value FROM ${sequence}`);
    }
  }

  private async requireEqual(what: string, query: string): Promise<void> {
    const [old, made] = await Promise.all([this.from, this.to].map((client) => client.query(query)));
    const [expected, found] = [old?.rows[0].value, made?.rows[0].value];
    if (expected !== found)
      throw new Error(`${what} isn't equal in the new database: ${found} in place of ${expected}.`);
  }

  private named(name: string): string {
    return `${this.schema}.${this.from.escapeIdentifier(name)}`;
  }
}
