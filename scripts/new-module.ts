/**
 * Writes a tenant-scoped module: `npm run new:module notes`. Its sources, its migration and its tests are a start to
 * change; what lists modules, permissions, tables and routes knows of it.
 */
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { ModuleName, NameRefused } from './new-module/module-name.ts';
import { sourceFiles } from './new-module/source-files.ts';
import { tableRows } from './new-module/table-rows.ts';
import { testFiles } from './new-module/test-files.ts';
import { ROOT } from './root.ts';

const USAGE = 'npm run new:module PLURAL [-- --singular SINGULAR], such as: npm run new:module notes';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

async function write(path: string, text: string): Promise<void> {
  const file = join(ROOT, path);
  mkdirSync(dirname(file), { recursive: true });
  const formatted = path.endsWith('.sql')
    ? text
    : await format(text, { ...(await resolveConfig(file)), filepath: file });
  writeFileSync(file, formatted);
  console.log(`  ${path}`);
}

/** @throws NameRefused when the name stands for something else */
function refuseTaken({ plural, table }: ModuleName): void {
  if (existsSync(join(ROOT, 'src/modules', plural)))
    throw new NameRefused(`There is a module ${plural} already.`);
  const schemas = globSync('migrations/*/*.sql', { cwd: ROOT }).map(read);
  const taken = new RegExp(`CREATE (?:TABLE|VIEW) (?:public\\.)?${table}\\b`);
  if (schemas.some((sql) => taken.test(sql))) throw new NameRefused(`There is a table ${table} already.`);
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { singular: { type: 'string' } },
  });
  const [plural] = positionals;
  if (!plural || positionals.length > 1) throw new NameRefused(USAGE);
  const name = ModuleName.of(plural, values.singular);
  refuseTaken(name);
  const version =
    readdirSync(join(ROOT, 'migrations/tenant')).filter((file) => file.endsWith('.sql')).length + 1;
  // Computed before anything is written: a table without its place leaves no half of a module behind.
  const rows = tableRows(name, version).map(({ path, edit }) => [path, edit(read(path), path)] as const);
  console.log('Written:');
  for (const [path, text] of Object.entries({ ...sourceFiles(name, version), ...testFiles(name) }))
    await write(path, text);
  console.log('With rows for it:');
  for (const [path, text] of rows) await write(path, text);
  console.log(
    `\nIt has one field, "text": put yours into the migration, the DTOs, the repository and the tests. Then\n` +
      `  npm run lint\n  npm run write:contract\n  npx vitest run src/modules/${name.plural} test/${name.plural} test/contract`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof NameRefused ? error.message : error);
  process.exitCode = 1;
});
