import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { loadCommands } from '#app/commands/commands.js';
import { BUILT_IN } from '#app/commands/completion.js';

const ROOT = join(import.meta.dirname, '../..');
const BIN = join(ROOT, 'bin/taskflow.js');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const all = { ...BUILT_IN, ...(await loadCommands()) };
const taskflow = (...args: string[]): string =>
  execFileSync(process.execPath, [BIN, ...args], { encoding: 'utf8' });

describe('taskflow', () => {
  it('lists every command', () => {
    const help = taskflow('--help');
    for (const [name, { summary }] of Object.entries(all))
      expect(help).toContain(`${name.padEnd(18)}${summary}`);
  });

  it('is the executable of the package, of the image, and of compose', () => {
    const { bin } = JSON.parse(read('package.json')) as { bin: Record<string, string> };
    expect(join(ROOT, bin['taskflow'] as string)).toBe(BIN);
    expect(read('Dockerfile')).toMatch(/^CMD \["taskflow", "start"\]$/m);
    const { services } = parse(read('docker-compose.yml'), { merge: true });
    expect(services.worker.command).toEqual(['taskflow', 'worker']);
    expect(services.api.stop_grace_period).toBe('40s');
    for (const file of ['README.md', '.env.example', 'Dockerfile', 'docker-compose.yml'])
      expect(read(file)).not.toMatch(/npm run cli|nest start|dist\/(?:cli|main|worker)\.js/);
  });

  it('names no command in README that there is none of', () => {
    const named = [...read('README.md').matchAll(/(?:^|`|npx |\()taskflow ([a-z][\w-]+)/gm)].map(
      ([, name]) => name as string,
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !(name in all))).toEqual([]);
  });

  it('completes itself in bash', () => {
    const complete = (...words: string[]): string[] =>
      execFileSync(
        'bash',
        [
          '-c',
          `source <("$0" "$1" completion bash); COMP_WORDS=("\${@:2}"); COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ));
           _taskflow; echo "\${COMPREPLY[@]}"`,
          process.execPath,
          BIN,
          'taskflow',
          ...words,
        ],
        { encoding: 'utf8' },
      )
        .trim()
        .split(' ');
    expect(complete('')).toEqual(Object.keys(all));
    expect(complete('repair')).toEqual(['repair-roles']);
    expect(complete('migrate', '--')).toEqual(['--concurrency', '--only-failed', '--public', '--dry-run']);
    expect(complete('completion', '')).toEqual(['bash', 'zsh']);
  });

  it('completes itself in zsh', () => {
    const script = taskflow('completion', 'zsh');
    expect(script).toMatch(/^#compdef taskflow\n/);
    for (const name of Object.keys(all)) expect(script).toMatch(new RegExp(`^ {4}'${name}:`, 'm'));
  });
});
