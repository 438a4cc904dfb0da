import { mkdirSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import {
  ClusterInUse,
  EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  IncompatibleCluster,
  type LocalServer,
  NoRoom,
  type Role,
  UnsupportedPlatform,
  upgradeCluster,
} from '@taskflow/embedded-postgres';
import { BytesProgress } from '../commands/progress-bar.js';
import type { Reporter } from '../common/logger.js';
import { OperatorError } from '../common/operator-error.js';
import { secretIn } from '../common/secret-file.js';
import { ConfigurationError } from '../config/read-environment.js';
import { EMBEDDED_DATABASE } from '../database/embedded-names.js';
import { groupRoleNames } from '../tenancy/group-roles.js';
import { copyDatabase, type ProductRoles } from './upgrade/copy-database.js';

const OWNER = 'taskflow_owner';
const RUNTIME = 'taskflow_runtime';

const SETTINGS: Record<string, string> = {
  max_connections: '200',
  shared_buffers: `${sharedBuffers()}MB`,
  // After a checkpoint the first change of a page writes all of it: many organizations have many pages.
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  // A dump of the whole database locks every table of every organization.
  max_locks_per_transaction: '256',
  // Every organization that comes or goes changes the catalogs, which every query reads: they are looked
  // at more often than once a minute, and vacuumed before a fifth of their rows is dead.
  autovacuum_naptime: '15s',
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_analyze_scale_factor: '0.05',
  wal_compression: 'on',
  log_min_messages: 'warning',
  timezone: 'UTC',
};

/** An eighth of the memory that this process may use, between 128 MB and 4 GB. It is taken as data fills it. */
function sharedBuffers(): number {
  const available = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return Math.round(Math.min(Math.max(available / 8 / 2 ** 20, 128), 4096));
}

export interface EmbeddedDatabase {
  server: EmbeddedPostgres;
  /** URLs of the database for the two roles. */
  runtime: string;
  owner: string;
}

export interface StartEmbeddedOptions extends Pick<EmbeddedPostgresOptions, 'onWaiting'> {
  reporter: Reporter;
  /** How many roles organizations share; left out, each has its own. */
  sharedRoles?: number | undefined;
  /** Ends an upgrade of the database. */
  signal?: AbortSignal | undefined;
}

/**
 * Starts or finds the server of a data folder, with the database and its two roles. A database of an older major
 * version of PostgreSQL is upgraded before.
 */
export async function startEmbedded(
  dataDir: string,
  { reporter, sharedRoles, signal, onWaiting }: StartEmbeddedOptions,
): Promise<EmbeddedDatabase> {
  const dir = join(dataDir, 'postgres');
  mkdirSync(dir, { recursive: true });
  const owner = { name: OWNER, password: secretIn(join(dir, 'owner-password')) };
  const runtime = { name: RUNTIME, password: secretIn(join(dir, 'runtime-password')) };
  const groupRoles = sharedRoles === undefined ? undefined : groupRoleNames(sharedRoles, RUNTIME);
  await explained(upgrade(dir, { owner, runtime, groupRoles }, reporter, signal));
  const server = await startEmbeddedServer({ dir, onWarning: reporter.warn.bind(reporter), onWaiting });
  await createDatabase(server, EMBEDDED_DATABASE, owner, runtime);
  const url = (role: Role): string => server.url(EMBEDDED_DATABASE, role);
  return { server, owner: url(owner), runtime: url(runtime) };
}

/** A server with the settings that many organizations need. */
export async function startEmbeddedServer(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return explained(EmbeddedPostgres.start({ ...options, settings: { ...SETTINGS, ...options.settings } }));
}

async function upgrade(
  dir: string,
  roles: ProductRoles,
  reporter: Reporter,
  signal: AbortSignal | undefined,
): Promise<void> {
  const progress = new BytesProgress(process.stderr);
  let left: string[] = [];
  const kept = await upgradeCluster({
    dir,
    settings: SETTINGS,
    signal,
    onBegin: (versions) =>
      reporter.warn({
        event: 'postgres.upgrade_started',
        msg: 'The database is of an older PostgreSQL and is copied into a new one, which takes its place then',
        ...versions,
      }),
    copy: async (older, newer) => {
      await createDatabase(newer, EMBEDDED_DATABASE, roles.owner, roles.runtime);
      left = await copyDatabase(older, newer, roles, progress);
    },
  }).finally(() => progress.clear());
  if (left.length > 0)
    reporter.warn({
      event: 'postgres.upgrade_left',
      msg: 'The older database has what TaskFlow has not made, which was not taken along and stays there',
      left,
    });
  if (kept)
    reporter.warn({
      event: 'postgres.upgraded',
      msg: 'The database is upgraded. The older one is kept beside it: delete its folder once all is well',
      folder: kept,
    });
}

/** @throws what an operator can mend as one sentence */
async function explained<T>(started: Promise<T>): Promise<T> {
  try {
    return await started;
  } catch (error) {
    if (error instanceof UnsupportedPlatform)
      throw new ConfigurationError([`${error.message} Set DATABASE_URL.`]);
    if (error instanceof IncompatibleCluster)
      throw new OperatorError(`${error.message} See docs/operating/postgresql-upgrade.md.`);
    if (error instanceof ClusterInUse || error instanceof NoRoom) throw new OperatorError(error.message);
    throw error;
  }
}

/** Makes the two roles and the database where they are missing. */
export async function createDatabase(
  server: Pick<LocalServer, 'query'>,
  database: string,
  owner: Role,
  runtime: Role,
): Promise<void> {
  const found = await server.query(
    `SELECT rolname AS name FROM pg_roles UNION ALL SELECT datname FROM pg_database`,
  );
  const isMissing = (wanted: string): boolean => found.every(({ name }) => name !== wanted);
  const create = ({ name, password }: Role, attributes: string): string =>
    isMissing(name) ? `CREATE ROLE ${name} LOGIN ${attributes} PASSWORD '${password}';` : '';
  const roles = create(owner, 'CREATEROLE') + create(runtime, 'NOINHERIT');
  if (roles) await server.query(roles);
  if (isMissing(database)) await server.query(`CREATE DATABASE ${database} OWNER ${owner.name}`);
}
