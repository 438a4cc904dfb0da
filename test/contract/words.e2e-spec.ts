import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** The texts of the project: code with its comments, tests, documents and settings. Migrations never change. */
const FILES = ['{src,test,bench,scripts}/**/*.{ts,js,md}', 'docs/**/*.md', '*.md', '.env.example'];

/** Indefinite pronouns hide a role that docs/glossary.md has a word for: user, member, caller, client, operator. */
const PRONOUN = /\b(?:whoever|whomever|somebody|someone|anybody|anyone|everybody|everyone|nobody|no one)\b/i;
/** An account of the system, and names in test data. */
const DATA = /["'`@,[](?:nobody)\b/;

/** The lines of a text that have such a word. */
const pronounsIn = (text: string): string[] =>
  text.split('\n').filter((line) => PRONOUN.test(line.replaceAll(new RegExp(DATA, 'g'), '')));

const found = globSync(FILES, { cwd: ROOT })
  .filter((file) => !file.endsWith('words.e2e-spec.ts'))
  .flatMap((file) =>
    pronounsIn(readFileSync(join(ROOT, file), 'utf8')).map((line) => `${file}: ${line.trim()}`),
  );

it('finds pronouns in any case, and none in data', () => {
  const bad = ['// Whoever asks', 'for somebody’s', 'no one', '/** Nobody waits'];
  const good = ["'nobody'", 'nobody@example.com'.padStart(19, "'"), 'someoneElse()'];
  expect(pronounsIn([...bad, ...good].join('\n'))).toEqual(bad);
});

it('names the role in place of an indefinite pronoun', () => {
  expect(found).toEqual([]);
});
