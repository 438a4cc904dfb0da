import type pg from 'pg';

/** What rows of the catalog say of their own place: ids, sizes, and numbers of columns, which leave room for dropped ones. */
const PLACES = [
  ['oid', 'relname', 'relnamespace', 'reltype', 'relfilenode', 'reltoastrelid', 'relfrozenxid', 'relminmxid'],
  ['relpages', 'reltuples', 'relallvisible', 'relallfrozen', 'relacl', 'relnatts'],
  ['attrelid', 'attnum', 'atthasmissing', 'attmissingval', 'atttypid', 'attacl'],
  ['indexrelid', 'indrelid', 'indkey', 'indexprs', 'indpred'],
  ['conrelid', 'connamespace', 'conindid', 'confrelid', 'conkey', 'confkey', 'conbin', 'conparentid'],
  ['tgrelid', 'tgfoid', 'tgconstraint', 'tgconstrindid', 'tgconstrrelid', 'tgqual', 'tgattr'],
  ['polrelid', 'polqual', 'polwithcheck', 'pronamespace', 'proacl', 'prosqlbody'],
  [
    'typnamespace',
    'typrelid',
    'typarray',
    'typelem',
    'typacl',
    'stxrelid',
    'stxnamespace',
    'stxkeys',
    'stxexprs',
  ],
].flat();

const propertiesOf = (catalog: string): string => `to_jsonb(${catalog}) - ARRAY['${PLACES.join("', '")}']`;

/** Everything that the catalog says of the schema `$1`, by names. */
const QUERIES = [
  `SELECT nspname, nspacl, nspowner FROM pg_namespace WHERE oid = $1::regnamespace`,
  `SELECT relname, relacl, ${propertiesOf('pg_class')} AS properties FROM pg_class WHERE relnamespace = $1::regnamespace ORDER BY 1`,
  `SELECT attrelid::regclass, attname, row_number() OVER (PARTITION BY attrelid ORDER BY attnum),
     format_type(atttypid, atttypmod), attacl, pg_get_expr(adbin, adrelid), ${propertiesOf('pg_attribute')} AS properties
   FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
   LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
   WHERE relnamespace = $1::regnamespace AND attnum > 0 AND NOT attisdropped ORDER BY relname, attnum`,
  `SELECT pg_get_indexdef(indexrelid), ${propertiesOf('pg_index')} AS properties
   FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relnamespace = $1::regnamespace ORDER BY 1`,
  `SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), conindid::regclass, ${propertiesOf('pg_constraint')} AS properties
   FROM pg_constraint WHERE connamespace = $1::regnamespace ORDER BY 1, 2`,
  `SELECT viewname, viewowner, definition FROM pg_views WHERE schemaname = $1 ORDER BY 1`,
  `SELECT rulename, definition FROM pg_rules WHERE schemaname = $1 ORDER BY 1`,
  `SELECT pg_get_triggerdef(t.oid), ${propertiesOf('t')} AS properties FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
   WHERE relnamespace = $1::regnamespace AND NOT tgisinternal ORDER BY 1`,
  `SELECT * FROM pg_policies WHERE schemaname = $1 ORDER BY tablename, policyname`,
  `SELECT oid::regprocedure::text, pg_get_functiondef(oid), proacl, proowner::regrole FROM pg_proc
   WHERE pronamespace = $1::regnamespace ORDER BY 1`,
  `SELECT typname, typacl, ${propertiesOf('pg_type')} AS properties,
     (SELECT array_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = pg_type.oid)
   FROM pg_type WHERE typnamespace = $1::regnamespace ORDER BY 1`,
  `SELECT * FROM pg_sequences WHERE schemaname = $1 ORDER BY sequencename`,
  `SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxnamespace = $1::regnamespace ORDER BY 1`,
  `SELECT identity, description FROM pg_description, pg_identify_object(classoid, objoid, objsubid) WHERE schema = $1 ORDER BY 1`,
  `SELECT defaclobjtype, defaclacl::text FROM pg_default_acl WHERE defaclnamespace = $1::regnamespace ORDER BY 1, 2`,
];

/** All that a schema is and contains, as texts that are equal for equal schemas. */
export async function catalogOf(database: Pick<pg.Pool, 'query'>, schema: string): Promise<string[]> {
  const found: string[] = [];
  for (const query of QUERIES)
    for (const row of (await database.query<object>(query, [schema])).rows) found.push(JSON.stringify(row));
  const { rows: tables } = await database.query<{ name: string }>(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 ORDER BY 1',
    [schema],
  );
  for (const { name } of tables) {
    const { rows } = await database.query<{ row: string }>(
      `SELECT t::text AS row FROM ${schema}.${name} t ORDER BY 1`,
    );
    found.push(...rows.map(({ row }) => `${name}: ${row}`));
  }
  return found;
}
