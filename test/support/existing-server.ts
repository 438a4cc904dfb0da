import pg from 'pg';
import type { Role } from '@taskflow/embedded-postgres';
import { ANY_TENANT_ROLE } from '#app/tenancy/group-roles.js';
import { queryOnce } from './query-once.ts';

/** Databases that a run makes; an interrupted one leaves some behind. */
const DATABASES = String.raw`datname = 'template_taskflow' OR datname ~ '^test_[0-9a-f]{12}$'`;
/** Tenant roles first: those that granted them can't go before. */
const ROLES = `rolname ~ '${ANY_TENANT_ROLE}' OR rolname IN ('taskflow_owner', 'taskflow_runtime')`;

/**
 * A PostgreSQL server that was there before the tests, in place of the embedded one: for running
 * them against other versions. It should be there for tests alone, as their roles take part in all
 * of its databases.
 */
export class ExistingServer {
  /** @param superuserUrl URL of a superuser with a password; the tests' roles sign in with theirs */
  constructor(private readonly superuserUrl: string) {}

  url(database: string, role?: Role): string {
    const url = new URL(this.superuserUrl);
    url.pathname = `/${database}`;
    if (role) [url.username, url.password] = [role.name, encodeURIComponent(role.password)];
    return url.href;
  }

  query(sql: string, database = 'postgres'): Promise<Record<string, unknown>[]> {
    return queryOnce(this.url(database), sql);
  }

  /** Removes what test runs have made. A role that something else depends on stays. */
  async clean(): Promise<void> {
    const client = new pg.Client(this.url('postgres'));
    await client.connect();
    const names = async (sql: string): Promise<string[]> =>
      (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name);
    for (const name of await names(`SELECT datname AS name FROM pg_database WHERE ${DATABASES}`)) {
      await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
    for (const name of await names(`SELECT rolname AS name FROM pg_roles WHERE ${ROLES} ORDER BY 1 DESC`)) {
      await client.query(`DROP ROLE ${name}`).catch(() => undefined);
    }
    await client.end();
  }
}
