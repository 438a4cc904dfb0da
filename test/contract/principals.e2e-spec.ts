import ts from 'typescript';
import { expect, it } from 'vitest';
import { parse, parseSources, walk } from '../support/sources.ts';

const IDS = /\b(user|session|token)Id$/;

/**
 * The places where a file takes an id of the principal for present: by a cast, by `!`, or by an empty string in
 * its place. `RequestContext.user` and `RequestContext.session` have types that say which ids there are.
 */
function assumedIds(file: ts.SourceFile): string[] {
  return [...walk(file)].filter(isAssumption).map((node) => `${file.fileName}: ${node.getText()}`);
}

function isAssumption(node: ts.Node): boolean {
  if (ts.isAsExpression(node) || ts.isNonNullExpression(node)) return IDS.test(node.expression.getText());
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken &&
    ts.isStringLiteral(node.right) &&
    IDS.test(node.left.getText())
  );
}

// Outside of the tests, as parsing all sources takes long on a busy machine.
const found = [...parseSources().values()].flatMap(assumedIds);

it('finds each way to assume an id', () => {
  const assumptions = ['principal.userId as string', 'sessionId!', "tokenId ?? ''"];
  const text = `f(${assumptions.join(', ')}, userId ?? null, row.id as string, sessionId);`;
  expect(assumedIds(parse('some.ts', text))).toEqual(assumptions.map((one) => `some.ts: ${one}`));
});

it('has no id of a principal assumed', () => {
  expect(found).toEqual([]);
});
