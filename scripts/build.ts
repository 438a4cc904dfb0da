/**
 * Compiles src/ to dist/ as `nest build` does, with the plug-ins that nest-cli.json names, and the packages that it
 * imports, but only the files that a change reaches.
 */
import { existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { diagnosticsOf, emit, show } from './compiler.ts';
import { buildInfoOf, isFresh, PROJECTS, SETTINGS } from './ensure-build.js';
import { ROOT } from './root.ts';

for (const project of PROJECTS) if (project === ROOT || !isFresh(project)) build(project);

function build(project: string): void {
  const begin = new Date();
  const outDir = join(project, 'dist');
  const buildInfo = buildInfoOf(project);
  // Another version of a package, or another plug-in, changes what unchanged sources become.
  const built = statSync(buildInfo, { throwIfNoEntry: false });
  if (built && SETTINGS.some((path) => statSync(path).mtimeMs > built.mtimeMs))
    rmSync(outDir, { recursive: true });

  // Said here alone: a check of types by `tsc` would write it, too, and what isn't built would look as if it were.
  const incremental = { incremental: true, tsBuildInfoFile: buildInfo };
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(project, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    project,
    incremental,
  );
  if (errors.length) fail(errors);
  const host = ts.createIncrementalCompilerHost(options);
  const program = ts.createIncrementalProgram({ rootNames: fileNames, options, host });
  const found = diagnosticsOf(program);
  if (found.length) fail(found);
  const emitted = emit(program);
  if (emitted.diagnostics.length) fail(emitted.diagnostics);
  removeOrphans(project);
  // A source that was saved meanwhile is newer than this build.
  utimesSync(buildInfo, begin, begin);
}

function fail(diagnostics: readonly ts.Diagnostic[]): never {
  show(diagnostics);
  process.exit(1);
}

/** Removes what was compiled from files that are gone. */
function removeOrphans(project: string): void {
  const outDir = join(project, 'dist');
  for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const source = /^(.*?)(?:\.d\.ts|\.js|\.js\.map)$/.exec(relative(outDir, path))?.[1];
    if (entry.isFile() && source && !existsSync(join(project, 'src', `${source}.ts`))) rmSync(path);
  }
}
