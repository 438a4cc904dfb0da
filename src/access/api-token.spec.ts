import { describe, expect, it } from 'vitest';
import { hashOf, hintOf, isApiToken, isWellFormed, newApiToken } from './api-token.js';

describe('an API token', () => {
  it('can be found by a scanner, and is another one each time', () => {
    const tokens = Array.from({ length: 100 }, newApiToken);
    for (const token of tokens) {
      expect(token).toMatch(/^tf_[0-9A-Za-z]{38}$/);
      expect(isApiToken(token) && isWellFormed(token)).toBe(true);
    }
    expect(new Set(tokens).size).toBe(100);
  });

  it('ends with the CRC-32 of what is before it, in base 62', () => {
    // Computed with another library.
    expect(isWellFormed(`tf_${'0'.repeat(32)}4MpkzO`)).toBe(true);
  });

  it('is refused with any one character changed', () => {
    const token = newApiToken();
    for (let place = 0; place < token.length; place++) {
      const other = token[place] === 'x' ? 'y' : 'x';
      expect(isWellFormed(token.slice(0, place) + other + token.slice(place + 1)), String(place)).toBe(false);
    }
  });

  it.each(['', 'tf_', 'tf_é', `${newApiToken()}0`, `${newApiToken()}\n`, newApiToken().slice(0, -1)])(
    'is not %j',
    (text) => expect(isWellFormed(text)).toBe(false),
  );

  it('is known by a hash and shown by its first characters', () => {
    const token = newApiToken();
    expect(hashOf(token)).toHaveLength(32);
    expect(token.startsWith(hintOf(token))).toBe(true);
    expect(hintOf(token)).toHaveLength(7);
  });
});
