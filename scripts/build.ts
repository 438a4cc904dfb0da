/**
 * Compiles src/ to dist/ as `nest build` does, with the plug-ins that nest-cli.json names, but only the
 * files that a change reaches. With `--if-stale` it does nothing when no source is newer than the build.
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const outDir = join(root, 'dist');
const buildInfo = join(outDir, '.tsbuildinfo');
/** What the result depends on besides the sources. */
const SETTINGS = ['package-lock.json', 'tsconfig.json', 'nest-cli.json', 'scripts/build.ts'];

const filesIn = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile());

function isFresh(): boolean {
  if (!existsSync(buildInfo)) return false;
  const built = statSync(buildInfo).mtimeMs;
  const inputs = [...filesIn(join(root, 'src')), ...SETTINGS.map((name) => join(root, name))];
  // A folder is newer when a file in it was removed.
  const folders = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  return [...inputs, ...folders.map((entry) => join(entry.parentPath, entry.name))].every(
    (path) => statSync(path).mtimeMs <= built,
  );
}

/** Removes what was compiled from files that are gone. */
function removeOrphans(): void {
  for (const path of filesIn(outDir)) {
    const source = /^(.*?)(?:\.d\.ts|\.js|\.js\.map)$/.exec(relative(outDir, path))?.[1];
    if (source && !existsSync(join(root, 'src', `${source}.ts`))) rmSync(path);
  }
}

async function build(): Promise<void> {
  const begin = new Date();
  const { default: ts } = await import('typescript');
  const plugin = await import('@nestjs/swagger/plugin');
  const fail = (diagnostics: readonly import('typescript').Diagnostic[]): never => {
    console.error(
      ts.formatDiagnosticsWithColorAndContext(diagnostics, {
        getCanonicalFileName: (name) => name,
        getCurrentDirectory: () => root,
        getNewLine: () => '\n',
      }),
    );
    process.exit(1);
  };
  // Another version of a package, or another plug-in, changes what unchanged sources become.
  if (
    existsSync(buildInfo) &&
    SETTINGS.some((name) => statSync(join(root, name)).mtimeMs > statSync(buildInfo).mtimeMs)
  )
    rmSync(outDir, { recursive: true });
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  );
  if (errors.length) fail(errors);
  const host = ts.createIncrementalCompilerHost(options);
  const program = ts.createIncrementalProgram({ rootNames: fileNames, options, host });
  const diagnostics = [
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getSyntacticDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...program.getSemanticDiagnostics(),
  ];
  if (diagnostics.length) fail(diagnostics);
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'nest-cli.json'), 'utf8'));
  const before = compilerOptions.plugins.map((entry: { options: object }) =>
    plugin.before(entry.options, program.getProgram()),
  );
  const emitted = program.emit(undefined, undefined, undefined, undefined, { before });
  if (emitted.diagnostics.length) fail(emitted.diagnostics);
  removeOrphans();
  // A source that was saved meanwhile is newer than this build.
  utimesSync(buildInfo, begin, begin);
}

if (!process.argv.includes('--if-stale') || !isFresh()) await build();
