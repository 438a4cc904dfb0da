import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { destination, pino } from 'pino';
import { afterAll, inject } from 'vitest';
import type { Config } from '#app/config/config.js';
import { createHttpApp } from '#app/server/http-app.js';
import { createDocument } from '#app/server/openapi.js';
import { QueueConnection } from '#app/queue/queue-connection.js';
import { Passwords } from '#app/modules/users/passwords.js';
import { migrate } from '#app/tenancy/migration/migrate.js';
import { Api } from './api.ts';
import { Contract } from './contract.ts';
import { requireExactCopies } from './member-copies.ts';
import { TEMPLATE, testConfig, type TestOverrides } from './global-setup.ts';

export interface TestApp {
  app: NestFastifyApplication;
  api: Api;
  config: Config;
  /** The database of this file, as its superuser: for looking behind the API. */
  superuser: pg.Pool;
}

/** Compiled once a process: decorators say what the API is, and of the configuration only its path. */
const contracts = new Map<string, Contract>();

function contractOf(app: NestFastifyApplication, { publicUrl }: Config): Contract {
  const { pathname } = new URL(publicUrl);
  const contract = contracts.get(pathname) ?? new Contract(createDocument(app));
  contracts.set(pathname, contract);
  return contract;
}

/** Ends what a test was given. */
type Close = () => Promise<void>;

/** The application on a database of its own. Both end with the test file. */
export async function createTestApp(overrides: TestOverrides = {}): Promise<TestApp> {
  const { close, ...testApp } = await startTestApp(overrides);
  afterAll(close);
  return testApp;
}

/**
 * The application on a database of its own, until it is closed. One at a time: decorators such as @Transactional
 * belong to the application that started last in a process.
 */
export async function startTestApp(overrides: TestOverrides = {}): Promise<TestApp & { close: Close }> {
  const { config, superuser, drop } = await startTestDatabase(overrides);
  const app = await createHttpApp(config, pino({ level: 'error' }, destination({ fd: 2, sync: true })));
  // A quarter of a second per password is what production wants, not what a test needs.
  Object.assign(app.get(Passwords, { strict: false }), { cost: 4 });
  await app.listen(0, '127.0.0.1');
  const close = async (): Promise<void> => {
    await app.close();
    await app.get(QueueConnection).closed;
    try {
      await requireExactCopies(superuser);
    } finally {
      await drop();
    }
  };
  const contract = contractOf(app, config);
  const api = new Api(await app.getUrl(), contract);
  return { app, api, config, superuser, close };
}

/** A copy of the migrated database, and a configuration that leads to it. It ends with the test file. */
export async function createTestDatabase(
  overrides: TestOverrides = {},
): Promise<{ config: Config; superuser: pg.Pool }> {
  const { drop, ...database } = await startTestDatabase(overrides);
  afterAll(drop);
  return database;
}

/** The roles of the organizations in a database. */
const TENANT_ROLES = `SELECT string_agg(rolname, ', ') AS roles FROM pg_roles JOIN pg_namespace ON nspname = rolname
  WHERE rolname ~ '^tenant_[0-9a-f]{32}$'`;

async function startTestDatabase(
  overrides: TestOverrides,
): Promise<{ config: Config; superuser: pg.Pool; drop: Close }> {
  const server = inject('server');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const at = (url: string, database: string): string => url.replace('DATABASE', database);
  const maintenance = new pg.Client(at(server.superuser, 'postgres'));
  await maintenance.connect();
  // Files are copied in a tenth of the time that all of their pages take through the log.
  await maintenance.query(
    `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY file_copy OWNER taskflow_owner`,
  );
  const dataDir = mkdtempSync(join(tmpdir(), 'taskflow-data-'));
  const superuser = new pg.Pool({ connectionString: at(server.superuser, name), max: 4 });
  superuser.on('error', () => undefined);
  const drop = async (): Promise<void> => {
    const { rows } = await superuser.query<{ roles: string | null }>(TENANT_ROLES);
    await superuser.end();
    await maintenance.query(`DROP DATABASE ${name} WITH (FORCE)`);
    // They belong to the server, where each of them makes all that ask for a role slower.
    if (rows[0]?.roles) await maintenance.query(`DROP ROLE ${rows[0].roles}`);
    await maintenance.end();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const urls = { owner: at(server.owner, name), runtime: at(server.runtime, name) };
  const config = testConfig(urls, dataDir, overrides);
  // The template's migration made none.
  if (config.database.groupRoles) await migrate(config);
  return { config, superuser, drop };
}
