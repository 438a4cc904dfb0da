import type pg from 'pg';

/** The tables that have a row with this text in it, as text or as bytes, in whatever schema and column. */
export async function tablesWith(superuser: pg.Pool, text: string): Promise<string[]> {
  const tables = await superuser.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const searches = tables.rows.map(
    ({ name }) =>
      `SELECT '${name}' AS name WHERE EXISTS (
         SELECT FROM ${name} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0)`,
  );
  const { rows } = await superuser.query<{ name: string }>(searches.join(' UNION ALL '), [
    text,
    Buffer.from(text).toString('hex'),
  ]);
  return rows.map(({ name }) => name);
}
