import type { Client } from 'pg';
import type { Reporter } from '../../common/logger.js';
import { OperatorError } from '../../common/operator-error.js';
import type { Config } from '../../config/config.js';
import { roleOf, sessionConfig, withClient } from '../../database/connection.js';
import { Ledger, type LedgerCount } from './ledger.js';
import { lock, LOCKS, unlock } from './migration-lock.js';
import { type Migration, readMigrations } from './migrations.js';
import { ownerConfig, ownerUrl } from './owner-connection.js';
import { letOwnerDumpQueue, migratePublic, migrateQueueSchema, pendingPublic } from './public-migration.js';
import { type Failure, TenantRunner } from './tenant-runner.js';
import { makeGroupRoles } from '../tenant-roles.js';
import { NEWEST_VERSION } from '../tenant-schema.js';
import { isLockTimeout, LOCK_TIMEOUT, tryForLocks } from './tries.js';

/** A few, so that the migrator leaves most of the server to those who work. */
export const DEFAULT_CONCURRENCY = 4;

export interface Progress {
  migrated: number;
  failed: number;
  total: number;
}

export interface MigrateOptions {
  /** How many organizations migrate at once. */
  concurrency?: number;
  /** Leaves out organizations whose last migration ended well. */
  onlyFailed?: boolean;
  /** Leaves all organizations out. */
  publicOnly?: boolean;
  /** Whether to wait for another migrator that is at the organizations, or to leave them to it. */
  waits?: boolean;
  /** Once it aborts, what runs is finished and nothing new begins. */
  signal?: AbortSignal;
  /** Longest time of one statement on an organization, in milliseconds; any when left out. */
  statementTimeout?: number;
  /** The migrations of organizations, when not those of this code. */
  migrations?: Migration[];
  /** The migrations of `public`, when not those of this code. */
  shared?: Migration[];
  reporter?: Reporter;
  onProgress?: (progress: Progress) => void;
}

export interface MigrationSummary {
  /** How many migrations of `public` ran. */
  applied: number;
  /** The version of the newest tenant migration. */
  newest: number;
  organizations: number;
  migrated: number;
  failed: Failure[];
  /** Organizations that are outdated still, without those that failed now. */
  left: number;
  /** Whether the organizations were left to another migrator. */
  isBusy: boolean;
}

/**
 * Brings `public`, the queue's tables and every organization up to the version of this code. An
 * organization's version is recorded by the transaction that changes its schema: what failed or was
 * interrupted, in whatever way, is exactly what is left to do.
 * @throws Error when `public` can't be migrated, or the database goes away
 */
export async function migrate(config: Config, options: MigrateOptions = {}): Promise<MigrationSummary> {
  return withClient(ownerConfig(ownerUrl(config)), async (client) => {
    const applied = await migrateShared(client, config, options);
    return { ...(await migrateOrganizations(client, config, options)), applied };
  });
}

/** What `migrate` would do. Changes nothing. */
export async function planMigration(
  config: Config,
  { onlyFailed = false, publicOnly = false }: MigrateOptions = {},
): Promise<{ pending: Migration[]; newest: number; outdated: LedgerCount[] }> {
  return withClient(ownerConfig(ownerUrl(config)), async (client) => {
    const pending = await pendingPublic(client);
    const isEmpty = pending.some(({ version }) => version === 1);
    const counts = isEmpty || publicOnly ? [] : await new Ledger(client).counts();
    const outdated = counts.filter(
      ({ version, unfinished }) => version < NEWEST_VERSION && (unfinished || !onlyFailed),
    );
    return { pending, newest: NEWEST_VERSION, outdated };
  });
}

/** Something holds a table that a step of the shared schema changes. */
export class SharedSchemaInUse extends OperatorError {
  constructor(cause: unknown) {
    super(
      'The shared schema could not be migrated: something uses a table of it for long, such as a dump. What was ' +
        'not done is not begun. Migrate again when it has ended: pg_stat_activity shows it by its xact_start.',
      { cause },
    );
  }
}

async function migrateShared(
  client: Client,
  config: Config,
  { reporter, signal, shared }: MigrateOptions,
): Promise<number> {
  const onBusy = (): boolean => {
    reporter?.info({
      event: 'migration.waiting',
      msg: 'Another process migrates the shared schema and is waited for',
    });
    return true;
  };
  if (!(await lock(client, LOCKS.public, { onBusy, signal })))
    throw new Error('Stopped while another process migrated public.');
  try {
    // What waits for a table makes all requests behind it wait: of sign-ins, of all users.
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT}`);
    const runtime = roleOf(config.database.runtime);
    let applied = 0;
    const attempt = async (): Promise<void> => {
      await migratePublic(client, runtime, () => applied++, reporter, shared);
      await makeGroupRoles(client, runtime, config.database.groupRoles);
      await migrateQueueSchema(client, runtime);
      await withClient(sessionConfig(config.database.direct, 'migrate'), letOwnerDumpQueue);
    };
    await tryForLocks(
      attempt,
      (error, pause) =>
        reporter?.warn({
          event: 'migration.locked',
          msg: 'A step of the shared schema did not get its lock and is tried again',
          pause,
          error: (error as Error).message,
        }),
      signal,
    );
    return applied;
  } catch (error) {
    if (isLockTimeout(error)) throw new SharedSchemaInUse(error);
    throw error;
  } finally {
    await client.query('SET lock_timeout = 0').catch(() => undefined);
    await unlock(client, LOCKS.public);
  }
}

async function migrateOrganizations(
  client: Client,
  config: Config,
  options: MigrateOptions,
): Promise<Omit<MigrationSummary, 'applied'>> {
  const { migrations = readMigrations('tenant'), reporter, waits = true } = options;
  const newest = migrations.length;
  const nothing = { newest, organizations: 0, migrated: 0, failed: [], left: 0, isBusy: false };
  const ledger = new Ledger(client);
  const before = options.publicOnly ? [] : await ledger.counts();
  const organizations = sum(before);
  const left = sum(before.filter(({ version }) => version < newest));
  if (left === 0) return { ...nothing, organizations };
  const onBusy = (): boolean => {
    reporter?.info({ event: 'migration.busy', msg: 'Another process migrates the organizations' });
    return waits;
  };
  if (!(await lock(client, LOCKS.tenants, { onBusy, signal: options.signal })))
    return { ...nothing, organizations, left, isBusy: true };

  const { migrated, failed } = await runUntilCurrent(client, config, migrations, options);
  const after = await ledger.counts();
  const outdated = sum(after.filter(({ version }) => version < newest));
  return {
    ...nothing,
    organizations: sum(after),
    migrated,
    failed,
    left: outdated - failed.length,
  };
}

/** @param client holds the lock: the run ends when it is lost */
async function runUntilCurrent(
  client: Client,
  config: Config,
  migrations: Migration[],
  options: MigrateOptions,
): Promise<{ migrated: number; failed: Failure[] }> {
  const { concurrency = DEFAULT_CONCURRENCY, statementTimeout, onlyFailed = false } = options;
  const { reporter, onProgress = () => undefined } = options;
  const lost = new AbortController();
  client.on('end', () => lost.abort());
  const signal = AbortSignal.any([lost.signal, ...(options.signal ? [options.signal] : [])]);
  const failed: Failure[] = [];
  const seen = new Set<string>();
  let migrated = 0;
  const progressed = (): void => onProgress({ migrated, failed: failed.length, total: seen.size });
  const onMigrated = (): void => {
    migrated++;
    progressed();
  };
  const onFailed = (failure: Failure): void => {
    failed.push(failure);
    reporter?.warn({
      event: 'migration.failed',
      msg: 'An organization could not be migrated and keeps its version',
      ...failure,
    });
    progressed();
  };
  while (!signal.aborted) {
    const outdated = await new Ledger(client).outdated(migrations.length, onlyFailed);
    // Processes of the version before may create organizations meanwhile: the last look finds none.
    const next = outdated.filter(({ organizationId }) => !seen.has(organizationId));
    if (next.length === 0) break;
    for (const { organizationId } of next) seen.add(organizationId);
    progressed();
    const { groupRoles } = config.database;
    const run = { concurrency, statementTimeout, migrations, groupRoles, signal, onMigrated, onFailed };
    await new TenantRunner(ownerUrl(config), next, run).run();
  }
  if (!lost.signal.aborted) await new Ledger(client).flush();
  if (lost.signal.aborted) throw new Error('The connection that holds the migration lock was lost.');
  return { migrated, failed };
}

const sum = (counts: LedgerCount[]): number =>
  counts.reduce((total, { organizations }) => total + organizations, 0);
