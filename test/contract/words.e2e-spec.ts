// quick: texts use the glossary's words
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** The texts of the project: code with its comments, tests, migrations, documents and settings. */
const FILES = [
  '{src,test,bench,scripts,packages,clients}/**/*.{ts,js,md}',
  'migrations/**/*.sql',
  'docs/**/*.md',
  '*.md',
  '.env.example',
];
/** The console: its texts may say that a task is assigned to nobody. */
const CONSOLE = 'web/src/**/*.{ts,tsx,css}';

/** Indefinite pronouns hide a role that docs/glossary.md has a word for: user, member, caller, client, operator. */
const PRONOUN = /\b(?:whom?ever|(?:some|any|every)(?:body|one)|nobody|no one)/i;
/** Pictures in place of the field's terms, such as guard, yield, check and current state. */
const METAPHOR =
  /\b(?:breath(?:e|er)?|doors?|house|in earnest|turned away|look(?:s|ed)? through|how things stand|patience)\b/i;
/** What docs/glossary.md calls a consumer, a change notification, a quota, cleanup, the tenant pool or a member. */
const REPLACED =
  /\b(?:followers?|announc(?:e[ds]?|ing|ements?)|allowances?|housekeeping|chores?|sweeps?|spare tenants?|colleagues?)\b/i;
const WORDS = [PRONOUN, METAPHOR, REPLACED];
/** An account of the operating system, and names in test data. */
const DATA = /["'`@,[]nobody\b|\bnobody@/g;

/** The lines of a text that have such a word. */
const refusedIn = (text: string, words: RegExp[]): string[] =>
  text
    .split('\n')
    .filter((line) => words.some((word) => word.test(line.replaceAll(DATA, ''))))
    .map((line) => line.trim());

const foundIn = (files: string | string[], words: RegExp[]): string[] =>
  globSync(files, { cwd: ROOT })
    .filter((file) => !file.endsWith('words.e2e-spec.ts'))
    .flatMap((file) =>
      refusedIn(readFileSync(join(ROOT, file), 'utf8'), words).map((line) => `${file}: ${line}`),
    );

it('finds each word in any case, also in names, and none in data', () => {
  const bad = [
    '// Whoever asks',
    'for somebody’s',
    'no one',
    'someoneElse()',
    'The Door of it',
    'let it breathe',
    'const PATIENCE = 5',
    'it announces them',
  ];
  const good = ["'nobody'", 'no account nobody@example.com', 'the warehouse', 'indoors'];
  expect(refusedIn([...bad, ...good].join('\n'), WORDS)).toEqual(bad);
});

it('names the role in place of an indefinite pronoun, and the thing in place of a metaphor', () => {
  expect(foundIn(FILES, WORDS)).toEqual([]);
  expect(foundIn(CONSOLE, [METAPHOR, REPLACED])).toEqual([]);
});
