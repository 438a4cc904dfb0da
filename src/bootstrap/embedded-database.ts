import { totalmem } from 'node:os';
import { join } from 'node:path';
import {
  EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  IncompatibleCluster,
  UnsupportedPlatform,
} from '@taskflow/embedded-postgres';
import { OperatorError } from '../common/operator-error.js';
import { secretIn } from '../common/secret-file.js';
import { ConfigurationError } from '../config/read-environment.js';
import { EMBEDDED_DATABASE } from '../database/embedded-names.js';

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

/** Starts or finds the server of a data folder, with the database and its two roles. */
export async function startEmbedded(
  dataDir: string,
  options: Pick<EmbeddedPostgresOptions, 'onWarning' | 'onWaiting'>,
): Promise<EmbeddedDatabase> {
  const dir = join(dataDir, 'postgres');
  const server = await startEmbeddedServer({ dir, ...options });
  const owner = { name: OWNER, password: secretIn(join(dir, 'owner-password')) };
  const runtime = { name: RUNTIME, password: secretIn(join(dir, 'runtime-password')) };
  await createDatabase(server, EMBEDDED_DATABASE, owner, runtime);
  const url = (role: Role): string => server.url(EMBEDDED_DATABASE, role);
  return { server, owner: url(owner), runtime: url(runtime) };
}

/** A server with the settings that many organizations need. */
export async function startEmbeddedServer(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    return await EmbeddedPostgres.start({ ...options, settings: { ...SETTINGS, ...options.settings } });
  } catch (error) {
    if (error instanceof UnsupportedPlatform)
      throw new ConfigurationError([`${error.message} Set DATABASE_URL.`]);
    if (error instanceof IncompatibleCluster)
      throw new OperatorError(`${error.message} docs/operating/postgresql-upgrade.md says how it moves.`);
    throw error;
  }
}

interface Role {
  name: string;
  password: string;
}

/** Makes the two roles and the database where they are missing. */
export async function createDatabase(
  server: Pick<EmbeddedPostgres, 'query'>,
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
