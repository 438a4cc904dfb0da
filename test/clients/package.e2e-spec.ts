import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const ROOT = join(import.meta.dirname, '../..');
const README = readFileSync(join(ROOT, 'clients/typescript/README.md'), 'utf8');

const { api } = await createTestApp({ jobs: 'inline' });
const project = mkdtempSync(join(tmpdir(), 'taskflow-client-'));
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Runs a program, while the API of this process goes on answering. @returns what it prints */
async function run(command: string, args: string[], cwd = project): Promise<string> {
  return (await promisify(execFile)(command, args, { cwd })).stdout;
}

/** The first block of the README, for another address and user, which ends after the first event. */
function tour(baseUrl: string, email: string, password: string): string {
  const [, code = ''] = /```ts\n(.*?)```/s.exec(README) ?? [];
  const events = /for await \(const \{ sequence, type \} of taskflow\.events.*/;
  expect(code).toMatch(events);
  return code
    .replace(/baseUrl: '[^']+'/, `baseUrl: '${baseUrl}'`)
    .replace(/email: '[^']+', password: '[^']+'/, `email: '${email}', password: '${password}'`)
    .replace(
      events,
      `console.log((await new Response(file).text()).split('\\r\\n')[0]);
for await (const { sequence, type } of taskflow.events({ after: 0, type: ['task.*'] })) {
  console.log(sequence, type, task.number);
  process.exit();
}`,
    );
}

it('installs into an empty project, compiles there, and does the tour of its README', async () => {
  await run('npm', ['run', '--silent', 'build:client'], ROOT);
  const packing = ['pack', '--json', '--ignore-scripts', '--pack-destination', project];
  const [{ filename }] = JSON.parse(await run('npm', packing, join(ROOT, 'clients/typescript')));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', type: 'module' }));
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`]);

  const password = 'correct horse battery staple';
  const email = `tour-${Date.now()}@example.com`;
  await api.post('/auth/register', { email, password, name: 'Tina', organizationName: 'Tour' }).expect(201);
  writeFileSync(join(project, 'tour.ts'), `declare const process: { exit(): never };\n${tour(api.baseUrl, email, password)}`);
  const compiler = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--types', ''];
  await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...compiler, 'tour.ts']);
  const lines = (await run(process.execPath, ['tour.ts'])).trim().split('\n');
  expect(lines).toEqual([
    '1 Order brass',
    'number,title,description,status,priority,project,assignee,creator,labels,dueAt,createdAt,updatedAt,completedAt',
    expect.stringMatching(/^\d+ task\.created 1$/),
  ]);
});
