import { describe, expect, it } from 'vitest';
import { MAX_MENTIONS, mentionsIn } from './mentions.js';

const ID = '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b';

describe('mentionsIn', () => {
  it.each([
    ['@ada', ['ada']],
    ['Ask @Ada.', ['ada']],
    ['(@ada, @grace-h) @ada!', ['ada', 'grace-h']],
    [`@[${ID.toUpperCase()}] and @ada_l`, [ID, 'ada_l']],
    ['ada@example.com', []],
    ['ä@ada', []],
    ['@ ada @@ @.ada', []],
    ['@[nobody]', []],
    [`@${'a'.repeat(41)}`, []],
    ['line\n@ada', ['ada']],
    ["@ada's", ['ada']],
  ])('finds in %j %j', (text, expected) => {
    expect(mentionsIn(text)).toEqual(expected);
  });

  it('refuses too many mentions', () => {
    const names = Array.from({ length: MAX_MENTIONS + 1 }, (_, n) => `@user${n}`);
    expect(mentionsIn(names.slice(1).join(' '))).toHaveLength(MAX_MENTIONS);
    expect(() => mentionsIn(names.join(' '))).toThrow();
  });
});
