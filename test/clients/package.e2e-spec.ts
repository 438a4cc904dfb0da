import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const ROOT = join(import.meta.dirname, '../..');
const README = readFileSync(join(ROOT, 'clients/typescript/README.md'), 'utf8');

const { api } = await createTestApp({ jobs: 'inline' });
const project = mkdtempSync(join(tmpdir(), 'taskflow-client-'));
afterAll(() => rmSync(project, { recursive: true, force: true }));

const run = (command: string, args: string[], env: Record<string, string> = {}): string =>
  execFileSync(command, args, { cwd: project, encoding: 'utf8', env: { ...process.env, ...env } });

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
  execFileSync('npm', ['run', '--silent', 'build:client'], { cwd: ROOT });
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], {
      cwd: join(ROOT, 'clients/typescript'),
      encoding: 'utf8',
    }),
  );
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', type: 'module' }));
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`]);

  const password = 'correct horse battery staple';
  const email = `tour-${Date.now()}@example.com`;
  await api.post('/auth/register', { email, password, name: 'Tina', organizationName: 'Tour' }).expect(201);
  writeFileSync(join(project, 'tour.ts'), `declare const process: { exit(): never };\n${tour(api.baseUrl, email, password)}`);
  const compiler = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--types', ''];
  run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...compiler, 'tour.ts']);
  const lines = run(process.execPath, ['tour.ts'])
    .trim()
    .split('\n');
  expect(lines).toEqual([
    '1 Order brass',
    'number,title,description,status,priority,project,assignee,creator,labels,dueAt,createdAt,updatedAt,completedAt',
    expect.stringMatching(/^\d+ task\.created 1$/),
  ]);
});
