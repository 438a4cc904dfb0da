import { createHash } from 'node:crypto';
import type pg from 'pg';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { NEWEST_VERSION } from '#app/tenancy/tenant-schema.js';
import { describeRelations, describeTypes } from './describe-schema.ts';

/** Foreign keys and views, each with what has to be there before; `$1` is the schema. */
const REFERENCES = `
  SELECT DISTINCT dependent.relname AS name, referenced.relname AS "refersTo" FROM (
    SELECT conrelid, confrelid FROM pg_constraint WHERE contype = 'f'
    UNION ALL
    SELECT ev_class, refobjid FROM pg_rewrite JOIN pg_depend ON objid = pg_rewrite.oid AND classid = 'pg_rewrite'::regclass
    WHERE refclassid = 'pg_class'::regclass
  ) AS reference (dependent_id, referenced_id)
  JOIN pg_class dependent ON dependent.oid = dependent_id
  JOIN pg_class referenced ON referenced.oid = referenced_id
  WHERE dependent.relnamespace = $1::regnamespace AND referenced.relnamespace = $1::regnamespace
    AND dependent_id <> referenced_id ORDER BY 1, 2`;

/** The rows that a table has from the beginning, `$1`, as the columns and literals of each. */
const ROWS = `
  SELECT string_agg(quote_ident(key), ', ' ORDER BY attnum) AS columns,
         string_agg(quote_literal(value), ', ' ORDER BY attnum) AS literals
  FROM (SELECT row_number() OVER () AS place, to_jsonb(t) AS row FROM RELATION t) AS rows,
       jsonb_each_text(row) JOIN pg_attribute ON attrelid = 'RELATION'::regclass AND attname = key
  WHERE value IS NOT NULL AND attgenerated = '' GROUP BY place ORDER BY place`;

/**
 * What migrations/tenant-schema.sql has to say: SQL that makes what is in the schema of an organization, which all
 * migrations have just made.
 */
export async function tenantSchemaFile(pool: pg.Pool, organizationId: string): Promise<string> {
  const client = await pool.connect();
  try {
    // Names come out qualified.
    await client.query(`SET search_path TO ''`);
    const tenant = tenantName(organizationId);
    const relations = await describeRelations(client, tenant);
    const made: string[][] = await describeTypes(client, tenant);
    for (const name of await inOrder(client, tenant, [...relations.keys()])) {
      made.push([...(relations.get(name) ?? []), ...(await insertions(client, `${tenant}.${name}`))]);
    }
    const hash = createHash('sha256').update(organizationId).digest('hex');
    const statements = made
      .filter((part) => part.length > 0)
      .map((part) => part.join('\n'))
      .join('\n\n');
    return `-- Version ${NEWEST_VERSION} of an organization's schema, as one message: what its migrations lead to, for new organizations.
-- "npm run write:contract" writes this file, and test/tenancy/tenant-schema compares what both make.

${statements}
`
      .replaceAll(`TO ${tenant};`, 'TO :"role";')
      .replaceAll(tenant, ':"tenant"')
      .replaceAll(`E'\\\\x${hash}'`, `sha256(convert_to(:'organization_id', 'UTF8'))`)
      .replaceAll(`'${organizationId}'`, `:'organization_id'`);
  } finally {
    client.release(true);
  }
}

/** @returns the relations, each after those that it refers to */
async function inOrder(client: pg.PoolClient, schema: string, names: string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; refersTo: string }>(REFERENCES, [schema]);
  const ordered = new Set<string>();
  const add = (name: string): void => {
    for (const row of rows) if (row.name === name && !ordered.has(row.refersTo)) add(row.refersTo);
    ordered.add(name);
  };
  for (const name of names) add(name);
  return [...ordered];
}

async function insertions(client: pg.PoolClient, relation: string): Promise<string[]> {
  const { rows: kinds } = await client.query<{ isTable: boolean }>(
    `SELECT relkind = 'r' AS "isTable" FROM pg_class WHERE oid = $1::regclass`,
    [relation],
  );
  if (!kinds[0]?.isTable) return [];
  const { rows } = await client.query<{ columns: string; literals: string }>(
    ROWS.replaceAll('RELATION', relation),
  );
  return rows.map(({ columns, literals }) => `INSERT INTO ${relation} (${columns}) VALUES (${literals});`);
}
