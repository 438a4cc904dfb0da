/**
 * What database roles cost where each organization has its own, and where groups share some, without the organizations'
 * schemas: docs/adr/0054 has figures.
 * npm run bench:roles -- --organizations 10000 --groups 16
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { EmbeddedPostgres } from '@taskflow/embedded-postgres';
import { createDatabase, startEmbeddedServer } from '#app/bootstrap/embedded-database.js';
import { Config } from '#app/config/config.js';
import { openClient } from '#app/database/connection.js';
import { type GroupRoles, groupRoleNames, tenantRole } from '#app/tenancy/group-roles.js';
import { migrate } from '#app/tenancy/migration/migrate.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { roleCreation, schemaCreation } from '#app/tenancy/tenant-schema.js';

const { values } = parseArgs({
  options: {
    organizations: { type: 'string', default: '10000' },
    groups: { type: 'string', default: '16' },
  },
});
const [organizations, groups] = [Number(values.organizations), Number(values.groups)];

const OWNER = { name: 'taskflow_owner', password: 'owner' };
const RUNTIME = { name: 'taskflow_runtime', password: 'runtime' };
/** How often each step is measured; the least counts, as other work on the machine only adds to it. */
const REPEATED = 21;

const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};

const connected = (connectionString: string): Promise<pg.Client> => openClient({ connectionString });

async function number(client: pg.Client, sql: string): Promise<number> {
  const { rows } = await client.query<{ found: string }>(`SELECT (${sql})::bigint AS found`);
  return Number(rows[0]?.found);
}

/** Takes on the role of an organization, as each transaction does, without its schema. */
const enter = (client: pg.Client, id: string, groupRoles: GroupRoles): Promise<unknown> =>
  client.query(`BEGIN; SET LOCAL ROLE ${tenantRole(tenantName(id), groupRoles)}; COMMIT`);

/** Kilobytes by which a new backend grows when it first takes on a role. */
async function memory(server: EmbeddedPostgres, id: string, groupRoles: GroupRoles): Promise<number> {
  // Only a superuser may look into the memory; what a session may become is kept for the user that it acts for.
  const client = await connected(server.url('taskflow'));
  const used = async (): Promise<number> => {
    await client.query('RESET SESSION AUTHORIZATION');
    return number(client, 'SELECT sum(total_bytes) FROM pg_backend_memory_contexts');
  };
  const act = (): Promise<unknown> => client.query(`SET SESSION AUTHORIZATION ${RUNTIME.name}`);
  await used();
  await act();
  const before = await used();
  await act();
  await enter(client, id, groupRoles);
  const after = await used();
  await client.end();
  return (after - before) / 1024;
}

async function measure(server: EmbeddedPostgres, groupRoles: GroupRoles): Promise<[string, string][]> {
  const owner = await connected(server.url('taskflow', OWNER));
  const runtime = server.url('taskflow', RUNTIME);
  const ids = Array.from({ length: organizations }, () => uuidv7());
  const names = groupRoles ?? ids.map(tenantName);
  const made = await milliseconds(async () => {
    await owner.query('BEGIN');
    for (const name of names) await owner.query(roleCreation(name, RUNTIME.name));
    await owner.query('COMMIT');
  });
  const superuser = await connected(server.url('taskflow'));
  await superuser.query('VACUUM ANALYZE pg_authid, pg_auth_members, pg_shdepend');
  const bytes = await number(
    superuser,
    `SELECT pg_total_relation_size('pg_authid') + pg_total_relation_size('pg_auth_members')
       + pg_total_relation_size('pg_shdepend')`,
  );
  const fresh: number[] = [];
  for (let n = 0; n < REPEATED; n++) {
    const client = await connected(runtime);
    await client.query('SELECT 1');
    fresh.push(await milliseconds(() => enter(client, ids[n] as string, groupRoles)));
    await client.end();
  }
  const other = await connected(runtime);
  await enter(other, ids[0] as string, groupRoles);
  const [role, schema, next, known]: number[][] = [[], [], [], []];
  for (let n = 0; n < REPEATED; n++) {
    const id = uuidv7();
    await owner.query('BEGIN');
    if (!groupRoles)
      role?.push(await milliseconds(() => owner.query(roleCreation(tenantName(id), RUNTIME.name))));
    schema?.push(await milliseconds(() => owner.query(schemaCreation(id, groupRoles))));
    await owner.query('COMMIT');
    next?.push(await milliseconds(() => enter(other, ids[0] as string, groupRoles)));
    known?.push(await milliseconds(() => enter(other, ids[0] as string, groupRoles)));
    await owner.query(`DROP SCHEMA ${tenantName(id)} CASCADE`);
  }
  const kilobytes = await memory(server, ids[0] as string, groupRoles);
  for (const client of [owner, other, superuser]) await client.end();
  const ms = (numbers: number[] | undefined): string =>
    numbers && numbers.length > 0 ? Math.min(...numbers).toFixed(2) : '0';
  return [
    ['making all roles, in one transaction, s', (made / 1000).toFixed(2)],
    ['roles, memberships and shared dependencies, kB', (bytes / 1024).toFixed(0)],
    ['of a new organization: its role, ms', ms(role)],
    ['of a new organization: its schema, ms', ms(schema)],
    ['first transaction of a new connection, ms', ms(fresh)],
    ['first transaction of another connection after a new organization, ms', ms(next)],
    ['any further one, ms', ms(known)],
    ['memory of a backend when it first takes on a role, kB', kilobytes.toFixed(0)],
  ];
}

/** On a server of its own. */
async function onServer(groupRoles: GroupRoles): Promise<[string, string][]> {
  const dir = mkdtempSync(join(tmpdir(), 'taskflow-bench-'));
  chmodSync(dir, 0o711);
  const server = await startEmbeddedServer({ dir: join(dir, 'postgres') });
  try {
    await createDatabase(server, 'taskflow', OWNER, RUNTIME);
    const [owner, runtime] = [server.url('taskflow', OWNER), server.url('taskflow', RUNTIME)];
    const database = { owner, runtime, direct: runtime, poolSize: 1, embedded: false };
    await migrate(new Config({ database } as Config));
    return await measure(server, groupRoles);
  } finally {
    await server.stop(true);
    EmbeddedPostgres.remove(join(dir, 'postgres'));
    rmSync(dir, { recursive: true, force: true });
  }
}

const own = await onServer(undefined);
const shared = new Map(await onServer(groupRoleNames(groups, RUNTIME.name)));
console.log(`| ${organizations} organizations | a role each | ${groups} group roles |\n|---|---|---|`);
for (const [what, figure] of own) console.log(`| ${what} | ${figure} | ${shared.get(what)} |`);
