import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { SUPERUSER } from './cluster.js';
import type { Programs } from './programs.js';

/** Connections of this name watch over the server and don't count as its users. */
const SUPERVISOR = 'embedded-postgres-supervisor';

/** Only this machine reaches the server. */
const SETTINGS = { listen_addresses: '127.0.0.1', unix_socket_directories: '' };

/** A role of PostgreSQL that signs in. */
export interface Role {
  name: string;
  password: string;
}

/** A server on this machine, as its superuser reaches it. */
export class LocalServer {
  /** @param port 0 as long as it isn't known */
  constructor(
    protected readonly password: string,
    protected port: number,
  ) {}

  /** Connection URL of the superuser, or of `role` when one is given. */
  url(database: string, role: Role = { name: SUPERUSER, password: this.password }): string {
    return `postgres://${role.name}:${encodeURIComponent(role.password)}@127.0.0.1:${this.port}/${database}`;
  }

  /** Runs one statement as superuser, on a connection of its own. */
  query(sql: string, database = 'postgres'): Promise<Record<string, unknown>[]> {
    const supervisor = { application_name: SUPERVISOR, connectionTimeoutMillis: 5000 };
    return this.withClient(
      { connectionString: this.url(database), ...supervisor },
      async (client) => (await client.query<Record<string, unknown>>(sql)).rows,
    );
  }

  /** @param own ports of connections that don't count; @throws Error while the server takes no connections */
  async hasClients(own = new Set<number>()): Promise<boolean> {
    const rows = await this.query(
      `SELECT client_port AS port FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND application_name <> '${SUPERVISOR}'`,
    );
    return rows.some(({ port }) => !own.has(port as number));
  }

  protected async withClient<T>(config: pg.ClientConfig, use: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client(config);
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await use(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** Runs the server of a cluster. @param logFile is begun anew */
export function spawnServer(
  programs: Programs,
  cluster: string,
  settings: Record<string, string>,
  logFile: string,
): ChildProcess {
  const args = Object.entries({ ...SETTINGS, ...settings }).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ]);
  const log = openSync(logFile, 'w', 0o600);
  const child = programs.spawn('postgres', ['-D', cluster, ...args], log);
  closeSync(log);
  child.unref();
  return child;
}

/** Why a server didn't start, with the end of its log. */
export function startFailure(logFile: string, cause: unknown): Error {
  const log = existsSync(logFile) ? readFileSync(logFile, 'utf8').slice(-2000) : '';
  return new Error(`PostgreSQL did not start:\n${log}`, { cause });
}
