// The client as it is published: built from scratch, packed, installed elsewhere.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const ROOT = join(import.meta.dirname, '../..');
const README = readFileSync(join(ROOT, 'clients/typescript/README.md'), 'utf8');

const { api } = await createTestApp({ jobs: 'inline' });

/** Runs a program, while the API of this process goes on answering. @returns what it prints */
async function run(cwd: string, command: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)(command, args, { cwd })).stdout;
}

const [checkout, project] = ['checkout', 'project'].map((name) =>
  mkdtempSync(join(tmpdir(), `taskflow-client-${name}-`)),
) as [string, string];
afterAll(() => {
  for (const folder of [checkout, project]) rmSync(folder, { recursive: true, force: true });
});

/** Builds in a folder of its own, as other tests use what is built here. @returns the name of the archive */
async function pack(): Promise<string> {
  for (const path of ['clients/typescript', 'docs/openapi.json'])
    cpSync(join(ROOT, path), join(checkout, path), {
      recursive: true,
      filter: (source) => !['dist', 'node_modules'].includes(basename(source)),
    });
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
  const folder = join(checkout, 'clients/typescript');
  await run(folder, 'npm', 'run', '--silent', 'build');
  const packing = ['pack', '--json', '--ignore-scripts', '--pack-destination', project];
  const [{ filename }] = JSON.parse(await run(folder, 'npm', ...packing));
  return filename;
}

let archive: string;
beforeAll(async () => {
  archive = await pack();
});

/** The first block of the README, for another address and user, which ends after the first event. */
function tour(baseUrl: string, email: string, password: string): string {
  const [, code = ''] = /```ts\n(.*?)```/s.exec(README) ?? [];
  const events = /(?<begin>for await \(const event of taskflow\.events\(\{)(?<filter>.*)\n(?<body>.*)/;
  expect(code).toMatch(events);
  return code
    .replace(/baseUrl: '[^']+'/, `baseUrl: '${baseUrl}'`)
    .replace(/email: '[^']+', password: '[^']+'/, `email: '${email}', password: '${password}'`)
    .replace(
      events,
      `console.log((await new Response(file).text()).split('\\r\\n')[0]);
$<begin> after: 0,$<filter> {
$<body>
process.exit();
}`,
    );
}

it('installs into an empty project, compiles there, and does the tour of its README', async () => {
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', type: 'module' }));
  await run(project, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', `./${archive}`);

  const password = 'correct horse battery staple';
  const email = `tour-${Date.now()}@example.com`;
  await api.post('/auth/register', { email, password, name: 'Tina', organizationName: 'Tour' }).expect(201);
  writeFileSync(
    join(project, 'tour.ts'),
    `declare const process: { exit(): never };\n${tour(api.baseUrl, email, password)}`,
  );
  const compiler = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext'];
  await run(project, process.execPath, join(ROOT, 'node_modules/typescript/bin/tsc'), ...compiler, 'tour.ts');
  const lines = (await run(project, process.execPath, 'tour.ts')).trim().split('\n');
  expect(lines).toEqual([
    '1 Order brass',
    'number,title,description,status,priority,project,assignee,creator,labels,dueAt,createdAt,updatedAt,completedAt',
    expect.stringMatching(/^\d+ Order brass$/),
  ]);
});
