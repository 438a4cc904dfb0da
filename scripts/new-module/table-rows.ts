import type { ModuleName } from './module-name.ts';

/** A change of a file that lists what every module has. */
export interface TableRow {
  path: string;
  /** @throws Error when the file has no such list any more */
  edit: (text: string, path: string) => string;
}

type Edit = TableRow['edit'];

/**
 * Adds text at the end of the list that begins with `opening` and ends with the first `closing`.
 * @param closing what ends it
 */
const append =
  (opening: string, closing: string, addition: string): Edit =>
  (text, path) => {
    const start = text.indexOf(opening);
    const end = text.indexOf(closing, start + opening.length);
    if (start < 0 || end < 0) throw new Error(`${path} has no "${opening}" … "${closing}" to add to.`);
    const before = text.slice(0, end).trimEnd();
    const separator = before.endsWith(',') || before.endsWith(opening.trimEnd()) ? '' : ',';
    return `${before}${separator}\n${addition}${text.slice(end)}`;
  };

/** Adds a name to an import of several. */
const importName =
  (module: string, name: string): Edit =>
  (text, path) => {
    const end = text.indexOf(`} from '${module}'`);
    if (end < 0) throw new Error(`${path} imports nothing of ${module}.`);
    const before = text.slice(0, end).trimEnd();
    return `${before}${before.endsWith(',') ? '' : ','} ${name} ${text.slice(end)}`;
  };

const replace =
  (found: RegExp, by: string): Edit =>
  (text, path) => {
    if (!found.test(text)) throw new Error(`${path} has no ${found}.`);
    return text.replace(found, by);
  };

const all =
  (...edits: Edit[]): Edit =>
  (text, path) =>
    edits.reduce((result, edit) => edit(result, path), text);

/** Requires the right to read the module's rows, too, of what sends or reads every change. */
const requireRead = (permission: string, read: string): Edit =>
  replace(new RegExp(`('${permission}': \\[[^\\]]+)\\]`), `$1, '${read}']`);

/** What has to know of a new module: permissions, the application, the logged tables, and the tables of the tests. */
export function tableRows(name: ModuleName, version: number): TableRow[] {
  const { Plural, Singular, singular, plural, table, heading } = name;
  const [read, write] = [`${singular}:read`, `${singular}:write`];
  const sample = `owners${Singular}`;
  const targets = importName('../support/targets.ts', sample);
  const changes = `'PATCH /${plural}/{id}'`;
  const deletes = `'DELETE /${plural}/{id}'`;
  return [
    {
      path: 'src/access/permissions.ts',
      edit: all(
        append('const VIEWER = [', '] as const', `'${read}',`),
        append('const MEMBER = [', '] as const', `'${write}',`),
        append('export const REQUIRES', '\n};', `'${write}': ['${read}'],`),
        requireRead('activity:read', read),
        requireRead('webhook:manage', read),
      ),
    },
    {
      path: 'src/modules/events/event-filter.ts',
      edit: append('const READABLE_WITH', '\n};', `'${singular}': '${read}',`),
    },
    {
      path: 'src/server/app.module.ts',
      edit: all(
        replace(
          /(?=import \{ ProjectsModule \})/,
          `import { ${Plural}Module } from '../modules/${plural}/${plural}.module.js';\n`,
        ),
        replace(/(\n\s+)(ProjectsModule,)/, `$1$2$1${Plural}Module,`),
      ),
    },
    {
      path: 'src/server/openapi/tags.ts',
      edit: replace(/(?=\n {2}Exports: )/, `\n  '${heading}': 'Short texts of the organization.',`),
    },
    {
      path: 'src/change-log/event-types.ts',
      edit: append(
        'export const EVENT_TYPES = [',
        '] as const',
        `'${singular}.created', '${singular}.updated', '${singular}.deleted',`,
      ),
    },
    {
      path: 'src/tenancy/logged-tables.ts',
      edit: append('export const LOGGED_TABLES = [', '] as const', `'${table}',`),
    },
    {
      path: 'src/tenancy/migration/migrations.ts',
      edit: replace(/(OLDEST_SERVED_VERSION = )\d+/, `$1${version}`),
    },
    {
      path: 'test/support/targets.ts',
      edit: replace(
        /(?=export const queuedExport )/,
        `export const ${sample} = async ({ owner }: TestOrganization, body?: unknown): Promise<Target> => ({
           params: { id: (await owner.post('/${plural}', { text: 'One' }).expect(201)).body.id },
           body,
         });\n\n`,
      ),
    },
    {
      path: 'test/support/reads.ts',
      edit: all(
        replace(/(?=\n {2}ownersTask,)/, `\n  ${sample},`),
        append('const SAMPLES', '\n];', `['/${plural}/{id}', ${sample}],`),
      ),
    },
    {
      path: 'test/support/route-table.ts',
      edit: all(
        importName('./targets.ts', sample),
        append(
          "'POST /auth/register': [",
          '\n  };',
          `\n'POST /${plural}': [members(201), () => ({ body: { text: 'New' } })],
           'GET /${plural}': [signedIn(200)],
           'GET /${plural}/{id}': [signedIn(200), (acme) => ${sample}(acme)],
           ${changes}: [members(200), (acme) => ${sample}(acme, { text: 'Changed' })],
           ${deletes}: [members(204), (acme) => ${sample}(acme)],`,
        ),
      ),
    },
    {
      path: 'test/contract/creations.e2e-spec.ts',
      edit: append('const CREATIONS', '\n};', `'POST /${plural}': { text: 'One' },`),
    },
    {
      path: 'test/contract/if-match.e2e-spec.ts',
      edit: all(
        targets,
        append(
          'const WRITES: Record<string, Write> = {',
          '\n};',
          `${changes}: (acme) => ${sample}(acme, { text: 'Changed' }),
           ${deletes}: (acme) => ${sample}(acme),`,
        ),
      ),
    },
    {
      path: 'test/contract/token-permissions.e2e-spec.ts',
      edit: append(
        'const OPENED_BY: Record<Permission, string[]> = {',
        '\n};',
        `'${read}': ['GET /${plural}', 'GET /${plural}/{id}'],
         '${write}': ['POST /${plural}', ${changes}, ${deletes}],`,
      ),
    },
  ];
}
