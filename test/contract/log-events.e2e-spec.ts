import ts from 'typescript';
import { expect, it } from 'vitest';
import { parse, parseSources, walk } from '../support/sources.ts';

const LEVELS = new Set(['log', 'info', 'warn', 'error', 'debug', 'verbose', 'trace', 'fatal']);
const EVENT = /^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/;
/** They pass on the lines that they get. */
const LOGGERS = ['src/common/logger.ts', 'src/common/failure-log.ts'];

/** The log calls of a file whose lines aren't all objects with an `event` and a `msg`. */
function callsWithoutEvent(file: ts.SourceFile): string[] {
  return [...walk(file)]
    .filter((node) => linesOf(node)?.every(isNamed) === false)
    .map((node) => `${file.fileName}: ${node.getText().replaceAll(/\s+/g, ' ').slice(0, 80)}`);
}

/** The lines that a node logs: a call of a logger has one, and a `FailureLog` those of its failure and its recovery. */
function linesOf(node: ts.Node): (ts.Expression | undefined)[] | undefined {
  if (isLogCall(node)) return [node.arguments[0]];
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'FailureLog') return undefined;
  const [, failure, ...recovery] = node.arguments ?? [];
  return [failure, ...recovery];
}

function isNamed(line: ts.Expression | undefined): boolean {
  const [event, msg] = ['event', 'msg'].map((name) => line && valueOf(line, name));
  return event !== undefined && ts.isStringLiteral(event) && EVENT.test(event.text) && msg !== undefined;
}

/** A call of a method of a logger or a `Reporter`, also of one that is chosen by the level. */
function isLogCall(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node)) return false;
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
const sources = [...parseSources()].flatMap(([path, file]) => (LOGGERS.includes(path) ? [] : [file]));
const found = sources.flatMap(callsWithoutEvent);

it('finds calls without an event, in whatever form', () => {
  const calls = [
    "this.logger.warn('It failed')",
    'logger.error({ msg: "It failed", err })',
    "this.logger.log({ event: 'Failed', msg: 'It failed' })",
    "this.logger.log({ event: 'queue.failed' })",
    "logger[level]({ msg: 'It failed' })",
    "this.options.reporter?.warn({ msg: 'It failed' })",
    "new FailureLog('Queue', line)",
    "new FailureLog('Queue', { event: 'queue.failed' })",
    "new FailureLog('Queue', { event: 'queue.failed', msg: 'It failed' }, recovery)",
  ];
  const text = `${calls.join(';\n')};\nthis.logger.warn({ event: 'queue.failed', msg: 'It failed', ...job?.data });
    new FailureLog('Queue', { event: 'queue.failed', msg: 'It failed', queue });`;
  expect(callsWithoutEvent(parse('some.ts', text))).toEqual(calls.map((call) => `some.ts: ${call}`));
});

it('has a stable event name and a sentence in every log call', () => {
  expect(sources.flatMap((file) => [...walk(file)].filter(linesOf)).length).toBeGreaterThan(60);
  expect(found).toEqual([]);
});
