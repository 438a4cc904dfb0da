/** What `build` and `dev` compile with: TypeScript, and the plug-ins that nest-cli.json names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as plugin from '@nestjs/swagger/plugin';
import ts from 'typescript';
import { ROOT } from './root.ts';

export const TSCONFIG = join(ROOT, 'tsconfig.json');

const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'nest-cli.json'), 'utf8')) as {
  compilerOptions: { plugins: { options: object }[] };
};

/** Compiles what changed, whether or not it has errors. */
export function emit(program: ts.BuilderProgram): ts.EmitResult {
  const before = compilerOptions.plugins.map(({ options }) => plugin.before(options, program.getProgram()));
  return program.emit(undefined, undefined, undefined, undefined, { before });
}

export function diagnosticsOf(program: ts.BuilderProgram): readonly ts.Diagnostic[] {
  return [
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getSyntacticDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...program.getSemanticDiagnostics(),
  ];
}

export function show(diagnostics: readonly ts.Diagnostic[]): void {
  console.error(
    ts.formatDiagnosticsWithColorAndContext(diagnostics, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => ROOT,
      getNewLine: () => '\n',
    }),
  );
}
