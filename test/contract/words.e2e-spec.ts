// quick: texts use the glossary's words
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** The texts of the project: code with its comments, tests, documents and settings. Migrations never change. */
const FILES = [
  '{src,test,bench,scripts,packages,clients}/**/*.{ts,js,md}',
  'docs/**/*.md',
  '*.md',
  '.env.example',
];

/** Indefinite pronouns hide a role that docs/glossary.md has a word for: user, member, caller, client, operator. */
const PRONOUN = /\b(?:whom?ever|(?:some|any|every)(?:body|one)|nobody|no one)/i;
/** Pictures in place of the field's terms, such as guard, yield, check and current state. */
const METAPHOR =
  /\b(?:breath(?:e|er)?|doors?|house|in earnest|turned away|look(?:s|ed)? through|how things stand)\b/i;
/** An account of the operating system, and names in test data. */
const DATA = /["'`@,[]nobody\b|\bnobody@/g;

/** The lines of a text that have such a word. */
const refusedIn = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => PRONOUN.test(line.replaceAll(DATA, '')) || METAPHOR.test(line))
    .map((line) => line.trim());

const found = globSync(FILES, { cwd: ROOT })
  .filter((file) => !file.endsWith('words.e2e-spec.ts'))
  .flatMap((file) => refusedIn(readFileSync(join(ROOT, file), 'utf8')).map((line) => `${file}: ${line}`));

it('finds each word in any case, also in names, and none in data', () => {
  const bad = [
    '// Whoever asks',
    'for somebody’s',
    'no one',
    'someoneElse()',
    'The Door of it',
    'let it breathe',
  ];
  const good = ["'nobody'", 'no account nobody@example.com', 'the warehouse', 'indoors'];
  expect(refusedIn([...bad, ...good].join('\n'))).toEqual(bad);
});

it('names the role in place of an indefinite pronoun, and the thing in place of a metaphor', () => {
  expect(found).toEqual([]);
});
