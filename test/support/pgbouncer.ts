import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { serverAccount } from '@taskflow/embedded-postgres';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

// Debian installs it where only root looks.
const PROGRAM = ['pgbouncer', '/usr/sbin/pgbouncer'].find(
  (path) => spawnSync(path, ['--version']).status === 0,
);

/** Whether the tests that need PgBouncer can run here. */
export const pgbouncerAvailable = (): boolean => PROGRAM !== undefined;

const ADMIN = { name: 'pgbouncer_admin', password: 'admin' };

/**
 * PgBouncer in transaction mode in front of the test server: after each transaction a client's next
 * one may run on any of the few server connections.
 */
export class TestPgBouncer {
  private readonly ended: Promise<unknown>;

  private constructor(
    private readonly port: number,
    private readonly dir: string,
    private readonly process: ChildProcess,
  ) {
    this.ended = once(process, 'exit');
  }

  /**
   * @param serverUrl any URL of the server; its role may sign in
   * @param poolSize server connections that each database gets
   */
  static async start(serverUrl: string, poolSize: number): Promise<TestPgBouncer> {
    const { hostname, port: serverPort, username, password } = new URL(serverUrl);
    const port = await freePort();
    const dir = mkdtempSync(join(tmpdir(), 'taskflow-pgbouncer-'));
    const users = [ADMIN, { name: username, password: decodeURIComponent(password) }];
    const config = {
      listen_addr: '127.0.0.1',
      listen_port: port,
      unix_socket_dir: '',
      auth_type: 'scram-sha-256',
      auth_file: join(dir, 'userlist.txt'),
      admin_users: ADMIN.name,
      pool_mode: 'transaction',
      default_pool_size: poolSize,
      max_client_conn: 200,
      // A killed server connection is replaced at once, and not only after 15 seconds.
      server_login_retry: 0,
    };
    const files = {
      'userlist.txt': users.map(({ name, password }) => `"${name}" "${password}"`).join('\n'),
      'pgbouncer.ini': [
        `[databases]\n* = host=${hostname} port=${serverPort}\n[pgbouncer]`,
        ...Object.entries(config).map(([key, value]) => `${key} = ${value}`),
      ].join('\n'),
    };
    // It refuses to run as root.
    const account = serverAccount();
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(dir, name), content, { mode: 0o600 });
    for (const path of [dir, ...Object.keys(files).map((name) => join(dir, name))])
      if (account) chownSync(path, account.uid, account.gid);
    const child = spawn(PROGRAM as string, [join(dir, 'pgbouncer.ini')], {
      ...account,
      cwd: dir,
      stdio: 'ignore',
    });
    const pooler = new TestPgBouncer(port, dir, child);
    await eventually(() => pooler.admin('SHOW VERSION'));
    return pooler;
  }

  /** The same database by way of the pooler. */
  through(url: string): string {
    const pooled = new URL(url);
    pooled.host = `127.0.0.1:${this.port}`;
    return pooled.href;
  }

  /** Runs a command of its console, such as `SHOW SERVERS`. */
  async admin(command: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client(
      `postgres://${ADMIN.name}:${ADMIN.password}@127.0.0.1:${this.port}/pgbouncer`,
    );
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(command)).rows;
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
    rmSync(this.dir, { recursive: true, force: true });
  }
}
