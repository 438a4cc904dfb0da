import type { LocalServer, Role } from '@taskflow/embedded-postgres';
import type { Client } from 'pg';
import type { BytesProgress } from '../../commands/progress-bar.js';
import { sessionConfig, withClient } from '../../database/connection.js';
import { EMBEDDED_DATABASE } from '../../database/embedded-names.js';
import { readMigrations } from '../../tenancy/migration/migrations.js';
import { ORGANIZATIONS_PER_CONNECTION, ownerConfig } from '../../tenancy/migration/owner-connection.js';
import {
  letOwnerDumpQueue,
  migratePublic,
  migrateQueueSchema,
} from '../../tenancy/migration/public-migration.js';
import { checkVersions } from '../../tenancy/migration/version-check.js';
import type { GroupRoles } from '../../tenancy/group-roles.js';
import { tenantName } from '../../tenancy/tenant-name.js';
import { makeGroupRoles } from '../../tenancy/tenant-roles.js';
import { roleCreation, schemaCreation } from '../../tenancy/tenant-schema.js';
import { findStrangers, type Relations, relationsOf, thingsOf } from './catalog.js';
import { SchemaCopy } from './schema-copy.js';

/** What the product's database has, at the versions that it has it. */
interface Content {
  /** Of `public`. */
  version: number;
  /** Of the queue's schema, which its library makes. */
  queue: number | null;
  /** Organizations, and the pool of those to come; a version of 0 is a role without a schema. */
  tenants: { id: string; version: number }[];
  /** In bytes. */
  size: number;
}

/** The roles of the new server. */
export interface ProductRoles {
  owner: Role;
  runtime: Role;
  groupRoles: GroupRoles;
}

interface Connections {
  from: Client;
  to: Client;
  owner: Client;
}

/**
 * Copies the product's database from an older server into the same, empty one of a new server: schemas, roles and
 * grants are made as they were made there, by the same migrations, so that the old database isn't changed. Rows and
 * sequences follow, and each table is compared.
 * @returns what isn't the product's, and stays behind
 * @throws IncompatibleSchema for a database of a newer build; Error when anything isn't equal
 */
export async function copyDatabase(
  older: LocalServer,
  newer: LocalServer,
  roles: ProductRoles,
  progress: BytesProgress,
): Promise<string[]> {
  const content = await readContent(older);
  if (!content) return [];
  return new DatabaseCopy(older, newer, roles, progress).run(content);
}

/** @returns undefined where nothing was ever stored */
async function readContent(older: LocalServer): Promise<Content | undefined> {
  const databases = await older.query(`SELECT FROM pg_database WHERE datname = '${EMBEDDED_DATABASE}'`);
  if (databases.length === 0) return undefined;
  const url = older.url(EMBEDDED_DATABASE);
  await checkVersions({ owner: url, direct: url });
  return withClient(sessionConfig(url, 'upgrade'), async (client) => {
    const { rows } = await client.query<{ found: boolean }>(
      `SELECT to_regclass('public.schema_migrations') IS NOT NULL AS found`,
    );
    if (!rows[0]?.found) return undefined;
    const content = await client.query<Content>(
      `SELECT coalesce((SELECT max(version) FROM public.schema_migrations), 0) AS version,
              (SELECT coalesce(sum(pg_table_size(relid)), 0)::float FROM pg_stat_user_tables) AS size`,
    );
    const [{ version, size }] = content.rows as [Content];
    const tenants = await client.query<Content['tenants'][number]>(
      `SELECT organization_id AS id, version FROM public.tenant_schemas
       UNION ALL SELECT organization_id, version FROM public.tenant_pool ORDER BY 1`,
    );
    return { version, size, queue: await queueVersion(client), tenants: tenants.rows };
  });
}

async function queueVersion(client: Client): Promise<number | null> {
  const { rows } = await client.query(`SELECT to_regclass('bullmq.migration') AS found`);
  if (!rows[0]?.found) return null;
  return (await client.query('SELECT max(version) AS version FROM bullmq.migration')).rows[0].version;
}

class DatabaseCopy {
  private readonly left: string[] = [];

  constructor(
    private readonly older: LocalServer,
    private readonly newer: LocalServer,
    private readonly roles: ProductRoles,
    private readonly progress: BytesProgress,
  ) {}

  async run({ version, queue, tenants, size }: Content): Promise<string[]> {
    await this.withConnections(async (connections) => {
      await this.makeShared(connections.owner, version);
      this.progress.begin('Upgrading the database', size);
      await this.copySchemas(connections, ['public']);
      // The jobs of accepted work are added anew where they can't be taken along.
      if ((await queueVersion(connections.to)) === queue) await this.copySchemas(connections, ['bullmq']);
      else if (queue !== null) this.left.push('schema bullmq');
    });
    for (let at = 0; at < tenants.length; at += ORGANIZATIONS_PER_CONNECTION)
      await this.withConnections((connections) =>
        this.copyTenants(connections, tenants.slice(at, at + ORGANIZATIONS_PER_CONNECTION)),
      );
    await withClient(
      sessionConfig(this.newer.url(EMBEDDED_DATABASE, this.roles.runtime), 'upgrade'),
      letOwnerDumpQueue,
    );
    await this.newer.query('ANALYZE', EMBEDDED_DATABASE);
    const strangers = await this.withConnections(({ from, to }) => findStrangers(from, to));
    return [...strangers, ...this.left];
  }

  private async makeShared(owner: Client, version: number): Promise<void> {
    const { runtime, groupRoles } = this.roles;
    const migrations = readMigrations('public').slice(0, version);
    await migratePublic(owner, runtime.name, () => undefined, undefined, migrations);
    await makeGroupRoles(owner, runtime.name, groupRoles);
    await migrateQueueSchema(owner, runtime.name);
  }

  private async copyTenants(connections: Connections, tenants: Content['tenants']): Promise<void> {
    for (const { id, version } of tenants) {
      const { runtime, groupRoles } = this.roles;
      const role = groupRoles ? '' : roleCreation(tenantName(id), runtime.name);
      const schema = version === 0 ? '' : schemaCreation(id, groupRoles, version);
      await connections.owner.query(`BEGIN; ${role}; ${schema}; COMMIT`);
    }
    const schemas = tenants.filter(({ version }) => version > 0).map(({ id }) => tenantName(id));
    await this.copySchemas(connections, schemas);
  }

  private async copySchemas({ from, to }: Connections, schemas: string[]): Promise<void> {
    const [older, newer] = [await relationsOf(from, schemas), await relationsOf(to, schemas)];
    for (const schema of schemas) {
      const copy = new SchemaCopy(from, to, schema, this.roles.runtime.name, (bytes) =>
        this.progress.add(bytes),
      );
      await copy.run(older.get(schema) as Relations, newer.get(schema) as Relations);
    }
    const [old, made] = [await thingsOf(from, schemas), new Set(await thingsOf(to, schemas))];
    this.left.push(...old.filter((thing) => !made.has(thing)));
  }

  /** A backend remembers every table it has seen: these end after some hundreds of organizations. */
  private withConnections<T>(use: (connections: Connections) => Promise<T>): Promise<T> {
    const { older, newer } = this;
    const reading = sessionConfig(older.url(EMBEDDED_DATABASE), 'upgrade', {
      default_transaction_read_only: 'on',
    });
    // Rows come in any order, and nothing follows from them.
    const loading = sessionConfig(newer.url(EMBEDDED_DATABASE), 'upgrade', {
      session_replication_role: 'replica',
    });
    const owner = ownerConfig(newer.url(EMBEDDED_DATABASE, this.roles.owner));
    return withClient(reading, (from) =>
      withClient(loading, (to) => withClient(owner, (client) => use({ from, to, owner: client }))),
    );
  }
}
