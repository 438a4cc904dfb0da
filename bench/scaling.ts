/**
 * What a deployment has, and takes, as it grows: docs/scaling.md says where each part ends.
 * npm run bench:scaling -- --organizations 1000 --things
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { RequestContext } from '#app/context/request-context.js';
import { SharedTransaction } from '#app/database/shared-transaction.js';
import { UsersService } from '#app/modules/users/users.service.js';
import { OrganizationsService } from '#app/modules/organizations/organizations.service.js';
import { switchToTenantSql } from '#app/tenancy/switch-to-tenant.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { createFixture, environmentOf, type Fixture } from './fixture.ts';
import { cpuSecondsOfAll, memory, Server } from './server.ts';

const { values } = parseArgs({
  options: {
    organizations: { type: 'string', default: '1000' },
    things: { type: 'boolean', default: false },
  },
});
const organizations = Number(values.organizations);

/** How long an idle deployment is watched, in seconds. */
const IDLE = 20;
/** Tasks by calls of 100, and members, that one organization gets. */
const [TASKS, MEMBERS] = [10_000, 1000];
const MB = 1024 * 1024;

const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};

async function number(superuser: pg.Pool, sql: string): Promise<number> {
  const { rows } = await superuser.query<{ found: string | null }>(`SELECT (${sql})::bigint AS found`);
  return Number(rows[0]?.found ?? 0);
}

/** One connection that lists the tasks of each organization once: what its backend remembers of it. */
async function backendMemory(
  fixture: Fixture,
  ids: string[],
): Promise<{ first: number; each: number; kB: number }> {
  // Only a superuser may look into the memory; the transactions are those of the tenants all the same.
  const client = new pg.Client(fixture.postgres.url('taskflow'));
  await client.connect();
  const visit = async (id: string): Promise<void> => {
    await client.query(`BEGIN; ${switchToTenantSql(id, undefined)}`);
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
  // What a start leads to is over, the making of tenants in reserve too.
  const reserve = 'SELECT count(*) FROM public.tenant_pool WHERE version > 0';
  for (let [made, last] = [0, -1]; made !== last; made = await number(fixture.superuser, reserve)) {
    last = made;
    await sleep(10_000);
  }
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

async function measure(fixture: Fixture): Promise<[string, string][]> {
  const { superuser } = fixture;
  const ids = fixture.organizations.map(({ id }) => id);
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
  const migrated = await migration(fixture);
  const quiet = await idle(fixture);
  const backup = await baseBackup(fixture);
  return [
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

type Get = <T>(type: new (...args: never[]) => T) => T;

/** Members with the one password, which takes longer to hash than all the rest. */
async function addMembers(get: Get, organizationId: string): Promise<void> {
  const password = 'bench-password';
  const { passwordHash } = await get(UsersService).prepare({
    email: 'one@example.com',
    name: 'One',
    password,
  });
  for (let index = 0; index < MEMBERS; index++) {
    const [id, name, email] = [uuidv7(), `Member ${index}`, `member-${index}@example.com`];
    await get(RequestContext).run({}, () =>
      get(SharedTransaction).runAsOwner(async () => {
        await get(UsersService).create({ id, name, email, username: null, passwordHash });
        await get(OrganizationsService).addMember(organizationId, id, 'MEMBER');
      }),
    );
  }
}

/** Tasks by calls of 100, as a client with many creates them. */
async function addTasks(fixture: Fixture): Promise<void> {
  const [{ token } = { token: '' }] = fixture.organizations;
  const product = await Server.start('product', 'dist/main.js', { ...environmentOf(fixture), JOBS: 'off' });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (let index = 0; index < TASKS; index += 100) {
    const operations = Array.from({ length: 100 }, (_, offset) => ({
      op: 'create',
      task: {
        title: `Task number ${index + offset}`,
        description: `What there is to say about task ${index + offset}`,
        labels: ['bench'],
        assigneeId: fixture.userId,
      },
    }));
    const body = JSON.stringify({ operations });
    const response = await fetch(`${product.url}/tasks/bulk`, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    await response.text();
  }
  await product.stop();
}

/** Bytes that tables have on disk, indexes included, for each thing that was added to an organization. */
async function growth(
  superuser: pg.Pool,
  organizationId: string,
  [what, count]: [what: string, count: number],
  add: () => Promise<void>,
): Promise<string[]> {
  const sizes = async (): Promise<Map<string, number>> => {
    await superuser.query('VACUUM ANALYZE');
    const { rows } = await superuser.query<{ name: string; bytes: string }>(
      `SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class
       WHERE relkind = 'r' AND relnamespace IN ($1::regnamespace, 'public'::regnamespace)`,
      [tenantName(organizationId)],
    );
    return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]));
  };
  const before = await sizes();
  await add();
  return [...(await sizes())]
    .map(([name, bytes]) => [name, (bytes - (before.get(name) ?? 0)) / count] as const)
    .filter(([, bytes]) => bytes >= 5)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, bytes]) => `| ${what} | ${name} | ${Math.round(bytes)} |`);
}

process.once('SIGINT', () => process.exit(130));
const things: string[] = [];
const fixture = await createFixture(
  organizations,
  20,
  // Only the seeding writes much, and what it takes as shipped says bench/REPORT.md.
  { fsync: 'off', synchronous_commit: 'off' },
  {
    tasks: 0,
    seed: async (get, superuser, [{ id } = { id: '' }]) => {
      if (values.things)
        things.push(...(await growth(superuser, id, ['member', MEMBERS], () => addMembers(get, id))));
    },
  },
);
try {
  console.log(`| organizations | ${organizations} |\n|---|---|`);
  for (const [what, figure] of await measure(fixture)) console.log(`| ${what} | ${figure} |`);
  if (values.things) {
    const [{ id } = { id: '' }] = fixture.organizations;
    const added: [string, number] = ['task, created by a call of 100', TASKS];
    things.push(...(await growth(fixture.superuser, id, added, () => addTasks(fixture))));
    console.log(['\n| what | table | bytes for each |', '|---|---|---|', ...things].join('\n'));
  }
} finally {
  await Server.stopAll();
  await fixture.close();
}
