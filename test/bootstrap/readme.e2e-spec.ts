import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ENVIRONMENT_KEYS } from '#app/config/read-environment.js';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

interface Step {
  script: string;
  expected: string | undefined;
}

/** The shell blocks of the tour, each with the answer that the README promises. */
function tour(): Step[] {
  const section = README.split('\n## ').find((part) => part.startsWith('Five minutes')) ?? '';
  const blocks = [...section.matchAll(/```(sh|text)\n(.*?)```/gs)].map(([, kind, text]) => ({
    kind,
    text: text ?? '',
  }));
  return blocks.flatMap(({ kind, text }, index) => {
    if (kind !== 'sh') return [];
    const next = blocks[index + 1];
    return [{ script: text, expected: next?.kind === 'text' ? next.text : undefined }];
  });
}

/** `…` stands for whatever differs from one run to the next. */
function pattern(expected: string): RegExp {
  const escaped = expected.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('…', '[\\s\\S]*?')}$`);
}

/** Runs the steps in one shell and returns what each printed. */
async function run(steps: Step[]): Promise<string[]> {
  const end = '--- end of step ---';
  const script = steps.map((step) => `${step.script}\nprintf '%s' '${end}'`).join('\n');
  const shell = spawn('sh', ['-eu', '-c', script.replaceAll('http://127.0.0.1:3000', api.baseUrl)]);
  let output = '';
  shell.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve) => shell.on('close', resolve));
  return output.split(end).slice(0, steps.length);
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;

it.skipIf(!hasCurl)("answers the README's tour as the README says", async () => {
  const steps = tour();
  expect(steps.length).toBeGreaterThan(7);
  const outputs = await run(steps);
  for (const [index, { expected }] of steps.entries()) {
    const printed = (outputs[index] ?? '').replaceAll('\r', '').trim();
    if (expected === undefined) expect(printed).toBe('');
    else expect(printed).toMatch(pattern(expected));
  }
});

it('explains every variable of the environment', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
  expect(named.toSorted()).toEqual(ENVIRONMENT_KEYS.toSorted());
  for (const name of named) expect(README).toContain(`\`${name}\``);
});
