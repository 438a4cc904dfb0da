import { describe, expect, it } from 'vitest';
import { processorTimeOf } from '../../../test/support/processor-time.ts';
import { MAX_MENTIONS, mentionedMembers, mentionsIn } from './mentions.js';

const ID = '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b';
const member = (id: string, name: string, username: string | null = null) => ({
  id,
  name,
  username,
  email: `${id}@Example.com`,
});
const MEMBERS = [
  member(ID, 'By Id'),
  member('ada', 'Ada Lovelace', 'ada'),
  member('grace', 'Grace Hopper', 'grace-h'),
  member('jose', 'Jos\u00e9'),
  member('sisyphos', 'ΣΊΣΥΦΟΣ'),
  member('twin1', 'Ann Twin', 'Twin'),
  member('twin2', 'ann twin'),
  member('short', 'Ann'),
  member('oneill', "Shaquille O'Neal"),
  member('li', '李小龙'),
  member('long', 'Juan Carlos de Borbón'),
  member('underscore', 'Under', 'ada_l'),
];
const mentioned = (text: string): string[] => mentionedMembers(mentionsIn(text), MEMBERS);

describe('a text mentions', () => {
  it.each([
    ['@ada', ['ada']],
    ['Ask @Ada.', ['ada']],
    ['(@ada, @grace-h) @ada!', ['ada', 'grace']],
    [`@[${ID.toUpperCase()}] and @ada_l`, [ID, 'underscore']],
    ['line\n@ada', ['ada']],
    ["@ada's and @Ada Lovelace’s", ['ada']],
    ['@Ada Lovelace could you', ['ada']],
    ['@ADA LOVELACE, @grace hopper: look', ['ada', 'grace']],
    ['@"Ada Lovelace"', ['ada']],
    ['@"grace-h"', ['grace']],
    ['@Jose\u0301 and @"JOSE\u0301"', ['jose']],
    ['@σίσυφος!', ['sisyphos']],
    ["@Shaquille O'Neal's", ['oneill']],
    ['@李小龙', ['li']],
    ['@juan carlos de borbón is here', ['long']],
    ['@ada@example.com.', ['ada']],
    ['mail @ADA@EXAMPLE.COM and @jose@example.com', ['ada', 'jose']],
    ['@Ann is not @Ann Twin', ['short']],
    ['@Twin', ['twin1']],
  ])('in %j %j', (text, expected) => {
    expect(mentioned(text)).toEqual(expected);
  });

  it.each([
    'ada@example.com',
    'ä@ada',
    '@ ada @@ @.ada',
    '@[nobody] @"" @" "',
    '@ada@example.org',
    '@ada@elsewhere.example.com',
    // Two members have the name: a third one, who has the first word of it, isn't meant.
    '@Ann Twin',
    '@Ada Lovelace@example.com',
    '@adalovelace @ada1 @adaß',
    '@Ada\nLovelace @Grace',
    `@${'a'.repeat(41)}`,
    '@',
  ])('no member in %j', (text) => {
    const isAda = text.startsWith('@Ada');
    expect(mentioned(text)).toEqual(isAda ? ['ada'] : []);
  });

  it('refuses too many mentions, each counted once', () => {
    const names = Array.from({ length: MAX_MENTIONS + 1 }, (_, n) => `@user${n}`);
    expect(mentionsIn(names.slice(1).join(' '))).toHaveLength(MAX_MENTIONS);
    expect(() => mentionsIn(names.join(' '))).toThrow();
    expect(mentionsIn('@ada is @ada '.repeat(1000))).toHaveLength(2);
    const places = Array.from({ length: 501 }, (_, n) => `@ada x${n}`);
    expect(() => mentionsIn(places.join(' '))).toThrow();
  });

  it.each([
    '@'.repeat(20_000),
    '@a'.repeat(10_000),
    `@${'a.'.repeat(9_999)}`,
    `@${"a'".repeat(9_999)}`,
    `@x@${'a-.'.repeat(6_000)}`,
    `@${'a '.repeat(9_999)}`,
    `@"${'"@"'.repeat(6_000)}`,
    `${'@ada '.repeat(4_000)}`,
    `@a${'!'.repeat(19_000)}`,
    `@${'a@'.repeat(9_000)}`,
  ])('reads a hostile text at once: %#', (text) => {
    const time = processorTimeOf(() => {
      try {
        mentioned(text);
      } catch {
        // Too many are refused.
      }
    });
    expect(time).toBeLessThan(500);
  });
});
