import ts from 'typescript';
import { expect, it } from 'vitest';
import { parse, parseSources, walk } from '../support/sources.ts';

/**
 * What repeats itself without the scheduler, by file, and why: it belongs to one operation and ends with it, or it runs
 * where there is no application.
 */
const EXCEPTIONS: Record<string, string> = {
  'src/change-notifications/change-notifications.ts': 'sends what is unsent; without it there is no timer',
  'src/change-notifications/postgres-channel.ts': 'reconnects, after a pause',
  'src/consumers/change-consumers.ts': 'adds the jobs of what is due next; without it there is no timer',
  'src/database/start-connection.ts': 'waits for the database of a start, which has no scheduler yet',
  'src/database/tenant-affinity-pool.ts': 'looks for free connections as long as a request waits for one',
  'src/idempotency/idempotency.service.ts': 'looks again for the answer of one request, for a moment',
  'src/modules/events/event-stream.ts': 'waits for one slow client',
  'src/modules/exports/export-events.ts': 'polls one export for one client',
  'src/modules/exports/export.thread.ts': 'reports of one file, in a thread without the application',
  'src/queue/organization-jobs.ts': 'waits for the jobs of one organization to end',
  'src/storage/retained-files.ts': 'tells that one backup still runs, for as long as it does',
  'src/storage/s3/s3-snapshot.ts': 'tells that one backup still runs, for as long as it does',
  'src/tenancy/migration/migration-lock.ts': 'waits for the lock of a migration',
  'src/tenancy/migration/tenant-runner.ts': 'waits before the next attempt at one migration',
  'src/tenancy/tenant-snapshot.ts':
    'waits for a replica on behalf of one export, in a thread without the application',
  'src/tenancy/migration/tries.ts': 'waits before the next attempt at the shared schema',
  'src/queue/reconciliation.ts': 'pauses between the organizations of one run',
};

/** The calls of a file that repeat something by timers: `setInterval`, a timeout that sets itself again, a loop that sleeps. */
function repetitions(file: ts.SourceFile): string[] {
  const sleeps = namesOf(file, 'node:timers/promises');
  const calls = [...walk(file)].filter(ts.isCallExpression);
  return calls
    .filter((call) => {
      const name = nameOf(call.expression);
      if (name === 'setInterval' || sleeps.get(name) === 'setInterval') return true;
      if (sleeps.get(name) === 'setTimeout') return isInLoop(call);
      return name === 'setTimeout' && setsItselfAgain(call, file);
    })
    .map((call) => `${file.fileName}: ${call.getText().replaceAll(/\s+/g, ' ').slice(0, 60)}`);
}

/** The local names of what is imported from a module, with its own names. */
function namesOf(file: ts.SourceFile, module: string): Map<string, string> {
  const imports = file.statements
    .filter(ts.isImportDeclaration)
    .filter(({ moduleSpecifier }) => (moduleSpecifier as ts.StringLiteral).text === module);
  const elements = imports.flatMap(({ importClause }) => {
    const bindings = importClause?.namedBindings;
    return bindings && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
  });
  return new Map(elements.map(({ name, propertyName }) => [name.text, (propertyName ?? name).text]));
}

function nameOf(expression: ts.Expression): string {
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
}

function isInLoop(call: ts.Node): boolean {
  for (let node = call.parent; node && !ts.isFunctionLike(node); node = node.parent)
    if (ts.isIterationStatement(node, false)) return true;
  return false;
}

/** Whether the callback of a timeout leads back to the function that sets it, over functions of the same file. */
function setsItselfAgain(call: ts.CallExpression, file: ts.SourceFile): boolean {
  const functions = new Map<string, ts.Node>();
  for (const node of walk(file)) {
    const isNamed = ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node) || isFunctionValue(node);
    if (isNamed && node.name) functions.set(node.name.getText(), node);
  }
  const within = [...functions].filter(([, node]) => [...walk(node)].includes(call)).map(([name]) => name);
  const reached = new Set<string>();
  const reach = (from: ts.Node): void => {
    for (const node of walk(from)) {
      const name = ts.isIdentifier(node) ? node.text : undefined;
      const next = name === undefined || reached.has(name) ? undefined : functions.get(name);
      if (!next) continue;
      reached.add(name as string);
      reach(next);
    }
  };
  if (call.arguments[0]) reach(call.arguments[0]);
  return within.some((name) => reached.has(name));
}

/** A property or variable with a function for its value, such as one that is bound to a context. */
function isFunctionValue(node: ts.Node): node is ts.PropertyDeclaration | ts.VariableDeclaration {
  const hasValue = ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node);
  return hasValue && node.initializer !== undefined && [...walk(node.initializer)].some(ts.isFunctionLike);
}

// Outside of the tests, as parsing all sources takes longer than a test may on a busy machine.
const found = [...parseSources()]
  .filter(([path]) => !path.startsWith('src/scheduler/'))
  .flatMap(([path, file]) => repetitions(file).map((repetition) => ({ path, repetition })));

it('finds what repeats itself, in whatever form', () => {
  const text = `
    import { setTimeout as sleep, setInterval as every } from 'node:timers/promises';
    const timer = setInterval(look, 1000);
    async function ticks() { for await (const _ of every(1000)) look(); }
    async function poll() { while (true) { await look(); await sleep(1000); } }
    function plan() { setTimeout(() => look().finally(() => plan()), 1000); }
    class Poller {
      private readonly bound = bind(() => this.look());
      start() { this.timer = setTimeout(this.bound, 1000); }
      async look() { await read(); this.start(); }
      async once() { await sleep(10); setTimeout(() => this.stop(), 10); }
      stop() {}
    }`;
  expect(repetitions(parse('some.ts', text))).toEqual([
    'some.ts: setInterval(look, 1000)',
    'some.ts: every(1000)',
    'some.ts: sleep(1000)',
    'some.ts: setTimeout(() => look().finally(() => plan()), 1000)',
    'some.ts: setTimeout(this.bound, 1000)',
  ]);
});

it('leaves everything periodic to the scheduler', () => {
  expect(found.filter(({ path }) => !(path in EXCEPTIONS))).toEqual([]);
});

it.each(Object.keys(EXCEPTIONS))('still needs the exception of %s', (exception) => {
  expect(found.filter(({ path }) => path === exception)).not.toEqual([]);
});
