import ts from 'typescript';
import { expect, it } from 'vitest';
import { parse, parseSources, walk } from '../support/sources.ts';

/** Files and folders whose log calls have no event name yet. An entry without such a call fails, so the list shrinks. */
const EXCEPTIONS = [
  'src/cache/',
  'src/cli.ts',
  'src/common/problem.filter.ts',
  'src/http/',
  'src/lifecycle.ts',
  'src/serve.ts',
  'src/modules/access/',
  'src/modules/admin/',
  'src/modules/attachments/',
  'src/modules/auth/',
  'src/modules/events/',
  'src/modules/organizations/',
  'src/start.ts',
  'src/tenancy/deprovisioning.ts',
  'src/tenancy/schema-version-guard.ts',
  'src/worker-metrics.ts',
  'src/work.ts',
];

const LEVELS = new Set(['log', 'info', 'warn', 'error', 'debug', 'verbose', 'trace', 'fatal']);
const EVENT = /^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/;

/** The log calls of a file without an object that has an `event` and a `msg`. `this.logger[level]` is the logger itself. */
function callsWithoutEvent(file: ts.SourceFile): string[] {
  return [...walk(file)].filter(isLogCall).flatMap((call) => {
    const [fields] = call.arguments;
    const [event, msg] = ['event', 'msg'].map((name) => fields && valueOf(fields, name));
    const isNamed = event && ts.isStringLiteral(event) && EVENT.test(event.text) && msg;
    return isNamed ? [] : [`${file.fileName}: ${call.getText().replaceAll(/\s+/g, ' ').slice(0, 80)}`];
  });
}

function isLogCall(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression, name } = node.expression;
  return LEVELS.has(name.text) && /\blogger$/.test(expression.getText());
}

function valueOf(fields: ts.Expression, name: string): ts.Expression | undefined {
  if (!ts.isObjectLiteralExpression(fields)) return undefined;
  const property = fields.properties.find((one) => one.name?.getText() === name);
  return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

const found = [...parseSources().values()].flatMap(callsWithoutEvent);
const isIn = (exception: string) => (call: string) => call.startsWith(exception);

it('finds calls without an event, in whatever form', () => {
  const calls = [
    "this.logger.warn('It failed')",
    'logger.error({ msg: "It failed", err })',
    "this.logger.log({ event: 'Failed', msg: 'It failed' })",
    "this.logger.log({ event: 'queue.failed' })",
  ];
  const text = `${calls.join(';\n')};\nthis.logger.warn({ event: 'queue.failed', msg: 'It failed', ...job?.data });`;
  expect(callsWithoutEvent(parse('some.ts', text))).toEqual(calls.map((call) => `some.ts: ${call}`));
});

it('has a stable event name and a sentence in every log call', () => {
  expect(found.filter((call) => !EXCEPTIONS.some((exception) => isIn(exception)(call)))).toEqual([]);
});

it.each(EXCEPTIONS)('still needs the exception of %s', (exception) => {
  expect(found.filter(isIn(exception))).not.toEqual([]);
});
