import { LRUCache } from 'lru-cache';
import type { PoolClient } from 'pg';

/**
 * How many statements a connection looks back for one that comes again; as many it keeps prepared at most. Each
 * takes some 90 kB of its backend. With 10,000 organizations a connection is the home of 500.
 */
const REMEMBERED = 600;
/** How many different texts are kept. The lists' filters can be combined in many ways, which come seldom. */
const TEXTS = 1000;

/** A statement as organizations have it in common: kept once, however many connections prepare it for how many of them. */
interface Text {
  id: number;
  sql: string;
}

/** Parts of pg's connection that it has no method of its own for. */
interface Wire {
  close(message: { type: 'S'; name: string }): void;
  parsedStatements: Record<string, string>;
}

/**
 * The statements that one connection keeps prepared, so that PostgreSQL parses and plans them once. A plan
 * belongs to one schema and takes memory of the backend, so only what comes again soon is prepared, and
 * what hasn't come for long is closed: organizations that are busy now have plans, others cost nothing.
 *
 * PostgreSQL looks at each execution whether the schemas are those it planned for, and at the rights of
 * the role that executes: a statement that is sent to the wrong organization is an error there.
 */
export class PreparedStatements {
  private static readonly texts = new LRUCache<string, Text>({ max: TEXTS });
  private static seen = 0;

  /** The name of each, or '' for one that came once. */
  private readonly names: LRUCache<string, string>;
  private made = 0;

  constructor(client: PoolClient) {
    const { connection: wire } = client as unknown as { connection: Wire };
    this.names = new LRUCache({
      max: REMEMBERED,
      dispose: (name, _key, reason) => {
        if (!name || reason !== 'evict') return;
        // Needs no Sync: it leaves before the statement that takes the place. Closing one whose Parse failed is no error.
        wire.close({ type: 'S', name });
        delete wire.parsedStatements[name];
      },
    });
  }

  /** @returns the statement as it is to be sent now: with a name when it is prepared, or going to be */
  prepare(tenant: string, sql: string): { text: string; name?: string } {
    const text = PreparedStatements.known(sql);
    const key = `${tenant} ${text.id}`;
    const known = this.names.get(key);
    if (known) return { text: text.sql, name: known };
    const name = known === undefined ? '' : `s${++this.made}`;
    this.names.set(key, name);
    return name ? { text: text.sql, name } : { text: text.sql };
  }

  private static known(sql: string): Text {
    let text = this.texts.get(sql);
    if (!text) {
      text = { id: ++this.seen, sql };
      this.texts.set(sql, text);
    }
    return text;
  }
}
