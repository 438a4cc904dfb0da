/**
 * Sends requests that follow from the OpenAPI document, valid and invalid ones, and compares the answers with it:
 * npm run fuzz -- [--seed N] [--requests 20000] [--only operationId,...] [--url http://127.0.0.1:3000]. Without a URL
 * it starts the product over an empty data folder. Exits with 1 when it finds a difference. Interrupted, it reports what
 * it has found so far.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { OpenAPIObject } from '@nestjs/swagger';
import { fuzz } from '../test/fuzz/fuzz.ts';
import { report } from '../test/fuzz/report.ts';
import type { Operators } from '../test/fuzz/world.ts';
import { Contract } from '../test/support/contract.ts';
import { freePort } from '../test/support/free-port.ts';
import { ServerProcess } from '../test/support/server-process.ts';

/** The lines of a log that are errors, without the mails among them. */
const errorsIn = (log: string): string =>
  log
    .split('\n')
    .filter((line) => line.includes('request.failed'))
    .join('\n');

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    requests: { type: 'string', default: '20000' },
    only: { type: 'string' },
    url: { type: 'string' },
  },
});
const [seed, requests] = [Number(values.seed), Number(values.requests)];
if (!Number.isInteger(seed) || !(requests > 0)) {
  console.error(
    'npm run fuzz -- [--seed N] [--requests 20000] [--only operationId,...] [--url http://127.0.0.1:3000]',
  );
  process.exit(2);
}

interface Target {
  baseUrl: string;
  makeOperator?: Operators['make'];
  /** What it logged. */
  log?: () => string;
  stop?: () => Promise<void>;
}

const UNLIMITED = [
  'LIMIT_REGISTRATIONS',
  'LIMIT_PASSWORD_RESETS',
  'LIMIT_ACCOUNT_CHANGES',
  'LIMIT_ORGANIZATIONS',
  'LIMIT_INVITATIONS',
  'LIMIT_API_TOKENS',
  'LIMIT_MAILS_PER_RECIPIENT',
  'ORGANIZATIONS_PER_USER',
];

/** The product as `npm start` runs it, without limits of how much one client may make. */
async function startProduct(): Promise<Target> {
  const dataDir = mkdtempSync(join(tmpdir(), 'taskflow-fuzz-'));
  const environment = {
    DATA_DIR: dataDir,
    PORT: String(await freePort()),
    DEMO: 'off',
    NOTIFICATION_DELAY_SECONDS: '0',
    LOG_LEVEL: 'error',
    ...Object.fromEntries(UNLIMITED.map((name) => [name, 'off'])),
  };
  const server = new ServerProcess(environment);
  const stop = async (): Promise<void> => {
    await server.end('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  };
  const makeOperator = async (email: string): Promise<void> => {
    const command = [join(import.meta.dirname, '../dist/cli.js'), 'create-admin', '--email', email];
    await promisify(execFile)(process.execPath, command, {
      env: { PATH: process.env['PATH'], ...environment },
    });
  };
  return { baseUrl: await server.url(), makeOperator, stop, log: () => server.output };
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

const { baseUrl, makeOperator, stop, log }: Target = values.url
  ? { baseUrl: values.url }
  : await startProduct();
try {
  const document = (await (await fetch(`${baseUrl}/docs-json`)).json()) as OpenAPIObject;
  const result = await fuzz({
    baseUrl,
    contract: new Contract(document),
    seed,
    requests,
    only: values.only?.split(','),
    makeOperator,
    signal: interrupted.signal,
    onProgress: (sent) => sent % 1000 === 0 && console.error(`${sent} requests sent`),
  });
  console.log(report(seed, result));
  if (log && [...result.statuses.keys()].some((status) => status >= 500))
    console.log(`\nThe server logged:\n${errorsIn(log())}`);
  process.exitCode = result.findings.length === 0 && !interrupted.signal.aborted ? 0 : 1;
} finally {
  await stop?.();
}
