import ts from 'typescript';
import { expect, it } from 'vitest';
import { parse, parseSources, walk } from '../support/sources.ts';

/**
 * Where files use the word entity for anything but a class that TypeORM maps and that a repository asks TypeORM for:
 * ADR 26. A class of columns that has no table of its own has to be extended by one that has.
 */
function misnamed(files: ts.SourceFile[]): string[] {
  const nodes = files.flatMap((file) => [...walk(file)]);
  const mapped = new Set(nodes.filter(ts.isClassDeclaration).filter(isMapped).map(nameOf));
  const extended = new Set(nodes.filter(ts.isHeritageClause).flatMap((clause) => clause.types.map(baseOf)));
  const queried = new Set(nodes.filter(ts.isCallExpression).flatMap(repositoryOf));
  return nodes.filter(isDeclaration).flatMap((node) => {
    const [name, path] = [nameOf(node), node.getSourceFile().fileName];
    const isEntity = mapped.has(name);
    if (!isEntity && !name.endsWith('Entity')) return [];
    if (!isEntity && !extended.has(name)) return [`${path}: ${name} is no entity`];
    if (isEntity && !queried.has(name)) return [`${path}: no repository asks TypeORM for ${name}`];
    return path.endsWith('.entity.ts') ? [] : [`${path}: ${name} belongs into a *.entity.ts`];
  });
}

type Declaration = ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

const isDeclaration = (node: ts.Node): node is Declaration =>
  ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);

const nameOf = ({ name }: Declaration): string => name?.text ?? '';

const baseOf = (type: ts.ExpressionWithTypeArguments): string => type.expression.getText();

const isMapped = (node: ts.ClassDeclaration): boolean =>
  (ts.getDecorators(node) ?? []).some(({ expression }) => expression.getText().startsWith('Entity('));

const repositoryOf = ({ expression, arguments: [entity] }: ts.CallExpression): string[] =>
  expression.getText().endsWith('manager.getRepository') && entity ? [entity.getText()] : [];

// Outside of the tests, as parsing all sources takes long on a busy machine.
const found = misnamed([...parseSources().values()]);

it('finds interfaces, unused tables and wrong files', () => {
  const rows = parse(
    'row.entity.ts',
    'export interface RowEntity {} class WorkEntity {} @Entity() class Job extends WorkEntity {}',
  );
  const used = parse(
    'job.ts',
    '@Entity("used") class Used {} const rows = this.shared.manager.getRepository(Used);',
  );
  expect(misnamed([rows, used])).toEqual([
    'row.entity.ts: RowEntity is no entity',
    'row.entity.ts: no repository asks TypeORM for Job',
    'job.ts: Used belongs into a *.entity.ts',
  ]);
});

it('calls entities only what TypeORM maps', () => {
  expect(found).toEqual([]);
});
