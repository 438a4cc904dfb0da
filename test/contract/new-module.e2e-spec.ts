import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const copy = mkdtempSync(join(tmpdir(), 'taskflow-module-'));
/** What isn't the project's own, or is made anew. */
const LEFT_OUT = new Set(['.git', 'node_modules', 'dist', 'data']);
cpSync(ROOT, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
afterAll(() => rmSync(copy, { recursive: true }));

/** @returns what the program prints. @throws Error with that when it fails */
async function run(program: string, ...args: string[]): Promise<string> {
  const bin = program === 'node' ? process.execPath : join(copy, 'node_modules/.bin', program);
  // The tests within the copy are no workers of these.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const options = { cwd: copy, env, maxBuffer: 64 * 1024 * 1024 };
  return promisify(execFile)(bin, args, options).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => {
      throw new Error(`${program} ${args.join(' ')}:\n${stdout}${stderr}`);
    },
  );
}

const generate = (...args: string[]) => run('node', 'scripts/new-module.ts', ...args);

it.each([
  [['tasks'], 'There is a module tasks already.'],
  [['labels', '--singular', 'labels'], 'must differ'],
  [['deleted-tasks'], 'There is a table deleted_tasks already.'],
  [['mails'], 'There is a table mails already.'],
  [['Notes'], 'small letters'],
  [['../notes'], 'small letters'],
  [['statuses'], '--singular'],
  [['sheep'], '--singular'],
  [[], 'npm run new:module'],
])('refuses %j', async (args, reason) => {
  await expect(generate(...args)).rejects.toThrow(reason);
});

it('writes a module that passes lint and its tests', { timeout: 600_000 }, async () => {
  const printed = await generate('field-notes');
  const files = printed.split('\n').flatMap((line) => /^ {2}(\S+\.(?:ts|sql))$/.exec(line)?.[1] ?? []);
  expect(files.filter((file) => file.includes('field-note')).length).toBeGreaterThan(7);
  expect(files.every((file) => existsSync(join(copy, file)))).toBe(true);
  expect(readFileSync(join(copy, 'src/server/app.module.ts'), 'utf8')).toContain('FieldNotesModule');
  await expect(generate('field-notes')).rejects.toThrow('There is a module field-notes already.');

  // What takes the tests' types apart doesn't wait for what runs them.
  await run('node', 'scripts/build.ts');
  await Promise.all([lint(files.filter((file) => file.endsWith('.ts'))), runTests()]);
});

/** As `npm run lint`, whose other files are linted as they are. */
async function lint(sources: string[]): Promise<void> {
  await run('prettier', '--check', ...sources);
  await run('node', 'clients/typescript/generate.ts');
  await run('oxlint', '--type-aware', ...sources);
  await run('tsc', '--noEmit', '-p', 'test');
}

/** Those that were written, one that walks all tables, and one of those that want a row for each route. */
const runTests = () =>
  run(
    'vitest',
    'run',
    'src/modules/field-notes',
    'test/field-notes/field-notes.e2e-spec.ts',
    'test/contract/logged-tables.e2e-spec.ts',
    'test/contract/creations.e2e-spec.ts',
  );
