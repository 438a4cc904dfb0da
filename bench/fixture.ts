import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { AppModule } from '#app/server/app.module.js';
import { Config } from '#app/config/config.js';
import { RequestContext } from '#app/context/request-context.js';
import { EmbeddedPostgres } from '@taskflow/embedded-postgres';
import { SharedTransaction } from '#app/database/shared-transaction.js';
import { createDatabase, startEmbeddedServer } from '#app/bootstrap/embedded-database.js';
import { Tokens } from '#app/access/tokens.js';
import { deriveKeys } from '#app/config/derived-keys.js';
import { OrganizationsService } from '#app/modules/organizations/organizations.service.js';
import { UsersService } from '#app/modules/users/users.service.js';
import { migrate } from '#app/tenancy/migration/migrate.js';
import { tenantName } from '#app/tenancy/tenant-name.js';

const OWNER = { name: 'taskflow_owner', password: 'owner' };
const RUNTIME = { name: 'taskflow_runtime', password: 'runtime' };
/** Of up to 200 organizations; of more it would take hours to seed as many. */
const [TASKS_PER_ORGANIZATION, TASKS_OF_MANY] = [2000, 50];

export interface BenchOrganization {
  id: string;
  /** An access token of its owner. */
  token: string;
}

/** A migrated database with organizations that have tasks, on an embedded PostgreSQL with default settings. */
export interface Fixture {
  config: Config;
  accessKey: string;
  superuser: pg.Pool;
  userId: string;
  organizations: BenchOrganization[];
  postgres: EmbeddedPostgres;
  /** The process id of PostgreSQL. */
  postmaster: number;
  close: () => Promise<void>;
}

export interface FixtureOptions {
  tasks?: number;
  seed?: (
    get: <T>(type: new (...args: never[]) => T) => T,
    superuser: pg.Pool,
    organizations: BenchOrganization[],
  ) => Promise<void>;
}

/**
 * @param connections of the product and of the bare server to the database
 * @param settings of PostgreSQL beside those of the embedded one
 * @param options how many tasks each organization has, and what else the application puts into them
 */
export async function createFixture(
  count: number,
  connections = 20,
  settings: Record<string, string> = {},
  { tasks, seed }: FixtureOptions = {},
): Promise<Fixture> {
  const dataDir = mkdtempSync(join(tmpdir(), 'taskflow-bench-'));
  chmodSync(dataDir, 0o711);
  const postgres = await startEmbeddedServer({ dir: join(dataDir, 'postgres'), settings });
  await createDatabase(postgres, 'taskflow', OWNER, RUNTIME);
  const runtime = postgres.url('taskflow', RUNTIME);
  const config = new Config({
    port: 0,
    host: '127.0.0.1',
    dataDir,
    database: {
      runtime,
      direct: runtime,
      owner: postgres.url('taskflow', OWNER),
      poolSize: connections,
      embedded: false,
    },
    tenantPoolSize: 256,
    redisPrefix: 'taskflow',
    jwtSecrets: [randomBytes(32).toString('base64url')],
    publicUrl: 'http://127.0.0.1:3000',
    jobs: 'off',
    demo: false,
    registration: 'open',
    limits: {},
    defaultPlan: 'ENTERPRISE',
    importMaxBytes: 512 * 1024 * 1024,
    exportTtlHours: 168,
    attachmentMaxBytes: 25 * 1024 * 1024,
    webhooksAllowPrivate: false,
    corsOrigins: [],
    eventsMaxConnections: 10_000,
    notificationDelay: 10,
    logLevel: 'info',
  });
  await migrate(config);
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(config), { logger: false });
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  const userId = await createUser(get(UsersService), get(RequestContext));
  const superuser = new pg.Pool({ connectionString: postgres.url('taskflow'), max: 2 });
  const organizations: BenchOrganization[] = [];
  for (let index = 0; index < count; index++) {
    const id = await get(RequestContext).run({}, () =>
      get(SharedTransaction).runAsOwner(async () => {
        const created = await get(OrganizationsService).provision({
          name: `Bench ${index}`,
          slug: `bench-${index}`,
        });
        await get(OrganizationsService).addMember(created, userId, 'OWNER');
        return created;
      }),
    );
    const size = tasks ?? (count > 200 ? TASKS_OF_MANY : TASKS_PER_ORGANIZATION);
    if (size > 0) await addTasks(superuser, id, userId, size);
    const sessionId = randomUUID();
    // A process whose revocations are stale, as on a machine this busy, reads the session.
    await superuser.query(
      `INSERT INTO public.sessions (id, user_id, organization_id, expires_at)
       VALUES ($1, $2, $3, now() + interval '3 hours')`,
      [sessionId, userId, id],
    );
    const principal = { userId, organizationId: id, role: 'OWNER', sessionId } as const;
    organizations.push({
      id,
      token: get(Tokens).signAccess(principal, Math.floor(Date.now() / 1000) + 3 * 3600),
    });
    if ((index + 1) % 1000 === 0) console.error(`${index + 1} organizations`);
  }
  await seed?.(get, superuser, organizations);
  await superuser.query('VACUUM ANALYZE');
  const accessKey = (deriveKeys(config, 'access')[0] as Buffer).toString('base64url');
  await app.close();
  const close = async (): Promise<void> => {
    await superuser.end();
    await postgres.stop();
    EmbeddedPostgres.remove(join(dataDir, 'postgres'));
    rmSync(dataDir, { recursive: true, force: true });
  };
  const { pid: postmaster } = EmbeddedPostgres.find(join(dataDir, 'postgres')) as { pid: number };
  return { config, accessKey, superuser, userId, organizations, postgres, postmaster, close };
}

async function createUser(users: UsersService, context: RequestContext): Promise<string> {
  const account = await users.prepare({
    email: 'bench@example.com',
    name: 'Bench',
    password: 'bench-password',
  });
  await context.run({}, () => users.create(account));
  return account.id;
}

export async function addTasks(
  superuser: pg.Pool,
  organizationId: string,
  userId: string,
  count: number,
): Promise<void> {
  const tenant = tenantName(organizationId);
  await superuser.query(`
    INSERT INTO ${tenant}.tasks (id, number, title, description, status, priority, creator_id, labels, created_at, updated_at)
    SELECT gen_random_uuid(), n, 'Task number ' || n, 'What there is to say about task ' || n,
           (ARRAY['CREATED', 'IN_PROGRESS', 'COMPLETED'])[1 + n % 3]::public.task_status, 'MEDIUM', '${userId}',
           '{bench}', now() - n * interval '1 minute', now()
    FROM (SELECT generate_series(number + 1, number + ${count}) AS n FROM ${tenant}.sequencer) numbers;
    UPDATE ${tenant}.sequencer SET number = number + ${count}, tasks = tasks + ${count};`);
}

/** The environment that gives a process the fixture's configuration. */
export function environmentOf({ config }: Fixture): Record<string, string> {
  return {
    DATABASE_URL: config.database.runtime,
    DATABASE_ADMIN_URL: config.database.owner as string,
    DATABASE_POOL_SIZE: String(config.database.poolSize),
    DATA_DIR: config.dataDir,
    JWT_SECRET: config.jwtSecrets.join(),
    HOST: '127.0.0.1',
    // All are created by one user, one after another.
    LIMIT_ORGANIZATIONS: 'off',
    ORGANIZATIONS_PER_USER: 'off',
    EVENTS_MAX_CONNECTIONS: String(config.eventsMaxConnections),
  };
}
