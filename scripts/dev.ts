/**
 * Serves the API and starts it again after each change of src/ or migrations/, and the console at port 5173, where a
 * change of web/ shows at once. What changed is compiled by a
 * program that stays in memory; errors of types are shown and keep nothing from running.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync, utimesSync, watch } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { createServer } from 'vite';
import { diagnosticsOf, emit, show, TSCONFIG } from './compiler.ts';
import { buildInfoOf, SETTINGS } from './ensure-build.js';
import { ROOT } from './root.ts';

const BUILD_INFO = buildInfoOf(ROOT);

/** Editors save a file in several steps, in milliseconds. */
const SETTLING = 100;

let server: ChildProcess | undefined;
let timer: NodeJS.Timeout | undefined;
let isWatching = false;
let ending = false;

function restart(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void replaceServer(), SETTLING);
}

/** The old one is killed: PostgreSQL stays, and the new one takes it over. What ran is in the outbox and runs again. */
async function replaceServer(): Promise<void> {
  if (server && server.exitCode === null && server.signalCode === null) {
    const old = server;
    server = undefined;
    old.kill('SIGKILL');
    await once(old, 'exit');
  }
  if (ending) return;
  const started = spawn(process.execPath, ['--enable-source-maps', join(ROOT, 'dist/main.js')], {
    cwd: ROOT,
    stdio: 'inherit',
    // Ctrl-C reaches the server from here, and once.
    detached: true,
  });
  server = started;
  started.on('exit', (code) => {
    if (server === started && !ending)
      console.error(`The server ended (${code}): it starts again after a change`);
  });
}

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  clearTimeout(timer);
  if (server && server.exitCode === null && server.signalCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  process.exit(0);
}

/** A build with errors counts as old, so that the next start, test or command shows them. */
function dateBuild(begin: Date, hasErrors: boolean): void {
  if (!ts.sys.fileExists(BUILD_INFO)) return;
  const date = hasErrors ? new Date(Math.max(...SETTINGS.map((path) => statSync(path).mtimeMs))) : begin;
  utimesSync(BUILD_INFO, date, date);
}

const host = ts.createWatchCompilerHost(
  TSCONFIG,
  {},
  ts.sys,
  ts.createEmitAndSemanticDiagnosticsBuilderProgram,
  (diagnostic) => show([diagnostic]),
  () => undefined,
);
host.afterProgramCreate = (program) => {
  const begin = new Date();
  emit(program);
  if (isWatching) restart();
  // The server starts meanwhile, on another core.
  setTimeout(() => {
    const found = diagnosticsOf(program);
    if (found.length) show(found);
    dateBuild(begin, found.length > 0);
  }, 2 * SETTLING);
};
// `predev` has built: the server starts while the program is made.
void replaceServer();
const compiler = ts.createWatchProgram(host);
isWatching = true;
const migrations = watch(join(ROOT, 'migrations'), { recursive: true }, restart);

const pages = await createServer({ configFile: join(ROOT, 'web/vite.config.ts') });
await pages.listen();
console.log(`\n  The console, with hot reload, is at ${pages.resolvedUrls?.local[0]}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    compiler.close();
    migrations.close();
    void pages.close();
    void end();
  });
