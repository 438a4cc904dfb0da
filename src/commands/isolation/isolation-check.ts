import { randomUUID } from 'node:crypto';
import type { Client, ClientConfig } from 'pg';
import type { Config } from '../../config/config.js';
import { connectionConfig, roleOf, withClient } from '../../database/connection.js';
import { type GroupRoles, tenantRole } from '../../tenancy/group-roles.js';
import { switchToTenantSql } from '../../tenancy/switch-to-tenant.js';
import {
  inRolledBackTransaction,
  type ProbeOutcome,
  type Probe,
  probe,
  refused,
  type Target,
  total,
} from './isolation-probe.js';
import { tenantName, tenantNameSql } from '../../tenancy/tenant-name.js';

const PERMISSION_DENIED = '42501';
const UNDEFINED_TABLE = '42P01';
/** A PostgreSQL backend caches the tables of all organizations it has used: after so many a new connection is opened. */
const TARGETS_PER_CONNECTION = 250;

/**
 * The targets: every organization that has a schema, each with up to `sample` others to be reached from it, which
 * are the next ones in a random order.
 */
export async function isolationTargets({ database }: Config, sample: number): Promise<Target[]> {
  return withClient(connectionConfig(database.runtime, 'verify'), async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT o.id FROM public.organizations o
       JOIN pg_namespace n ON n.nspname = ${tenantNameSql('o.id')} ORDER BY random()`,
    );
    const ids = rows.map((row) => row.id);
    return ids.map((id, n) => ({ id, others: [...ids.slice(n + 1), ...ids.slice(0, n)].slice(0, sample) }));
  });
}

/**
 * The isolation check of the database. As the runtime role, and with the statements that requests use, it tries what
 * a bug in a query could do: name another organization's tables, omit the tenant transaction, read identities. It
 * doesn't try what needs arbitrary SQL: an attacker who can send that may also send SET ROLE, which is prevented by
 * sending values as parameters. Where groups have a role, it counts how often a qualified name leads to another
 * organization of the same group, which PostgreSQL doesn't refuse.
 */
export async function checkTenantIsolation({ database }: Config, targets: Target[]): Promise<Probe[]> {
  const batches: Probe[][] = [];
  for (let n = 0; n < targets.length; n += TARGETS_PER_CONNECTION) {
    const batch = targets.slice(n, n + TARGETS_PER_CONNECTION);
    const config = connectionConfig(database.runtime, 'verify');
    const probes = await withClient(config, (client) =>
      withClient({ ...config, pipeline: true } as ClientConfig, (pipelined) =>
        probeAll({ client, pipelined, groupRoles: database.groupRoles }, batch),
      ),
    );
    batches.push(probes);
  }
  return [...total(batches), await ownRights(database.runtime)];
}

/** Connections of the runtime role, one of them in pipeline mode, and the roles that it takes on. */
interface Attacker {
  client: Client;
  pipelined: Client;
  groupRoles: GroupRoles;
}

async function probeAll(attacker: Attacker, targets: Target[]): Promise<Probe[]> {
  const { client, groupRoles } = attacker;
  const asTenant = (id: string, sql: string): Promise<ProbeOutcome> =>
    refused(client, switchToTenantSql(id, groupRoles), sql, PERMISSION_DENIED);
  const sharesRole = (id: string, other: string): boolean =>
    tenantRole(tenantName(id), groupRoles) === tenantRole(tenantName(other), groupRoles);
  const apart = targets.map(({ id, others }) => ({
    id,
    others: others.filter((other) => !sharesRole(id, other)),
  }));
  return [
    await probe('read a table of another organization by its qualified name', apart, ({ id, others }) =>
      inOrder(others, (other) => asTenant(id, `SELECT 1 FROM ${tenantName(other)}.tasks`)),
    ),
    await probe('change a table of another organization by its qualified name', apart, ({ id, others }) =>
      inOrder(others, (other) =>
        asTenant(id, `UPDATE ${tenantName(other)}.sequencer SET sequence = sequence`),
      ),
    ),
    await probe('read all users and memberships from an organization', targets, ({ id }) =>
      inOrder(['users', 'memberships', 'sessions', 'organizations'], (table) =>
        asTenant(id, `SELECT 1 FROM public.${table}`),
      ),
    ),
    await probe('see members of another organization in the table of members', targets, async ({ id }) => [
      await foreignMembers(attacker, id),
    ]),
    await probe('query without a tenant transaction', targets, async ({ id }) => [
      await refused(client, 'SELECT 1', 'SELECT 1 FROM tasks', UNDEFINED_TABLE),
      await refused(client, 'SELECT 1', `SELECT 1 FROM ${tenantName(id)}.tasks`, PERMISSION_DENIED),
    ]),
    await probe('keep an organization chosen after the transaction', targets, ({ id }) =>
      inOrder(['COMMIT', 'ROLLBACK'], (end) => settingsAfter(attacker, id, end)),
    ),
    await probe('go on, in pipeline mode, behind a first message that failed', targets, ({ id, others }) =>
      inOrder([id, ...others], (other) => afterFailure(attacker, id, other)),
    ),
    await probe('execute a statement that is prepared for another organization', targets, ({ id, others }) =>
      inOrder(others, (other) => preparedElsewhere(attacker, id, other)),
    ),
    ...(groupRoles ? [await probeGroups()] : []),
  ];

  async function probeGroups(): Promise<Probe> {
    const name = 'reach an organization of the same group by its qualified name';
    const together = targets.map(({ id, others }) => ({
      id,
      others: others.filter((other) => sharesRole(id, other)),
    }));
    const found = await probe(name, together, ({ id, others }) =>
      inOrder(others, (other) => asTenant(id, `SELECT 1 FROM ${tenantName(other)}.tasks`)),
    );
    return { ...found, isOpen: true };
  }
}

async function foreignMembers({ client, groupRoles }: Attacker, id: string): Promise<ProbeOutcome> {
  const seen = await inRolledBackTransaction(client, switchToTenantSql(id, groupRoles), () =>
    client.query('SELECT id FROM members'),
  );
  const members = await client.query('SELECT user_id FROM public.memberships WHERE organization_id = $1', [
    id,
  ]);
  const known = new Set(members.rows.map((row: { user_id: string }) => row.user_id));
  const foreign = seen.rows.filter((row: { id: string }) => !known.has(row.id));
  return foreign.length === 0 ? undefined : `${id} sees ${foreign.length} users who don't belong to it`;
}

async function settingsAfter(
  { client, groupRoles }: Attacker,
  id: string,
  end: string,
): Promise<ProbeOutcome> {
  await client.query(`BEGIN; ${switchToTenantSql(id, groupRoles)}; ${end}`);
  const { rows } = await client.query<{ role: string; schemas: string[] }>(
    'SELECT current_user AS role, current_schemas(false)::text[] AS schemas',
  );
  const left = `${rows[0]?.role} ${rows[0]?.schemas.join(' ')}`;
  return left.includes('tenant_') ? `after ${end} the connection is still in ${left}` : undefined;
}

/**
 * In pipeline mode, statements are executed even when the message with BEGIN before them failed: in the failed
 * transaction, or in none when that message had a syntax error or was cancelled.
 */
async function afterFailure(
  { pipelined: client, groupRoles }: Attacker,
  id: string,
  other: string,
): Promise<ProbeOutcome> {
  const enter = `BEGIN; ${switchToTenantSql(id, groupRoles)}`;
  for (const first of [`${enter}; SET LOCAL ROLE ${tenantName(randomUUID())}`, `${enter}; NOT SQL`]) {
    const reads = ['SELECT 1 FROM tasks', `SELECT 1 FROM ${tenantName(other)}.tasks`];
    const answers = await Promise.allSettled(
      [first, ...reads, `UPDATE ${tenantName(other)}.sequencer SET sequence = sequence`, 'ROLLBACK'].map(
        (sql) => client.query(sql),
      ),
    );
    const through = answers.slice(0, -1).findIndex(({ status }) => status === 'fulfilled');
    if (through >= 0) return `message ${through + 1} behind "${first}" was executed`;
  }
  return undefined;
}

/** Executes the prepared statement in this organization, where it has to read this one's table, and outside of a transaction. */
async function preparedElsewhere(
  { client, groupRoles }: Attacker,
  id: string,
  other: string,
): Promise<ProbeOutcome> {
  const statement = {
    name: `probe_${randomUUID()}`,
    text: `SELECT relnamespace::regnamespace::text AS schema FROM sequencer
           JOIN pg_class ON pg_class.oid = sequencer.tableoid WHERE $1`,
    values: [true],
  };
  const schemaIn = async (organizationId: string): Promise<string | undefined> =>
    (
      await inRolledBackTransaction(client, switchToTenantSql(organizationId, groupRoles), () =>
        client.query<{ schema: string }>(statement),
      )
    ).rows[0]?.schema;
  try {
    // PostgreSQL makes a new plan for five executions before it may reuse a generic one.
    for (let n = 0; n < 6; n++) await schemaIn(other);
    const reached = await schemaIn(id);
    if (reached !== tenantName(id)) return `${id} reads ${reached}`;
    return await client.query(statement).then(
      () => `went through outside of a transaction, prepared for ${other}`,
      () => undefined,
    );
  } finally {
    await client.query(`DEALLOCATE "${statement.name}"`);
  }
}

async function ownRights(url: string): Promise<Probe> {
  const role = roleOf(url);
  return withClient(connectionConfig(url, 'verify'), (client) =>
    probe('have rights of organizations without choosing one', [{ id: role, others: [] }], async () => {
      const { rows } = await client.query<{ faults: string }>(
        `SELECT concat_ws(', ',
           CASE WHEN rolsuper THEN 'is a superuser' END,
           CASE WHEN rolinherit THEN 'inherits' END,
           CASE WHEN rolcreaterole THEN 'may create roles' END,
           (SELECT 'may use ' || string_agg(nspname, ' ') FROM pg_namespace
            WHERE nspname LIKE 'tenant\\_%' AND has_schema_privilege(rolname, oid, 'USAGE'))) AS faults
         FROM pg_roles WHERE rolname = current_user`,
      );
      return [rows[0]?.faults ? `${role} ${rows[0].faults}` : undefined];
    }),
  );
}

/** Runs attempts one after the other, because they share a connection. */
async function inOrder<T>(items: T[], attempt: (item: T) => Promise<ProbeOutcome>): Promise<ProbeOutcome[]> {
  const outcomes: ProbeOutcome[] = [];
  for (const item of items) outcomes.push(await attempt(item));
  return outcomes;
}
