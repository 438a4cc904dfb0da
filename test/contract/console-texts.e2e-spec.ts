// quick: what people read in the console stands in its folder of texts
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const SOURCES = join(import.meta.dirname, '../../web/src');
/** The texts themselves with their translations, and what no page has. */
const EXCLUDED = ['texts*/**', '**/*.spec.ts'];

/** What looks like a text, and isn't one that a translation changes. */
const UNTRANSLATED = new Set([
  // Names of products.
  'TaskFlow',
  '· TaskFlow',
  'Edge',
  'Opera',
  // What stands on keys.
  'Enter',
  'Esc',
  'Ctrl K',
  // Words of HTTP.
  'Bearer',
  'POST',
  // A list of fonts.
  "'Inter Variable', system-ui, sans-serif",
]);

/** Attributes and properties whose value people read or hear, of HTML, Mantine and the console's own components. */
const READ =
  /^(?:label|placeholder|title|alt|description|hint|lead|question|confirm|what|why|action|heading|note|empty|message|done|text|error|aria-(?:label|description|placeholder|roledescription|valuetext))$/;
/** Functions that show their arguments. */
const SHOWING = /^(?:notify\w+|\w*Error|leave)$/;
/** Attributes, properties and functions whose values are names for machines. */
const NAMING = /^(?:rel|className|id|lazyRouteComponent|useDraft|event\.dataTransfer\.types\.includes)$/;

const LETTER = /\p{L}/u;
/** A word with a capital, or two words: a text, wherever it stands. */
const PROSE = /^\p{Lu}\p{Ll}+(?:[\s,.:;?!…]|$)|[\p{L}\d]+[,.:;]? \p{L}{2,}/u;

/** The texts in a file, each with its line. */
function textsIn(path: string, content: string): string[] {
  const kind = path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, content, ts.ScriptTarget.Latest, true, kind);
  const found: string[] = [];
  const visit = (node: ts.Node, isRead: boolean): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    const text = textOf(node).trim().replaceAll(/\s+/g, ' ');
    if ((isRead || ts.isJsxText(node) ? LETTER : PROSE).test(text) && !UNTRANSLATED.has(text))
      found.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1} ${text}`);
    ts.forEachChild(node, (child) => {
      if (!isName(node, child)) visit(child, isReadIn(node, child, isRead));
    });
  };
  visit(file, false);
  return found;
}

const textOf = (node: ts.Node): string =>
  ts.isJsxText(node) || ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) ? node.text : '';

/** Whether `child` of `node` is a name for machines: what is compared, a key, a class. */
function isName(node: ts.Node, child: ts.Node): boolean {
  if (ts.isJsxAttribute(node)) return NAMING.test(node.name.getText());
  if (ts.isCallExpression(node)) return NAMING.test(node.expression.getText());
  if (ts.isPropertyAssignment(node)) return child === node.name || NAMING.test(node.name.getText());
  if (ts.isBinaryExpression(node)) return /^[!=]==$/.test(node.operatorToken.getText());
  return ts.isElementAccessExpression(node) || ts.isCaseClause(node);
}

/** Whether people read the value of `child`, which is a part of `node`. */
function isReadIn(node: ts.Node, child: ts.Node, isRead: boolean): boolean {
  if (ts.isJsxAttribute(node)) return READ.test(node.name.getText());
  if (ts.isPropertyAssignment(node)) return READ.test(node.name.getText());
  if (ts.isJsxExpression(node)) return isRead || !ts.isJsxAttribute(node.parent);
  if (ts.isCallExpression(node) || ts.isNewExpression(node))
    return child !== node.expression && SHOWING.test(node.expression.getText());
  if (ts.isConditionalExpression(node)) return isRead && child !== node.condition;
  if (ts.isBinaryExpression(node)) return isRead && (isAlternative(node) || child === node.right);
  return (
    isRead &&
    (ts.isParenthesizedExpression(node) ||
      ts.isTemplateExpression(node) ||
      ts.isTemplateSpan(node) ||
      ts.isArrowFunction(node))
  );
}

const isAlternative = ({ operatorToken: { kind } }: ts.BinaryExpression): boolean =>
  kind !== ts.SyntaxKind.AmpersandAmpersandToken;

// Outside of the tests, as parsing all sources takes longer than a test may on a busy machine.
const found = globSync('**/*.{ts,tsx}', { cwd: SOURCES, exclude: EXCLUDED }).flatMap((path) =>
  textsIn(path, readFileSync(join(SOURCES, path), 'utf8')),
);

it.each([
  ['<p>Wait</p>', 'Wait'],
  ['<p>\n  of {all}\n</p>', 'of'],
  ['<p>{isOn ? "on" : OFF}</p>', 'on'],
  ['<p>{count > 0 && `${count} rows`}</p>', 'rows'],
  ['<input placeholder="name" />', 'name'],
  ['<Field label={isNew ? "new" : undefined} />', 'new'],
  ['<Field hint={`at ${time}`} />', 'at'],
  ['const commands = [{ id: "a", label: "go" }];', 'go'],
  ['notifyDone("done");', 'done'],
  ['throw new RangeError(`no ${name}`);', 'no'],
  ['useAction(call, { done: (name) => `${name} is gone` });', 'is gone'],
  ['const STATES = { a: "Waiting" };', 'Waiting'],
  ['const say = (days: number) => `${days} days left`;', 'days left'],
])('finds the text in %s', (code, text) => {
  expect(textsIn('a.tsx', code)).toEqual([expect.stringMatching(new RegExp(`^a\\.tsx:\\d ${text}$`))]);
});

it.each([
  '<p className={css["main"]}>{TEXTS.wait} · {count} %</p>',
  '<Field label={TEXTS.name} type="email" autoComplete="one-time-code" rel="noreferrer noopener" />',
  'if (event.key === "Escape" || path === "/tasks") close("g t");',
  '<p>{status === "open" ? TEXTS.open : TEXTS.closed}</p>',
  'import { a } from "./Some file.ts"; type A = "Some type"; lazyRouteComponent(pages, "Join");',
  'const KEYS = { "task created": ["tasks", "list"] };',
  'const [text] = useDraft(`comment on ${number}`, ""); useMutation({ scope: { id: `subtasks of ${number}` } });',
])('finds no text in %s', (code) => {
  expect(textsIn('a.tsx', code)).toEqual([]);
});

it('leaves no text in the code of the console', () => {
  expect(found).toEqual([]);
});
