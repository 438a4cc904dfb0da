import { createHash, randomUUID } from 'node:crypto';
import { afterAll, expect, it } from 'vitest';
import { roleOf } from '#app/database/connection.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { NEWEST_VERSION, roleCreation, schemaCreation, schemaReplay } from '#app/tenancy/tenant-schema.js';
import { catalogOf } from '../support/catalog-of.ts';
import { createTestDatabase } from '../support/test-app.ts';

const { config, superuser } = await createTestDatabase();
const ids: string[] = [];
afterAll(async () => {
  for (const id of ids)
    await superuser.query(`DROP SCHEMA ${tenantName(id)} CASCADE; DROP ROLE ${tenantName(id)}`);
});

/** @returns all that is in a schema, whichever organization it is of */
async function made(creation: (id: string) => string): Promise<string[]> {
  const id = randomUUID();
  await superuser.query(roleCreation(tenantName(id), roleOf(config.database.runtime)));
  await superuser.query(creation(id));
  ids.push(id);
  const hash = createHash('sha256').update(id).digest('hex');
  const found = await catalogOf(superuser, tenantName(id));
  return found.map((line) =>
    line.replaceAll(tenantName(id), 'tenant').replaceAll(id, 'ID').replaceAll(hash, 'HASH'),
  );
}

it('makes at once what all migrations lead to', async () => {
  expect(await made((id) => schemaCreation(id, undefined))).toEqual(
    await made((id) => schemaReplay(id, undefined)),
  );
});

it.each(Array.from({ length: NEWEST_VERSION }, (_, index) => index + 1))(
  'makes a schema of version %i, as an archive of it needs, that its migrations would make',
  async (version) => {
    expect(await made((id) => schemaCreation(id, undefined, version))).toEqual(
      await made((id) => schemaReplay(id, undefined, version)),
    );
  },
);

// PL/pgSQL would plan the expressions anew whenever the path is that of another organization than the time before.
it('computes columns by functions with a path of their own', async () => {
  await made((id) => schemaCreation(id, undefined));
  const { rows } = await superuser.query(
    `SELECT DISTINCT p.oid::regprocedure::text AS name, p.proconfig IS NOT NULL AS "hasPath"
     FROM pg_depend JOIN pg_proc p ON p.oid = refobjid AND refclassid = 'pg_proc'::regclass
     JOIN pg_language l ON l.oid = prolang
     WHERE classid = 'pg_attrdef'::regclass AND lanname = 'plpgsql' ORDER BY 1`,
  );
  expect(rows.length).toBeGreaterThan(1);
  expect(rows.filter(({ hasPath }) => !hasPath)).toEqual([]);
});

it.each([
  ['a column', 'ALTER TABLE tasks ADD COLUMN more integer'],
  ['an option of a table', 'ALTER TABLE tasks SET (fillfactor = 90)'],
  ['the storage of a column', 'ALTER TABLE tasks ALTER COLUMN title SET STORAGE MAIN'],
  ['a comment', `COMMENT ON TABLE tasks IS 'Work'`],
  ['a right', 'GRANT SELECT ON tasks TO PUBLIC'],
  ['a disabled rule', 'ALTER TABLE tasks ENABLE ROW LEVEL SECURITY'],
  ['a row', `INSERT INTO consumers (name, sequence) VALUES ('more', 0)`],
  ['an index that is clustered by', 'ALTER TABLE tasks CLUSTER ON tasks_pkey'],
])('sees %s that only one of them has', async (_what, change) => {
  const whole = await made((id) => schemaReplay(id, undefined));
  const changed = await made(
    (id) =>
      `${schemaReplay(id, undefined)} SET LOCAL search_path TO ${tenantName(id)}; ${change}; SET LOCAL search_path TO DEFAULT;`,
  );
  expect(changed).not.toEqual(whole);
});
