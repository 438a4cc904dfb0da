import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { counted } from '../../common/counted.js';
import { CopyIn } from '../../database/copy-in.js';
import { CopyRows, LINES } from '../../database/copy-rows.js';

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

  /** @throws Error when anything isn't equal then */
  async run(): Promise<void> {
    const [old, made] = [await this.tablesOf(this.from), await this.tablesOf(this.to)];
    // Migrations have filled some.
    await this.to.query([...made.keys()].map((table) => `DELETE FROM ${this.named(table)}`).join('; '));
    for (const [table, columns] of old) {
      const known = made.get(table);
      if (known)
        await this.copyTable(
          this.named(table),
          columns.filter((column) => known.includes(column)),
        );
    }
    await this.copySequences();
  }

  /** The columns of each table that are stored, not generated. */
  private async tablesOf(client: Client): Promise<Map<string, string[]>> {
    const { rows } = await client.query<{ name: string; columns: string[] }>(
      `SELECT relname AS name, array_agg(attname::text ORDER BY attnum) AS columns
       FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
       WHERE relnamespace = $1::regnamespace AND relkind = 'r' GROUP BY relname ORDER BY relname`,
      [this.schema],
    );
    return new Map(rows.map(({ name, columns }) => [name, columns]));
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

  private async copySequences(): Promise<void> {
    for (const name of await this.sequencesOf(this.from)) {
      const sequence = this.named(name);
      if (!(await this.sequencesOf(this.to)).includes(name)) {
        if (this.schema !== MADE_BY_RUNTIME) continue;
        await this.to.query(`SET ROLE "${this.runtime}"; CREATE SEQUENCE ${sequence}; RESET ROLE`);
      }
      const { rows } = await this.from.query(`SELECT last_value, is_called FROM ${sequence}`);
      const { last_value: last, is_called: isCalled } = rows[0];
      await this.to.query('SELECT setval($1::regclass, $2, $3)', [sequence, last, isCalled]);
      await this.requireEqual(sequence, `SELECT concat(last_value, is_called) AS value FROM ${sequence}`);
    }
  }

  private async sequencesOf(client: Client): Promise<string[]> {
    const { rows } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'S'`,
      [this.schema],
    );
    return rows.map(({ name }) => name);
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
