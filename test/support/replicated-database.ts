import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createDatabase } from '#app/bootstrap/embedded-database.js';
import type { Config } from '#app/config/config.js';
import { migrate } from '#app/tenancy/migration/migrate.js';
import { eventually } from './eventually.ts';
import { testConfig } from './global-setup.ts';
import { Postgresql15 } from './postgresql-15.ts';

const DATABASE = 'taskflow';
const ROLES = {
  owner: { name: 'taskflow_owner', password: 'owner' },
  runtime: { name: 'taskflow_runtime', password: 'runtime' },
};
/** Of both: a replica needs as many connections as its primary may have. */
const SETTINGS = ['max_connections=200'];

/** The migrated database on a server of Debian's PostgreSQL 15, and a streaming replica of the server. */
export class ReplicatedDatabase {
  readonly primary: Postgresql15;
  readonly replica: Postgresql15;
  private readonly folder: string;
  private pool: pg.Pool | undefined;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'taskflow-replica-'));
    // Under root the database's account has to get through.
    chmodSync(this.folder, 0o711);
    this.primary = new Postgresql15(join(this.folder, 'primary/cluster'), 'superuser');
    this.replica = new Postgresql15(join(this.folder, 'replica/cluster'), 'superuser');
  }

  async start(): Promise<void> {
    this.primary.create();
    await this.primary.start(SETTINGS);
    await createDatabase(this.primary, DATABASE, ROLES.owner, ROLES.runtime);
    await migrate(testConfig(this.urlsOn(this.primary), this.folder));
    this.replica.replicate(this.primary);
    await this.startReplica();
  }

  /** Replaying cancels a read there that it has to wait for, after a second. */
  startReplica(): Promise<void> {
    return this.replica.start([...SETTINGS, 'max_standby_streaming_delay=1s']);
  }

  async stop(): Promise<void> {
    await this.pool?.end();
    this.replica.stop('immediate');
    this.primary.stop('immediate');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** As part of an application's configuration. */
  get database(): Config['database'] {
    const { owner, runtime } = this.urlsOn(this.primary);
    const replica = this.urlsOn(this.replica).runtime;
    return { runtime, direct: runtime, owner, replica, poolSize: 5, embedded: false };
  }

  /** The primary, as superuser. */
  get superuser(): pg.Pool {
    this.pool ??= new pg.Pool({ connectionString: this.primary.url(DATABASE), max: 4 });
    return this.pool;
  }

  /** Runs a statement on the replica, as superuser: again where replaying canceled it, as it may any statement there. */
  async onReplica(sql: string): Promise<Record<string, any>[]> {
    for (;;)
      try {
        return await this.replica.query(sql, DATABASE);
      } catch (error) {
        if (!isCanceled(error)) throw error;
      }
  }

  /** Waits until the replica has replayed what is committed now. */
  async replayed(): Promise<void> {
    const { rows } = await this.superuser.query('SELECT pg_current_wal_flush_lsn() AS position');
    const behind = `pg_last_wal_replay_lsn() >= '${rows[0].position}'`;
    await eventually(
      async () => (await this.onReplica(`SELECT ${behind} AS replayed`))[0]?.['replayed'] === true,
    );
  }

  /** Runs `use` while the replica replays nothing, as if it lagged. */
  async lagging<T>(use: () => Promise<T>): Promise<T> {
    await this.replayed();
    await this.onReplica('SELECT pg_wal_replay_pause()');
    await eventually(
      async () =>
        (await this.onReplica('SELECT pg_get_wal_replay_pause_state() AS state'))[0]?.['state'] === 'paused',
    );
    try {
      return await use();
    } finally {
      await this.onReplica('SELECT pg_wal_replay_resume()');
    }
  }

  /** The URLs of the database on a server, for the roles. */
  urlsOn(server: Postgresql15): Record<'owner' | 'runtime', string> {
    return { owner: server.url(DATABASE, ROLES.owner), runtime: server.url(DATABASE, ROLES.runtime) };
  }

  /** Another server with what the primary has now, as if it had been restored from a backup. */
  copyOfPrimary(): Postgresql15 {
    const copy = new Postgresql15(join(this.folder, 'copy/cluster'), 'superuser');
    copy.replicate(this.primary);
    rmSync(join(copy.cluster, 'standby.signal'));
    return copy;
  }
}

/** By a "conflict with recovery". */
const isCanceled = (error: unknown): boolean => (error as { code?: string }).code === '40001';
