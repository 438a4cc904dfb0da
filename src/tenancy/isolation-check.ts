import { Client } from 'pg';
import type { Config } from '../config/config.js';
import { roleOf } from './provisioning.js';
import { tenantName } from './tenant-name.js';
import { enterTenant } from './tenant-transaction.adapter.js';

export interface Probe {
  what: string;
  tried: number;
  failures: string[];
}

const PERMISSION_DENIED = '42501';
const UNDEFINED_TABLE = '42P01';

/**
 * Tries, as the runtime role, what a bug in a query could do: name another organization's tables,
 * forget the tenant transaction, read identities. It doesn't try what needs arbitrary SQL: whoever
 * can send that may also send SET ROLE, and what keeps them out is that values travel as parameters.
 */
export class IsolationCheck {
  constructor(private readonly config: Config) {}

  /** @param sample how many organizations to start from, and how many others to try from each */
  async run(sample: number): Promise<{ organizations: number; probes: Probe[] }> {
    const client = new Client({ connectionString: this.config.database.direct });
    await client.connect();
    try {
      const { rows } = await client.query<{ id: string }>(
        'SELECT id FROM public.organizations ORDER BY random()',
      );
      const ids = rows.map((row) => row.id);
      const from = ids.slice(0, sample);
      const pairs = from.flatMap((id, index) =>
        ids
          .slice(index + 1, index + 1 + sample)
          .flatMap((other) => [[id, other] as const, [other, id] as const]),
      );
      const probes = [
        await this.readsOthers(client, pairs),
        await this.writesOthers(client, pairs),
        await this.readsIdentities(client, from),
        await this.seesForeignPeople(client, from),
        await this.forgetsTransaction(client, from),
        await this.keepsSettings(client, from),
        await this.ownsRights(client),
      ];
      return { organizations: ids.length, probes };
    } finally {
      await client.end();
    }
  }

  private readsOthers(client: Client, pairs: (readonly [string, string])[]): Promise<Probe> {
    return probe('read a table of another organization by its qualified name', pairs, ([id, other]) =>
      refused(client, enterTenant(id), `SELECT 1 FROM ${tenantName(other)}.tasks`, PERMISSION_DENIED),
    );
  }

  private writesOthers(client: Client, pairs: (readonly [string, string])[]): Promise<Probe> {
    return probe('change a table of another organization by its qualified name', pairs, ([id, other]) =>
      refused(
        client,
        enterTenant(id),
        `UPDATE ${tenantName(other)}.head SET sequence = sequence`,
        PERMISSION_DENIED,
      ),
    );
  }

  private readsIdentities(client: Client, ids: string[]): Promise<Probe> {
    return probe('read all users and memberships from an organization', ids, async (id) => {
      for (const table of ['users', 'memberships', 'sessions', 'organizations']) {
        const problem = await refused(
          client,
          enterTenant(id),
          `SELECT 1 FROM public.${table}`,
          PERMISSION_DENIED,
        );
        if (problem) return problem;
      }
      return undefined;
    });
  }

  private seesForeignPeople(client: Client, ids: string[]): Promise<Probe> {
    return probe('see people of another organization in the view of members', ids, async (id) => {
      const seen = await inTransaction(client, enterTenant(id), () => client.query('SELECT id FROM people'));
      const members = await client.query(
        'SELECT user_id FROM public.memberships WHERE organization_id = $1',
        [id],
      );
      const known = new Set(members.rows.map((row: { user_id: string }) => row.user_id));
      const foreign = seen.rows.filter((row: { id: string }) => !known.has(row.id));
      return foreign.length === 0 ? undefined : `${id} sees ${foreign.length} people who don't belong to it`;
    });
  }

  private forgetsTransaction(client: Client, ids: string[]): Promise<Probe> {
    return probe('query without a tenant transaction', ids, async (id) => {
      const unqualified = await refused(client, 'SELECT 1', 'SELECT 1 FROM tasks', UNDEFINED_TABLE);
      const named = `SELECT 1 FROM ${tenantName(id)}.tasks`;
      return unqualified ?? (await refused(client, 'SELECT 1', named, PERMISSION_DENIED));
    });
  }

  private keepsSettings(client: Client, ids: string[]): Promise<Probe> {
    return probe('keep an organization chosen after the transaction', ids, async (id) => {
      for (const end of ['COMMIT', 'ROLLBACK']) {
        await client.query(`BEGIN; ${enterTenant(id)}; ${end}`);
        const { rows } = await client.query<{ role: string; schemas: string[] }>(
          'SELECT current_user AS role, current_schemas(false)::text[] AS schemas',
        );
        const left = `${rows[0]?.role} ${rows[0]?.schemas.join(' ')}`;
        if (left.includes('tenant_')) return `after ${end} the connection is still in ${left}`;
      }
      return undefined;
    });
  }

  private ownsRights(client: Client): Promise<Probe> {
    const role = roleOf(this.config.database.direct);
    return probe('have rights of organizations without choosing one', [role], async () => {
      const { rows } = await client.query<{ faults: string }>(
        `SELECT concat_ws(', ',
           CASE WHEN rolsuper THEN 'is a superuser' END,
           CASE WHEN rolinherit THEN 'inherits' END,
           CASE WHEN rolcreaterole THEN 'may create roles' END,
           (SELECT 'may use ' || string_agg(nspname, ' ') FROM pg_namespace
            WHERE nspname LIKE 'tenant\\_%' AND has_schema_privilege(rolname, oid, 'USAGE'))) AS faults
         FROM pg_roles WHERE rolname = current_user`,
      );
      return rows[0]?.faults ? `${role} ${rows[0].faults}` : undefined;
    });
  }
}

async function probe<T>(
  what: string,
  targets: T[],
  attempt: (target: T) => Promise<string | undefined>,
): Promise<Probe> {
  const failures: string[] = [];
  for (const target of targets) {
    const failure = await attempt(target);
    if (failure) failures.push(failure);
  }
  return { what, tried: targets.length, failures };
}

/** @returns undefined when the statement failed with the code it has to fail with */
async function refused(
  client: Client,
  settings: string,
  sql: string,
  code: string,
): Promise<string | undefined> {
  try {
    await inTransaction(client, settings, () => client.query(sql));
    return `went through: ${sql}`;
  } catch (error) {
    const { code: actual, message } = error as { code?: string; message: string };
    return actual === code ? undefined : `failed otherwise than expected: ${message}`;
  }
}

async function inTransaction<T>(client: Client, settings: string, fn: () => Promise<T>): Promise<T> {
  await client.query(`BEGIN; ${settings}`);
  try {
    return await fn();
  } finally {
    await client.query('ROLLBACK');
  }
}
