import { chownSync, existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCluster, SUPERUSER, versionOf } from './cluster.js';
import { ClusterInUse, IncompatibleCluster, NoRoom } from './errors.js';
import { binaries, clusterDir, majorVersion, type ServerAccount, serverAccount } from './installation.js';
import { LocalServer } from './local-server.js';
import { completeSwap, lastKept, leftovers, swap, unfinished } from './older-cluster.js';
import { installCommands, OLDER_VERSIONS, olderBinaries } from './older-programs.js';
import { passwordIn } from './password-file.js';
import { runningPostmaster, signalServer } from './postmaster.js';
import { PrivateServer } from './private-server.js';
import { Programs } from './programs.js';

export interface UpgradeOptions {
  /** The folder that `EmbeddedPostgres.start` is given. */
  dir: string;
  /** Settings of the new server. */
  settings: Record<string, string>;
  /** Copies everything out of the older server into the new one, and verifies that. */
  copy: (older: LocalServer, newer: LocalServer) => Promise<void>;
  /** Called before anything is done. */
  onBegin: (versions: { from: number; to: number }) => void;
  /** Ends the upgrade; the next one begins anew. */
  signal?: AbortSignal | undefined;
}

/** What is lost with a crash is made again; all is flushed to the disk at the end. */
const LOADING = {
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '256MB',
  autovacuum: 'off',
};

/** An empty cluster with its write-ahead log, in bytes; and how much larger than the old data the new may be. */
const EMPTY = 512 * 1024 * 1024;
const GROWTH = 1.1;

/** How long connections of a process that was killed may take to be gone, and between two looks, in milliseconds. */
const ENDING = 10_000;
const PAUSE = 100;

/**
 * Replaces the cluster of a folder by one of the current major version, when it is of an older one, whose programs have
 * to be there. The new one is made beside it, filled by `copy`, and takes its place by renames. Interrupted at any
 * moment, it begins again or is found complete.
 * @returns the folder of the older cluster, which nothing needs any more; undefined where there was nothing to do
 * @throws IncompatibleCluster without the programs of the older version, or for a version that isn't older; ClusterInUse; NoRoom
 */
export async function upgradeCluster(options: UpgradeOptions): Promise<string | undefined> {
  const { dir } = options;
  if (!existsSync(dir)) return undefined;
  const account = serverAccount();
  const cluster = clusterDir(dir, account);
  if (!completeSwap(cluster)) {
    if (!existsSync(cluster) || versionOf(cluster) === majorVersion()) return undefined;
    await new Upgrade(cluster, account, options).run();
  }
  return lastKept(cluster);
}

class Upgrade {
  private readonly from: number;
  private readonly programs: Programs;
  private readonly olderPrograms: Programs;
  private readonly password: string;
  private readonly servers: PrivateServer[] = [];

  constructor(
    private readonly cluster: string,
    private readonly account: ServerAccount | undefined,
    private readonly options: UpgradeOptions,
  ) {
    this.from = versionOf(cluster);
    this.olderPrograms = new Programs(this.requireOlderBinaries(), account, undefined);
    this.programs = new Programs(binaries(account), account, undefined);
    this.password = passwordIn(join(options.dir, 'superuser-password'));
  }

  async run(): Promise<void> {
    const { from, options } = this;
    await this.endAbandoned();
    options.onBegin({ from, to: majorVersion() });
    const interrupt = (): void => {
      for (const server of this.servers) server.interrupt();
    };
    options.signal?.addEventListener('abort', interrupt);
    try {
      await this.replace(await this.startOlder());
    } finally {
      options.signal?.removeEventListener('abort', interrupt);
      await Promise.all(this.servers.map((server) => server.stop()));
    }
  }

  private async replace(older: PrivateServer): Promise<void> {
    const { cluster, from } = this;
    try {
      await this.makeNew(older);
    } catch (error) {
      await this.discardNew();
      throw error;
    }
    await older.stop();
    if (runningPostmaster(cluster)) throw this.inUse();
    swap(cluster, from);
  }

  /** As long as it runs, no other process works on the older cluster, nor beside it. */
  private async startOlder(): Promise<PrivateServer> {
    const access = `${unfinished(this.cluster)}.pg_hba.conf`;
    writeFileSync(access, `host all ${SUPERUSER} 127.0.0.1/32 scram-sha-256\n`, { mode: 0o600 });
    if (this.account) chownSync(access, this.account.uid, this.account.gid);
    rmSync(join(this.cluster, 'postmaster.pid'), { force: true });
    try {
      // A process of the version before finds this server, and is refused.
      const settings = { autovacuum: 'off', hba_file: access };
      return await this.start(this.olderPrograms, this.cluster, settings, `postgres-${this.from}.log`);
    } finally {
      rmSync(access, { force: true });
    }
  }

  private async makeNew(older: PrivateServer): Promise<void> {
    const fresh = unfinished(this.cluster);
    await this.discardNew();
    const [{ size } = {}] = await older.query(
      'SELECT sum(pg_database_size(oid))::float AS size FROM pg_database',
    );
    requireRoom(dirname(this.cluster), Number(size) * GROWTH + EMPTY);
    await createCluster(fresh, this.password, this.programs, this.account);
    const settings = { ...this.options.settings, ...LOADING };
    const newer = await this.start(this.programs, fresh, settings, 'postgres.log');
    await this.options.copy(older, newer);
    await newer.stop();
    await this.programs.run('initdb', ['-D', fresh, '--sync-only']);
  }

  private async start(
    programs: Programs,
    cluster: string,
    settings: Record<string, string>,
    log: string,
  ): Promise<PrivateServer> {
    const { password } = this;
    const { dir, signal } = this.options;
    const logFile = join(dir, log);
    const server = await PrivateServer.start({ programs, cluster, password, settings, logFile, signal });
    this.servers.push(server);
    signal?.throwIfAborted();
    return server;
  }

  /** Ends what runs on a new cluster, and removes what is there of one. */
  private async discardNew(): Promise<void> {
    for (let running; (running = runningPostmaster(unfinished(this.cluster))); await sleep(PAUSE))
      signalServer(running.pid, 'SIGQUIT');
    for (const left of leftovers(this.cluster)) rmSync(left, { recursive: true, force: true });
  }

  /** Ends a server that a process which was killed has left. @throws ClusterInUse when another process uses it */
  private async endAbandoned(): Promise<void> {
    for (let waited = 0; ; waited += PAUSE) {
      const running = runningPostmaster(this.cluster);
      if (!running) return;
      const isUsed = await new LocalServer(this.password, running.port).hasClients().catch(() => true);
      if (!isUsed) signalServer(running.pid, 'SIGINT');
      else if (waited >= ENDING) throw this.inUse();
      await sleep(PAUSE);
    }
  }

  private inUse(): ClusterInUse {
    return new ClusterInUse(
      `The database in ${this.cluster} is of PostgreSQL ${this.from} and in use: stop what uses it, so that it can be upgraded.`,
    );
  }

  private requireOlderBinaries(): string {
    const { cluster, from } = this;
    const found = OLDER_VERSIONS.includes(from) ? olderBinaries(from, this.account) : undefined;
    if (found) return found;
    const what = `The database in ${cluster} is of PostgreSQL ${from}, and the PostgreSQL here is ${majorVersion()}`;
    if (!OLDER_VERSIONS.includes(from)) throw new IncompatibleCluster(`${what}.`);
    throw new IncompatibleCluster(
      `${what}: the start upgrades it with the programs of PostgreSQL ${from}, which are missing and come by ` +
        `${installCommands(from)}. Nothing was changed.`,
    );
  }
}

/** @throws NoRoom unless so many bytes are free in a folder */
export function requireRoom(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= bytes) return;
  const [needed, free] = [bytes, bavail * bsize].map((count) => Math.round(count / 1_000_000));
  throw new NoRoom(
    `The database is upgraded into a copy of it, for which ${needed} MB have to be free in ${folder}: ${free} MB are. ` +
      'Nothing was changed.',
  );
}
