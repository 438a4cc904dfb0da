import { describe, expect, it } from 'vitest';
import { isRisky, withoutMark } from './formula.js';

const invisible = /[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;
const characters = Array.from({ length: 0x110000 }, (_, code) => code)
  .filter((code) => code > 0 && (code < 0xd800 || code > 0xdfff))
  .map((code) => String.fromCodePoint(code));

describe('a text is risky', () => {
  it.each([...'=+-@＝＋－＠﹦﹢﹣﹫\t\r\n'])('that begins with %j', (start) => {
    expect(isRisky(`${start}1`)).toBe(true);
    expect(isRisky(start)).toBe(true);
  });

  it('that begins so behind whatever shows nothing', () => {
    const seen = characters.filter((character) => invisible.test(character));
    expect(seen.filter((character) => !isRisky(`${character}=1`))).toEqual([]);
    expect(seen.filter((character) => !isRisky(`${character}\u200b${character}＠x`))).toEqual([]);
  });

  it('that is marked', () => {
    expect(isRisky("'")).toBe(true);
    expect(isRisky("'plain")).toBe(true);
  });
});

it('no other text is, whatever it begins with', () => {
  const visible = characters.filter(
    (character) => !invisible.test(character) && !"=+-@＝＋－＠﹦﹢﹣﹫'".includes(character),
  );
  expect(visible.filter((character) => isRisky(`${character}=1`) || isRisky(character))).toEqual([]);
  expect(['', ' ', '\u200b', ' plain', '1=1', '\u00a01'].filter(isRisky)).toEqual([]);
});

it.each([
  ["'=1", '=1'],
  ["'\u200b=1", '\u200b=1'],
  ["''", "'"],
  ["'\n", '\n'],
  ["'tis", "'tis"],
  ["' plain", "' plain"],
  ["'", "'"],
  ['=1', '=1'],
])('the mark of %j is taken off: %j', (cell, text) => {
  expect(withoutMark(cell)).toBe(text);
});
