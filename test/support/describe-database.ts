import pg from 'pg';
import { describeSchema } from './describe-schema.ts';

/** Roles with what they may, who may become them, and the settings that they sign in with. */
const ROLES = `
  SELECT concat_ws(' ', 'ROLE', rolname, CASE WHEN rolcanlogin THEN 'LOGIN' END, CASE WHEN rolinherit THEN 'INHERIT' END,
    CASE WHEN rolcreaterole THEN 'CREATEROLE' END, CASE WHEN rolcreatedb THEN 'CREATEDB' END,
    CASE WHEN rolsuper THEN 'SUPERUSER' END, rolconfig::text) AS line
  FROM pg_roles WHERE rolname !~ '^pg_'
  UNION ALL
  SELECT format('GRANT %s TO %s', roleid::regrole, member::regrole) FROM pg_auth_members
  -- From PostgreSQL 16 on, who makes a role may grant it.
  WHERE roleid::regrole::text !~ '^pg_' AND NOT (member = 'taskflow_owner'::regrole AND admin_option)
  UNION ALL
  SELECT format('OWNER %s %s', c.oid::regclass, relowner::regrole) FROM pg_class c
  WHERE relkind IN ('r', 'S', 'v') AND c.oid >= 16384
  UNION ALL
  SELECT format('SCHEMA %s %s %s', nspname, nspowner::regrole, nspacl) FROM pg_namespace
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  UNION ALL
  SELECT format('FUNCTION %s %s %s', p.oid::regprocedure, proowner::regrole, proacl) FROM pg_proc p WHERE p.oid >= 16384
  UNION ALL
  SELECT format('DEFAULT %s %s %s', defaclrole::regrole, defaclnamespace::regnamespace, defaclacl) FROM pg_default_acl
  UNION ALL
  SELECT format('COLLATION %s %s', oid::regcollation, collprovider) FROM pg_collation WHERE oid >= 16384
  ORDER BY 1`;

/** All that a database is, without its rows, as text that is equal for equal databases of any version of PostgreSQL. */
export async function describeDatabase(url: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const roles = await client.query<{ line: string }>(ROLES);
    const schemas = await client.query<{ name: string }>(
      `SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1`,
    );
    const parts = [roles.rows.map(({ line }) => line).join('\n')];
    for (const { name } of schemas.rows) parts.push(await describeSchema(client, name));
    return parts.join('\n');
  } finally {
    await client.end();
  }
}
