import type { Client } from 'pg';

/** Objects with smaller ids are those of PostgreSQL itself. */
const FIRST_NORMAL_ID = 16384;

/** What stands in a schema, as texts to be compared and shown. */
const THINGS = `
  SELECT format('%s %s', CASE relkind WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' WHEN 'r' THEN 'table' ELSE 'view' END,
                c.oid::regclass) AS thing
  FROM pg_class c WHERE relnamespace = $1::regnamespace AND relkind <> 'c'
  UNION ALL
  SELECT format('column %s.%I', attrelid::regclass, attname) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
  WHERE relnamespace = $1::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT 'function ' || oid::regprocedure FROM pg_proc WHERE pronamespace = $1::regnamespace
  UNION ALL
  SELECT format('trigger %I on %s', tgname, tgrelid::regclass) FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
  WHERE relnamespace = $1::regnamespace AND NOT tgisinternal`;

export async function thingsOf(client: Client, schema: string): Promise<string[]> {
  return textsOf(client, THINGS, [schema]);
}

/** Of the whole server. The role of an organization that is gone may have been left behind by its purge. */
const AROUND = `
  SELECT 'role ' || rolname AS thing FROM pg_roles WHERE oid >= ${FIRST_NORMAL_ID} AND rolname !~ '^tenant_[0-9a-f]{32}$'
  UNION ALL SELECT 'database ' || datname FROM pg_database WHERE oid >= ${FIRST_NORMAL_ID}
  UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE oid >= ${FIRST_NORMAL_ID} AND nspname !~ '^pg_'
  UNION ALL SELECT 'extension ' || extname FROM pg_extension WHERE oid >= ${FIRST_NORMAL_ID}`;

/** What one server has around the product's schemas, and the other hasn't. */
export async function findStrangers(from: Client, to: Client): Promise<string[]> {
  const known = new Set(await textsOf(to, AROUND, []));
  return (await textsOf(from, AROUND, [])).filter((thing) => !known.has(thing));
}

async function textsOf(client: Client, query: string, parameters: unknown[]): Promise<string[]> {
  const { rows } = await client.query<{ thing: string }>(`${query} ORDER BY 1`, parameters);
  return rows.map(({ thing }) => thing);
}
