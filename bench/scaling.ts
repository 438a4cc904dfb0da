/**
 * What a deployment has, and takes, as it grows: docs/scaling.md says where each part ends.
 * npm run bench:scaling -- --organizations 10,1000,10000
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { RequestContext } from '#app/context/request-context.js';
import { SharedTransaction } from '#app/database/shared-transaction.js';
import { UsersService } from '#app/modules/users/users.service.js';
import { OrganizationsService } from '#app/modules/organizations/organizations.service.js';
import { AppModule } from '#app/server/app.module.js';
import { switchToTenantSql } from '#app/tenancy/switch-to-tenant.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { createFixture, environmentOf, type Fixture } from './fixture.ts';
import { cpuSecondsOfAll, memory, Server } from './server.ts';

const { values } = parseArgs({ options: { organizations: { type: 'string', default: '10,1000' } } });
const steps = values.organizations.split(',').map(Number);

/** How long an idle deployment is watched, in seconds. */
const IDLE = 20;
/** Tasks by calls of 100, and members, that one organization gets. */
const [TASKS, MEMBERS] = [10_000, 1000];
const CREATORS = 4;
const MB = 1024 * 1024;

const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};

/** Makes as many organizations as are missing. @returns milliseconds for each, a few at a time */
async function grow({ config, userId }: Fixture, ids: string[], count: number): Promise<number> {
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(config), { logger: false });
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  const [missing, first] = [count - ids.length, ids.length];
  let next = first;
  const creator = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      const create = async (): Promise<string> => {
        const slug = `scaling-${index}`;
        const id = await get(OrganizationsService).provision({ name: slug, slug });
        await get(OrganizationsService).addMember(id, userId, 'OWNER');
        return id;
      };
      ids.push(await get(RequestContext).run({}, () => get(SharedTransaction).runAsOwner(create)));
      if (ids.length % 1000 === 0) console.error(`${ids.length} organizations`);
    }
  };
  const took = await milliseconds(() => Promise.all(Array.from({ length: CREATORS }, creator)));
  await app.close();
  return took / missing;
}

async function number(superuser: pg.Pool, sql: string): Promise<number> {
  const { rows } = await superuser.query<{ found: string | null }>(`SELECT (${sql})::bigint AS found`);
  return Number(rows[0]?.found ?? 0);
}

/** One connection that lists the tasks of each organization once: what its backend remembers of it. */
async function backendMemory(fixture: Fixture, ids: string[]): Promise<{ first: number; each: number; kB: number }> {
  const client = new pg.Client(fixture.config.database.runtime);
  await client.connect();
  const visit = async (id: string): Promise<void> => {
    await client.query(`BEGIN; ${switchToTenantSql(id)}`);
    await client.query('SELECT * FROM tasks ORDER BY number DESC LIMIT 20');
    await client.query('COMMIT');
  };
  const used = async (): Promise<number> => {
    const { rows } = await client.query<{ bytes: string }>(
      'SELECT sum(total_bytes) AS bytes FROM pg_backend_memory_contexts',
    );
    return Number(rows[0]?.bytes);
  };
  const [one = '', ...others] = ids.slice(0, 1001);
  const first = await milliseconds(() => visit(one));
  const before = await used();
  const took = await milliseconds(async () => {
    for (const id of others) await visit(id);
  });
  const kB = (await used()) - before;
  await client.end();
  return { first, each: took / others.length, kB: kB / others.length / 1024 };
}

/** The command as operators run it, with nothing to do. @returns seconds */
async function migration(fixture: Fixture): Promise<number> {
  const took = await milliseconds(async () => {
    const child = spawn(process.execPath, ['dist/cli.js', 'migrate'], {
      env: { PATH: process.env['PATH'], ...environmentOf(fixture) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = (await once(child, 'close')) as [number];
    if (code !== 0) throw new Error(`migrate ended with ${code}`);
  });
  return took / 1000;
}

/** Start, memory and processor time of a process that runs jobs and is asked nothing. */
async function idle(fixture: Fixture): Promise<{ start: number; cpu: number; resident: number }> {
  let product: Server | undefined;
  const start = await milliseconds(async () => {
    product = await Server.start('product', 'dist/main.js', environmentOf(fixture));
  });
  const server = product as unknown as Server;
  // What a start leads to is over.
  await sleep(15_000);
  const used = (): number => server.cpuSeconds() + cpuSecondsOfAll(fixture.postmaster);
  const before = used();
  await sleep(IDLE * 1000);
  const cpu = (100 * (used() - before)) / IDLE;
  const { resident } = memory(server.pid);
  await server.stop();
  return { start: start / 1000, cpu, resident };
}

async function baseBackup({ postgres }: Fixture): Promise<{ seconds: number; bytes: number }> {
  let bytes = 0;
  const count = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  });
  const took = await milliseconds(() =>
    postgres.baseBackup(
      (archive) => pipeline(archive, count),
      () => undefined,
    ),
  );
  return { seconds: took / 1000, bytes };
}

const CATALOG = `SELECT sum(pg_total_relation_size(oid)) FROM pg_class
  WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r'`;

async function measure(fixture: Fixture, ids: string[], count: number): Promise<[string, string][]> {
  const { superuser } = fixture;
  const creation = await grow(fixture, ids, count);
  console.error(`${count} organizations are there`);
  await superuser.query('VACUUM ANALYZE');
  const catalog = await number(superuser, CATALOG);
  const database = await number(superuser, `pg_database_size(current_database())`);
  const relations = await number(superuser, 'SELECT count(*) FROM pg_class');
  const shared = await number(
    superuser,
    `SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  );
  const roles = await number(
    superuser,
    `pg_total_relation_size('pg_authid') + pg_total_relation_size('pg_auth_members') + pg_total_relation_size('pg_shdepend')`,
  );
  const backend = await backendMemory(fixture, ids);
  console.error('memory is measured');
  const migrated = await migration(fixture);
  console.error('migrated');
  const quiet = await idle(fixture);
  const backup = await baseBackup(fixture);
  return [
    ['creating one, ms (4 at once)', creation.toFixed(1)],
    ['database, MB', (database / MB).toFixed(0)],
    ['of it the system catalogs, MB', (catalog / MB).toFixed(0)],
    ['of it the public schema, MB', (shared / MB).toFixed(1)],
    ['relations in pg_class', String(relations)],
    ['roles with their memberships and dependencies, MB', (roles / MB).toFixed(1)],
    ['first list of a new connection, ms', backend.first.toFixed(1)],
    ['first list in each further organization, ms', backend.each.toFixed(2)],
    ['memory of a backend for each organization it has served, kB', backend.kB.toFixed(0)],
    ['taskflow migrate with nothing to do, s', migrated.toFixed(2)],
    ['start to the first answer, s', quiet.start.toFixed(2)],
    ['idle, node and PostgreSQL, % of a core', quiet.cpu.toFixed(2)],
    ['resident memory of the idle process, MB', quiet.resident.toFixed(0)],
    ['base backup, s', backup.seconds.toFixed(1)],
    ['base backup, MB (gzip)', (backup.bytes / MB).toFixed(0)],
  ];
}

/** Bytes on disk, indexes included, for each task, each entry of the log and each member. */
async function perThing(fixture: Fixture): Promise<string[]> {
  const { superuser, organizations, userId } = fixture;
  const [{ id, token } = { id: '', token: '' }] = organizations;
  const product = await Server.start('product', 'dist/main.js', environmentOf(fixture));
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const task = (index: number): object => ({
    title: `Task number ${index}`,
    description: `What there is to say about task ${index}`,
    labels: ['bench'],
    assigneeId: userId,
  });
  const sizes = async (): Promise<Map<string, number>> => {
    await superuser.query('VACUUM ANALYZE');
    const { rows } = await superuser.query<{ name: string; bytes: string }>(
      `SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class
       WHERE relkind = 'r' AND relnamespace IN ($1::regnamespace, 'public'::regnamespace)`,
      [tenantName(id)],
    );
    return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]));
  };
  const growth = async (what: string, count: number, work: () => Promise<void>): Promise<string[]> => {
    const before = await sizes();
    await work();
    const after = [...(await sizes())].map(([name, bytes]) => [name, bytes - (before.get(name) ?? 0)] as const);
    return after
      .filter(([, bytes]) => bytes / count >= 5)
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, bytes]) => `| ${what} | ${name} | ${Math.round(bytes / count)} |`);
  };
  const lines = await growth('task created', TASKS, async () => {
    for (let index = 0; index < TASKS; index += 100) {
      const tasks = Array.from({ length: 100 }, (_, offset) => task(index + offset));
      const body = JSON.stringify({ operations: tasks.map((one) => ({ op: 'create', task: one })) });
      const response = await fetch(`${product.url}/tasks/bulk`, { method: 'POST', headers, body });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      await response.text();
    }
  });
  await product.stop();
  lines.push(...(await growth('member added', MEMBERS, () => addMembers(fixture, id))));
  return ['| what | table | bytes for each |', '|---|---|---|', ...lines];
}

/** Members with the one password, which takes longer to hash than all the rest. */
async function addMembers({ config }: Fixture, organizationId: string): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(config), { logger: false });
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  const password = 'bench-password';
  const { passwordHash } = await get(UsersService).prepare({ email: 'one@example.com', name: 'One', password });
  for (let index = 0; index < MEMBERS; index++) {
    const [id, name, email] = [uuidv7(), `Member ${index}`, `member-${index}@example.com`];
    const account = { id, name, email, username: null, passwordHash };
    await get(RequestContext).run({}, () =>
      get(SharedTransaction).runAsOwner(async () => {
        await get(UsersService).create(account);
        await get(OrganizationsService).addMember(organizationId, id, 'MEMBER');
      }),
    );
  }
  await app.close();
}

process.once('SIGINT', () => process.exit(130));
const fixture = await createFixture(2);
try {
  const ids = fixture.organizations.map(({ id }) => id);
  const table = new Map<string, string[]>();
  for (const step of steps)
    for (const [what, figure] of await measure(fixture, ids, step))
      table.set(what, [...(table.get(what) ?? []), figure]);
  console.log(`| organizations | ${steps.join(' | ')} |\n|---|${steps.map(() => '---').join('|')}|`);
  for (const [what, figures] of table) console.log(`| ${what} | ${figures.join(' | ')} |`);
  console.log(`\n${(await perThing(fixture)).join('\n')}`);
} finally {
  await Server.stopAll();
  await fixture.close();
}
