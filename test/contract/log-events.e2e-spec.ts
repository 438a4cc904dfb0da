import ts from 'typescript';
import { expect, it } from 'vitest';
import { parse, parseSources, walk } from '../support/sources.ts';

const LEVELS = new Set(['log', 'info', 'warn', 'error', 'debug', 'verbose', 'trace', 'fatal']);
const EVENT = /^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/;
/** The logger itself, which passes on what it gets. */
const LOGGER = 'src/common/logger.ts';

/** The log calls of a file without an object that has an `event` and a `msg`. */
function callsWithoutEvent(file: ts.SourceFile): string[] {
  return [...walk(file)].filter(isLogCall).flatMap((call) => {
    const [fields] = call.arguments;
    const [event, msg] = ['event', 'msg'].map((name) => fields && valueOf(fields, name));
    const isNamed = event && ts.isStringLiteral(event) && EVENT.test(event.text) && msg;
    return isNamed ? [] : [`${file.fileName}: ${call.getText().replaceAll(/\s+/g, ' ').slice(0, 80)}`];
  });
}

/** A call of a method of a logger or a `Reporter`, also of one that is chosen by the level. */
function isLogCall(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
  // It has its lines from its constructor.
  if (node.getSourceFile().fileName.endsWith('common/failure-log.ts')) return false;
  const { expression: method } = node;
  if (ts.isPropertyAccessExpression(method))
    return LEVELS.has(method.name.text) && isLogger(method.expression);
  return ts.isElementAccessExpression(method) && isLogger(method.expression);
}

const isLogger = (expression: ts.Expression): boolean => /\b(logger|reporter)$/.test(expression.getText());

function valueOf(fields: ts.Expression, name: string): ts.Expression | undefined {
  if (!ts.isObjectLiteralExpression(fields)) return undefined;
  const property = fields.properties.find((one) => one.name?.getText() === name);
  return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

// Outside of the tests, as parsing all sources takes longer than a test may on a busy machine.
const sources = [...parseSources()].flatMap(([path, file]) => (path === LOGGER ? [] : [file]));
const found = sources.flatMap(callsWithoutEvent);

it('finds calls without an event, in whatever form', () => {
  const calls = [
    "this.logger.warn('It failed')",
    'logger.error({ msg: "It failed", err })',
    "this.logger.log({ event: 'Failed', msg: 'It failed' })",
    "this.logger.log({ event: 'queue.failed' })",
    "logger[level]({ msg: 'It failed' })",
    "this.options.reporter?.warn({ msg: 'It failed' })",
  ];
  const text = `${calls.join(';\n')};\nthis.logger.warn({ event: 'queue.failed', msg: 'It failed', ...job?.data });`;
  expect(callsWithoutEvent(parse('some.ts', text))).toEqual(calls.map((call) => `some.ts: ${call}`));
});

it('has a stable event name and a sentence in every log call', () => {
  expect(sources.flatMap((file) => [...walk(file)].filter(isLogCall)).length).toBeGreaterThan(60);
  expect(found).toEqual([]);
});
