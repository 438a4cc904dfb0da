// quick: what the API and the database promise changes only where a review sees it
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { roleOf } from '#app/database/connection.js';
import { createDocument } from '#app/server/openapi.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { roleCreation, schemaReplay } from '#app/tenancy/tenant-schema.js';
import { describeSchema } from '../support/describe-schema.ts';
import { organizationOf } from '../support/sessions.ts';
import { tenantSchemaFile } from '../support/tenant-schema-file.ts';
import { createTestApp } from '../support/test-app.ts';

// `npm run write:contract` writes these files anew.
const DOCUMENT = '../../docs/openapi.json';
const SCHEMA = '../../docs/schema.sql';
const TENANT_SCHEMA = '../../migrations/tenant-schema.sql';

const { app, api, config, superuser } = await createTestApp({ jobs: 'off' });
const owner = await api.newOwner();
const organizationId = organizationOf(owner);
const tenant = tenantName(organizationId);

/** In place of the id that the schema of an organization knows. */
const ORGANIZATION = '00000000-0000-0000-0000-000000000000';

/**
 * With the keys of each object and the values of each enumeration in one order, so that only what changed differs: an
 * enumeration that is a type comes in the order in which the compiler met its members, which depends on the build.
 */
const sorted = (value: unknown, key = ''): unknown => {
  if (Array.isArray(value)) return key === 'enum' ? value.toSorted() : value.map((one) => sorted(one));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner, key)]));
};

/** The schemas with the roles as migrations call them. */
async function writtenSchema(): Promise<string> {
  const shared = await describeSchema(superuser, 'public');
  const own = await describeSchema(superuser, tenant);
  const sections = [
    '-- What the migrations lead to, for reading and for comparing. "npm run write:contract" writes this file.',
    '-- The schema that all organizations share ---------------------------------------------------------------',
    shared.trimEnd(),
    '-- The schema of each organization -----------------------------------------------------------------------',
    own.trimEnd(),
  ];
  return `${sections.join('\n\n')}\n`
    .replaceAll('taskflow_runtime', 'runtime')
    .replaceAll(tenant, 'tenant')
    .replaceAll(organizationId, ORGANIZATION);
}

it('serves the API that docs/openapi.json says', async () => {
  await expect(`${JSON.stringify(sorted(createDocument(app)), null, 2)}\n`).toMatchFileSnapshot(DOCUMENT);
});

it('has the database schema that docs/schema.sql says', async () => {
  await expect(await writtenSchema()).toMatchFileSnapshot(SCHEMA);
});

it('makes new organizations with the schema that all migrations lead to', async () => {
  const id = randomUUID();
  await superuser.query(roleCreation(tenantName(id), roleOf(config.database.runtime)));
  await superuser.query(schemaReplay(id, undefined));
  await expect(await tenantSchemaFile(superuser, id)).toMatchFileSnapshot(TENANT_SCHEMA);
});

it('describes equal schemas equally, and a change of any kind otherwise', async () => {
  const before = await describeSchema(superuser, tenant);
  for (const change of [
    `ALTER TABLE ${tenant}.tasks ADD COLUMN note text`,
    `ALTER TABLE ${tenant}.tasks ALTER COLUMN title DROP NOT NULL`,
    `ALTER TABLE ${tenant}.tasks ALTER COLUMN title SET DEFAULT 'x'`,
    `ALTER TABLE ${tenant}.tasks ADD CONSTRAINT short CHECK (length(title) < 5000)`,
    `CREATE INDEX more ON ${tenant}.tasks (title)`,
    `CREATE TABLE ${tenant}.more (id uuid)`,
    `DROP TABLE ${tenant}.members`,
    `GRANT DELETE ON ${tenant}.activity TO ${tenant}`,
    `GRANT UPDATE (hash) ON ${tenant}.activity TO ${tenant}`,
    `GRANT SELECT ON ${tenant}.tasks TO PUBLIC`,
    `CREATE SEQUENCE ${tenant}.counter`,
    `CREATE FUNCTION ${tenant}.one() RETURNS integer LANGUAGE sql AS 'SELECT 1'`,
    `CREATE TYPE ${tenant}.size AS ENUM ('S', 'L')`,
  ]) {
    const client = await superuser.connect();
    try {
      await client.query('BEGIN');
      expect(await describeSchema(client, tenant)).toBe(before);
      await client.query(change);
      expect(await describeSchema(client, tenant), change).not.toBe(before);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }
});
