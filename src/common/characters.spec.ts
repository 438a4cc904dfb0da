import { describe, expect, it } from 'vitest';
import { countCharacters, firstCharacters, hasAtMost, inParts } from './characters.js';

// Of a code point, of two units of UTF-16, and of two code points: a heart, and what asks for it as an emoji.
const TEXTS = ['abc', '👍👍👍', '❤\ufe0f!', 'ä字👩'];

describe('the characters of a text', () => {
  it.each(TEXTS)('are its code points: %s', (text) => {
    expect(countCharacters(text)).toBe(3);
    expect([hasAtMost(text, 2), hasAtMost(text, 3), hasAtMost(text, 4)]).toEqual([false, true, true]);
  });

  it.each(TEXTS)('are never halved: %s', (text) => {
    const characters = [...text];
    for (const count of [0, 1, 2, 3, 4])
      expect(firstCharacters(text, count)).toBe(characters.slice(0, count).join(''));
    expect(inParts(text, 1)).toEqual(characters);
    expect(inParts(text, 2)).toEqual([characters.slice(0, 2).join(''), characters[2]]);
    expect(inParts(text, 3)).toEqual([text]);
  });

  it('are none in an empty text', () => {
    expect([countCharacters(''), hasAtMost('', 0), firstCharacters('', 5), inParts('', 5)]).toEqual([
      0,
      true,
      '',
      [],
    ]);
  });
});
