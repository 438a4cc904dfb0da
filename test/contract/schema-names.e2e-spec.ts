// quick: what serves requests names no schema
import ts from 'typescript';
import { expect, it } from 'vitest';
import { parse, parseSources, walk } from '../support/sources.ts';

/**
 * The files that make the name of an organization's schema, and why. Where organizations share a database role, PostgreSQL
 * doesn't refuse a schema of the same group (docs/adr/0054): so a statement that serves a request names none.
 */
const NAMING: Record<string, string> = {
  'src/tenancy/tenant-name.ts': 'makes it',
  'src/tenancy/switch-to-tenant.ts': 'sets the search_path',
  'src/tenancy/tenant-schema.ts': 'creates schemas, as the owner',
  'src/tenancy/migration/tenant-migration.ts': 'migrates schemas, as the owner',
  'src/tenancy/role-repair.ts': 'grants what is in schemas, as the owner',
  'src/tenancy/tenant-pool.ts': 'creates schemas, as the owner',
  'src/tenancy/provisioning.ts': 'writes the limits of a new organization, as the owner',
  'src/tenancy/deprovisioning.ts': 'drops schemas, as the owner',
  'src/tenancy/member-copies.ts': 'copies members, as the owner; requests switch first',
};
/** What operators run, with the owner's rights or to try the locks. */
const OPERATORS = /^src\/(?:commands|bootstrap)\//;

/** What makes the name, and the variables of migrations that have it. */
const NAMES = new Set(['tenantName', 'variablesOf']);

const namesSchemas = (file: ts.SourceFile): boolean =>
  [...walk(file)].some((node) => ts.isIdentifier(node) && NAMES.has(node.text));

it('finds a file that names a schema', () => {
  const call =
    'import { tenantName } from "./tenant-name.js"; const sql = `SELECT 1 FROM ${tenantName(id)}.tasks`;';
  expect(namesSchemas(parse('a.ts', call))).toBe(true);
  expect(namesSchemas(parse('b.ts', 'const sql = "SELECT 1 FROM tasks";'))).toBe(false);
});

it('lets only provisioning, the switch to a tenant and commands name schemas', () => {
  const naming = [...parseSources().values()]
    .filter(({ fileName }) => fileName.startsWith('src/') && !OPERATORS.test(fileName))
    .filter((file) => namesSchemas(file) && !file.fileName.endsWith('.spec.ts'))
    .map(({ fileName }) => fileName);
  expect(naming.toSorted()).toEqual(Object.keys(NAMING).toSorted());
});
