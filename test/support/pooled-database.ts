import pg from 'pg';

/** What a server connection would tell its next user about the one before. */
export interface ServerConnection {
  user: string;
  role: string;
  /** Every setting that is set for the session. */
  settings: string[];
}

// PgBouncer itself sets these for each client.
const TRACKED = [
  'application_name',
  'client_encoding',
  'DateStyle',
  'TimeZone',
  'standard_conforming_strings',
];

/** A test's database as seen through a pooler, and the means to disturb it from behind. */
export class PooledDatabase {
  constructor(
    readonly url: string,
    private readonly superuser: pg.Pool,
  ) {}

  /** Looks at `count` server connections at once: all there are, when the pool has that many. */
  async serverConnections(count: number): Promise<ServerConnection[]> {
    const clients = Array.from({ length: count }, () => new pg.Client(this.url));
    await Promise.all(clients.map((client) => client.connect()));
    try {
      // Each holds on to its server connection until all of them have one.
      const pids = await Promise.all(
        clients.map(
          async (client) =>
            ((await client.query('BEGIN; SELECT pg_backend_pid() AS pid')) as unknown as pg.QueryResult[])[1]
              ?.rows[0].pid,
        ),
      );
      if (new Set(pids).size !== count) throw new Error(`Not ${count} server connections: ${pids.join(' ')}`);
      return await Promise.all(
        clients.map(async (client) => {
          const { rows } = await client.query<ServerConnection>(
            `SELECT current_user::text AS user, current_setting('role') AS role, ARRAY(
               SELECT name || '=' || setting FROM pg_settings WHERE source = 'session' AND name <> ALL ($1)
             ) AS settings`,
            [TRACKED],
          );
          return rows[0] as ServerConnection;
        }),
      );
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  }

  /** Does this to one of them, rather to one that is busy. */
  async disturb(how: 'pg_cancel_backend' | 'pg_terminate_backend'): Promise<void> {
    await this.superuser.query(
      `SELECT ${how}(pid) FROM (
         SELECT pid FROM pg_stat_activity ${POOLED} ORDER BY state = 'idle', random() LIMIT 1
       ) AS victim`,
    );
  }
}

const POOLED = `WHERE datname = current_database() AND usename = 'taskflow_runtime'
  AND application_name NOT IN ('taskflow-queue', 'taskflow-snapshot')`;
