import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Reporter } from '../common/logger.js';
import { Config } from '../config/config.js';
import type { Environment } from '../config/environment.js';
import { type ExternalMap, parseExternalMap } from '../config/external-tasks.js';
import { readEnvironment } from '../config/read-environment.js';
import { actionRatesOf } from '../config/action-rates.js';
import { parseRate } from '../config/rate.js';
import { secretIn } from '../common/secret-file.js';
import { checkRedis } from '../redis/redis-check.js';
import { checkStorage } from '../storage/storage-check.js';
import { roleOf, sessionConfig, withClient } from '../database/connection.js';
import { checkDatabase } from '../database/database-check.js';
import { checkReplica } from '../database/replica-check.js';
import { groupRoleNames } from '../tenancy/group-roles.js';
import { countUnusableRoles, reportUnusableRoles } from '../tenancy/tenant-roles.js';
import { migrate } from '../tenancy/migration/migrate.js';
import { checkVersions } from '../tenancy/migration/version-check.js';
import { type EmbeddedDatabase, startEmbedded } from './embedded-database.js';

export interface Infrastructure {
  config: Config;
  /**
   * Stops what was started here: the embedded PostgreSQL, unless another process uses it.
   * @param isAbandoned whether this process may still be connected to it, with work that is cut off
   */
  stop: (isAbandoned?: boolean) => Promise<void>;
}

/**
 * Finds or starts the database, and completes the configuration with where it is.
 * @param onWaiting called when the embedded PostgreSQL was started and takes its time
 * @param signal ends what takes minutes, which is an upgrade of the embedded PostgreSQL
 */
export async function prepareInfrastructure(
  environment: Environment,
  reporter: Reporter,
  onWaiting?: () => void,
  signal?: AbortSignal,
): Promise<Infrastructure> {
  const dataDir = resolve(environment.DATA_DIR);
  mkdirSync(dataDir, { recursive: true });
  const sharedRoles =
    environment.TENANT_ROLES === 'organization' ? undefined : Number(environment.TENANT_ROLES);
  const postgres = environment.DATABASE_URL
    ? undefined
    : await startEmbedded(dataDir, { reporter, sharedRoles, onWaiting, signal });
  const { DATABASE_URL, DATABASE_DIRECT_URL, DATABASE_ADMIN_URL } = environment;
  const runtime = DATABASE_URL ?? (postgres as EmbeddedDatabase).runtime;
  const host = environment.HOST ?? (postgres ? '127.0.0.1' : '0.0.0.0');
  const { SMTP_URL, MAIL_FROM, EXTERNAL_TASKS_URL } = environment;
  const config = new Config({
    port: environment.PORT,
    host,
    dataDir,
    database: {
      runtime,
      direct: DATABASE_DIRECT_URL ?? runtime,
      owner: postgres?.owner ?? DATABASE_ADMIN_URL,
      replica: environment.DATABASE_REPLICA_URL,
      poolSize: environment.DATABASE_POOL_SIZE,
      embedded: postgres !== undefined,
      groupRoles: sharedRoles === undefined ? undefined : groupRoleNames(sharedRoles, roleOf(runtime)),
    },
    tenantPoolSize: environment.TENANT_POOL_SIZE,
    redisUrl: environment.REDIS_URL,
    redisPrefix: environment.REDIS_PREFIX,
    storageUrl: environment.STORAGE_URL,
    jwtSecrets: environment.JWT_SECRET ?? jwtSecretsIn(join(dataDir, 'jwt-secret')),
    smtp: SMTP_URL && MAIL_FROM ? { url: SMTP_URL, from: MAIL_FROM } : undefined,
    publicUrl: (environment.PUBLIC_URL ?? localUrl(host, environment.PORT)).replace(/\/+$/, ''),
    jobs: environment.JOBS,
    demo: postgres !== undefined && environment.DEMO === 'on',
    defaultPlan: environment.DEFAULT_PLAN,
    baseDomain: environment.BASE_DOMAIN,
    attachmentMaxBytes: environment.ATTACHMENT_MAX_MB * 1024 * 1024,
    importMaxBytes: environment.IMPORT_MAX_MB * 1024 * 1024,
    externalTasks: EXTERNAL_TASKS_URL
      ? {
          url: EXTERNAL_TASKS_URL,
          token: environment.EXTERNAL_TASKS_TOKEN,
          timeout: environment.EXTERNAL_TASKS_TIMEOUT * 1000,
          map: parseExternalMap(environment.EXTERNAL_TASKS_MAP ?? '{}') as ExternalMap,
          pages: environment.EXTERNAL_TASKS_PAGES,
        }
      : undefined,
    exportTtlHours: environment.EXPORT_TTL_HOURS,
    eventsMaxConnections: environment.EVENTS_MAX_CONNECTIONS,
    webhooksAllowPrivate: environment.WEBHOOKS_ALLOW_PRIVATE === 'on',
    notificationDelay: environment.NOTIFICATION_DELAY_SECONDS,
    corsOrigins: environment.CORS_ORIGINS,
    rateLimit: parseRate(environment.RATE_LIMIT ?? ''),
    rateLimitAddress: parseRate(environment.RATE_LIMIT_ADDRESS ?? ''),
    registration: environment.REGISTRATION,
    limits: actionRatesOf(environment),
    trustProxy: environment.TRUST_PROXY,
    hsts: environment.HSTS === 'off' ? undefined : environment.HSTS,
    metricsToken: environment.METRICS_TOKEN,
    workerMetricsPort: environment.WORKER_METRICS_PORT,
    tracing: environment.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined,
    logLevel: environment.LOG_LEVEL,
  });
  const stop = async (isAbandoned?: boolean): Promise<void> => postgres?.server.stop(isAbandoned);
  try {
    await checkDatabase(config, reporter);
    await checkVersions(config.database);
    await checkReplica(config, reporter);
    if (config.redisUrl) await checkRedis(config.redisUrl, reporter);
    if (config.storageUrl) await checkStorage(config.storageUrl, dataDir, reporter);
  } catch (error) {
    await stop();
    throw error;
  }
  return { config, stop };
}

/** Those in the file of the embedded mode, which the first start creates, by the rules of JWT_SECRET. */
function jwtSecretsIn(file: string): string[] {
  return readEnvironment({ JWT_SECRET: secretIn(file) }).JWT_SECRET as string[];
}

/** The address for a browser on this machine. */
function localUrl(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** @throws RolesUnusable when the runtime role can't become the role of any organization */
export async function checkRoles({ database }: Config, reporter: Reporter): Promise<void> {
  const count = await withClient(sessionConfig(database.direct, 'start'), (client) =>
    countUnusableRoles(client, database),
  );
  reportUnusableRoles(count, reporter);
}

/** How long a process that starts migrates organizations, in milliseconds: no request is served meanwhile. */
const MIGRATING_AT_START = 10_000;

/**
 * Brings the database up to this version of the code, where this process has the right to: `public`
 * whatever it takes, and as many organizations as a few seconds allow, unless another process is at them.
 */
export async function migrateIfOwner(config: Config, reporter: Reporter): Promise<void> {
  if (!config.database.owner) return;
  const { failed, left } = await migrate(config, {
    reporter,
    waits: false,
    signal: AbortSignal.timeout(MIGRATING_AT_START),
    statementTimeout: MIGRATING_AT_START,
  });
  if (failed.length + left > 0)
    reporter.warn({
      event: 'migration.incomplete',
      msg: 'Organizations are not migrated yet: taskflow migrate',
      failed: failed.length,
      left,
    });
}
