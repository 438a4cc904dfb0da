import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BackupProgress, BaseBackupStream } from './base-backup.js';
import { type ClusterEntry, createCluster, restoreCluster, versionOf } from './cluster.js';
import { ClusterInUse, IncompatibleCluster } from './errors.js';
import { freePort } from './free-port.js';
import { binaries, clusterDir, homeFile, majorVersion, serverAccount } from './installation.js';
import { LocalServer, spawnServer, startFailure } from './local-server.js';
import { besides, completeSwap } from './older-cluster.js';
import { ownPorts } from './own-ports.js';
import { passwordIn } from './password-file.js';
import { runningPostmaster } from './postmaster.js';
import { Programs } from './programs.js';

/** A connection of this name reads a base backup: the server doesn't stop meanwhile. */
const BACKUP = 'embedded-postgres-backup';

/** Between two checks whether an adopted server still runs, in milliseconds. */
const WATCH_INTERVAL = 500;

/** What happened to a server, for the log of its operator: a stable name, a sentence, and the values in fields. */
export interface ServerWarning {
  event: string;
  msg: string;
  [field: string]: unknown;
}

export interface EmbeddedPostgresOptions {
  /** Folder for the cluster, its password and its log; created when missing. */
  dir: string;
  /** Extra server settings, such as `fsync: 'off'` for a throw-away cluster. */
  settings?: Record<string, string>;
  onWarning?: ((warning: ServerWarning) => void) | undefined;
  /** Called once, when a process of PostgreSQL is at work that `start` waits for. */
  onWaiting?: (() => void) | undefined;
}

/**
 * A real PostgreSQL server from the `@embedded-postgres/*` package, run as a process of its own.
 *
 * Several processes may share one cluster (the server and the CLI): the first to come starts it,
 * the last to leave stops it. A server left behind by a killed process is adopted, and one that
 * dies under a running process is started again.
 */
export class EmbeddedPostgres extends LocalServer {
  private child?: ChildProcess;
  private launching = false;
  private stopping = false;

  private constructor(
    private readonly cluster: string,
    private readonly programs: Programs,
    password: string,
    private readonly options: EmbeddedPostgresOptions,
  ) {
    super(password, 0);
  }

  /** @throws UnsupportedPlatform, IncompatibleCluster, or Error with the log of a server that doesn't start */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const account = serverAccount();
    mkdirSync(options.dir, { recursive: true });
    const password = passwordIn(join(options.dir, 'superuser-password'));
    const cluster = clusterDir(options.dir, account);
    const programs = new Programs(binaries(account), account, options.onWaiting);
    completeSwap(cluster);
    if (!existsSync(cluster)) await createCluster(cluster, password, programs, account);
    requireVersion(cluster);
    const server = new EmbeddedPostgres(cluster, programs, password, options);
    await server.launch();
    return server;
  }

  /** The major version of the PostgreSQL that `start` runs. @throws UnsupportedPlatform */
  static get majorVersion(): number {
    return majorVersion();
  }

  /**
   * Makes the cluster of a folder from a base backup: whole, or not at all. The folder has to hold the password of the
   * superuser there, in `superuser-password`; the first start recovers the state at the end of the backup.
   * @param entries of the archive that `baseBackup` gave
   * @throws ClusterInUse when there is a cluster
   */
  static async restore(dir: string, entries: AsyncIterable<ClusterEntry>): Promise<void> {
    const account = serverAccount();
    const cluster = clusterDir(dir, account);
    if (existsSync(cluster)) throw new ClusterInUse(`There is a cluster in ${dir}.`);
    await restoreCluster(cluster, entries, new Programs(binaries(account), account, undefined), account);
  }

  /** The server that runs in a folder. */
  static find(dir: string): { pid: number; port: number } | undefined {
    return existsSync(dir) ? runningPostmaster(clusterDir(dir, serverAccount())) : undefined;
  }

  /** Deletes a cluster, wherever `start` has put it. @throws ClusterInUse while a server runs on it */
  static remove(dir: string): void {
    if (!existsSync(dir)) return;
    const cluster = clusterDir(dir, serverAccount());
    if (runningPostmaster(cluster)) throw new ClusterInUse(`A PostgreSQL server runs in ${dir}.`);
    for (const path of [cluster, ...besides(cluster)]) rmSync(path, { recursive: true, force: true });
    rmSync(homeFile(cluster), { force: true });
    rmSync(dir, { recursive: true, force: true });
  }

  /**
   * Reads a base backup of the whole cluster while the server goes on.
   * @param write stores the archive, a tar compressed by gzip; the backup is of the moment at which it ends
   */
  baseBackup(
    write: (archive: Readable) => Promise<void>,
    onProgress: (progress: BackupProgress) => void,
  ): Promise<void> {
    const connection = { connectionString: this.url('postgres'), application_name: BACKUP };
    return this.withClient(connection, async (keeper) => {
      // The write-ahead log from here on is kept, however long the backup takes, until this connection ends.
      await keeper.query(`SELECT pg_create_physical_replication_slot($1, true, true)`, [
        `base_backup_${process.pid}`,
      ]);
      const replication = { ...connection, replication: 'true' };
      await this.withClient(replication, (client) =>
        write(client.query(new BaseBackupStream('embedded-postgres', onProgress))),
      );
    });
  }

  /**
   * Stops the server unless another process still uses it.
   * @param isAbandoned whether connections of this process count for nothing: what they were for is cut off
   */
  async stop(isAbandoned = false): Promise<void> {
    this.stopping = true;
    if (!runningPostmaster(this.cluster) || (await this.isInUse(isAbandoned))) return;
    await this.programs.run('pg_ctl', ['stop', '-D', this.cluster, '-m', 'fast', '-w', '-t', '60']);
  }

  /** Leaves the server to what else uses it, in this process or another: it is neither watched nor stopped from here. */
  release(): void {
    this.stopping = true;
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
    const settings = { ...this.options.settings, port: String(this.port) };
    const child = spawnServer(this.programs, this.cluster, settings, this.logFile);
    this.child = child;
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
    this.options.onWarning?.({
      event: 'postgres.ended',
      msg: 'PostgreSQL ended unexpectedly and is started again',
      reason,
    });
    while (!this.stopping) {
      try {
        return await this.launch();
      } catch (error) {
        this.options.onWarning?.({
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
    throw startFailure(this.logFile, failure);
  }

  /** Connections that this process has closed take a moment to be gone. */
  private async isInUse(isAbandoned: boolean): Promise<boolean> {
    for (let waited = 0; waited < 1000; waited += 50) {
      const own = isAbandoned ? ownPorts() : undefined;
      if (!(await this.hasClients(own).catch(() => false))) return false;
      await sleep(50);
    }
    return true;
  }

  private get logFile(): string {
    return join(this.options.dir, 'postgres.log');
  }
}

/** @throws IncompatibleCluster when another major version of PostgreSQL has made the cluster */
function requireVersion(cluster: string): void {
  const found = versionOf(cluster);
  if (found === majorVersion()) return;
  throw new IncompatibleCluster(
    `The database in ${cluster} is of PostgreSQL ${found}, and the PostgreSQL here is ${majorVersion()}.`,
  );
}
