import ts from 'typescript';
import { expect, it } from 'vitest';
import { parse, parseSources } from '../support/sources.ts';

/**
 * The names of the values and types that a file exports, each once: overloads and merged declarations are one name,
 * and a re-export from another file has the meaning that it has there.
 */
function exportedNames(file: ts.SourceFile): string[] {
  return [...new Set(file.statements.flatMap(namesIn))];
}

function namesIn(statement: ts.Statement): string[] {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause, moduleSpecifier } = statement;
    const isLocal = exportClause && ts.isNamedExports(exportClause) && !moduleSpecifier;
    return isLocal ? exportClause.elements.map(({ name }) => name.text) : [];
  }
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  const has = (kind: ts.SyntaxKind) => modifiers.some((modifier) => modifier.kind === kind);
  if (!has(ts.SyntaxKind.ExportKeyword) || has(ts.SyntaxKind.DefaultKeyword)) return [];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = statement as ts.DeclarationStatement;
  return name ? [name.text] : [];
}

/** The names that several files export, with these files. */
function duplicates(files: Iterable<ts.SourceFile>): Record<string, string[]> {
  const exports = [...files].flatMap((file) =>
    exportedNames(file).map((name) => ({ name, path: file.fileName })),
  );
  const groups = [...Map.groupBy(exports, ({ name }) => name)].filter(([, group]) => group.length > 1);
  return Object.fromEntries(groups.map(([name, group]) => [name, group.map(({ path }) => path)]));
}

// Outside of the tests, as parsing all sources takes longer than a test may on a busy machine.
const found = duplicates(parseSources().values());

it('finds a name that two files export, of whatever kind', () => {
  const a = parse('a.ts', 'export const one = 1; export class Two {} export default function three() {}');
  const b = parse(
    'b.ts',
    'export function one(): void; export type Two = 2; const three = 3; export { three };',
  );
  const c = parse('c.ts', 'export interface Two {} const one = 1; export { three } from "./b.js";');
  expect(duplicates([a, b, c])).toEqual({ one: ['a.ts', 'b.ts'], Two: ['a.ts', 'b.ts', 'c.ts'] });
});

it('exports each name from one file only', () => {
  expect(found).toEqual({});
});
