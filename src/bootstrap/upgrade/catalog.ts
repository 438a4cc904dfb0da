import type { Client } from 'pg';
import { ANY_TENANT_ROLE } from '../../tenancy/group-roles.js';

/** Objects with smaller ids are those of PostgreSQL itself. */
const FIRST_NORMAL_ID = 16384;

/** What of a schema is copied. */
export interface Relations {
  /** The columns of each table that are stored, not generated. */
  tables: Map<string, string[]>;
  sequences: Set<string>;
}

/** Of many schemas at once: no index of `pg_class` begins with the schema, so each query reads the whole of it. */
export async function relationsOf(client: Client, schemas: string[]): Promise<Map<string, Relations>> {
  const found = new Map<string, Relations>(
    schemas.map((schema) => [schema, { tables: new Map(), sequences: new Set() }]),
  );
  const { rows } = await client.query<{ schema: string; name: string; kind: 'r' | 'S'; columns: string[] }>(
    `SELECT relnamespace::regnamespace::text AS schema, relname AS name, relkind AS kind,
            array_agg(attname::text ORDER BY attnum) AS columns
     FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
     WHERE relnamespace = ANY ($1::regnamespace[]) AND relkind IN ('r', 'S')
     GROUP BY relnamespace, relname, relkind ORDER BY relname`,
    [schemas],
  );
  for (const { schema, name, kind, columns } of rows) {
    const relations = found.get(schema);
    if (kind === 'r') relations?.tables.set(name, columns);
    else relations?.sequences.add(name);
  }
  return found;
}

/** What stands in schemas, as texts to be compared and shown. */
const THINGS = `
  SELECT relnamespace AS schema,
         format('%s %s', CASE relkind WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' WHEN 'r' THEN 'table' ELSE 'view' END,
                c.oid::regclass) AS thing
  FROM pg_class c WHERE relnamespace = ANY ($1::regnamespace[]) AND relkind <> 'c'
  UNION ALL
  SELECT relnamespace, format('column %s.%I', attrelid::regclass, attname)
  FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
  WHERE relnamespace = ANY ($1::regnamespace[]) AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT pronamespace, 'function ' || oid::regprocedure FROM pg_proc WHERE pronamespace = ANY ($1::regnamespace[])
  UNION ALL
  SELECT relnamespace, format('trigger %I on %s', tgname, tgrelid::regclass)
  FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
  WHERE relnamespace = ANY ($1::regnamespace[]) AND NOT tgisinternal`;

/** Schema by schema, each thing with the name of its schema. */
export async function thingsOf(client: Client, schemas: string[]): Promise<string[]> {
  return textsOf(client, `SELECT thing FROM (${THINGS}) things ORDER BY schema::regnamespace::text, thing`, [
    schemas,
  ]);
}

/**
 * Of the whole server. The role of an organization that is gone may have been left behind by its purge, and group roles
 * by another value of TENANT_ROLES.
 */
const AROUND = `
  SELECT 'role ' || rolname AS thing FROM pg_roles WHERE oid >= ${FIRST_NORMAL_ID} AND rolname !~ '${ANY_TENANT_ROLE}'
  UNION ALL SELECT 'database ' || datname FROM pg_database WHERE oid >= ${FIRST_NORMAL_ID}
  UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE oid >= ${FIRST_NORMAL_ID} AND nspname !~ '^pg_'
  UNION ALL SELECT 'extension ' || extname FROM pg_extension WHERE oid >= ${FIRST_NORMAL_ID}
  ORDER BY thing`;

/** What one server has around the product's schemas, and the other hasn't. */
export async function findStrangers(from: Client, to: Client): Promise<string[]> {
  const known = new Set(await textsOf(to, AROUND, []));
  return (await textsOf(from, AROUND, [])).filter((thing) => !known.has(thing));
}

async function textsOf(client: Client, query: string, parameters: unknown[]): Promise<string[]> {
  const { rows } = await client.query<{ thing: string }>(query, parameters);
  return rows.map(({ thing }) => thing);
}
