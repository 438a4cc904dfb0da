import { LRUCache } from 'lru-cache';
import type { PoolClient } from 'pg';

/** How many statements a connection looks back for one that comes again; as many it keeps prepared at most. */
const REMEMBERED = 100;

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

  /** @returns the name to send a statement under, now; undefined when it goes without one */
  nameFor(tenant: string, sql: string): string | undefined {
    const key = `${tenant} ${sql}`;
    const known = this.names.get(key);
    if (known) return known;
    const name = known === undefined ? '' : `s${++this.made}`;
    this.names.set(key, name);
    return name || undefined;
  }
}
