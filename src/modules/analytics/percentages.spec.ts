import { describe, expect, it } from 'vitest';
import { changeInPercent, percentages, percentOf } from './percentages.js';

describe('percentages', () => {
  it.each([
    [
      [1, 1, 1],
      [33.3, 33.3, 33.3],
    ],
    [
      [2, 2, 3],
      [28.6, 28.6, 42.9],
    ],
    [
      [2, 1],
      [66.7, 33.3],
    ],
    [
      [0, 5, 0],
      [0, 100, 0],
    ],
    [
      [1, 999_999],
      [0, 100],
    ],
    [
      [0, 0],
      [0, 0],
    ],
    [[], []],
  ])('of %j are %j', (counts, expected) => expect(percentages(counts)).toEqual(expected));

  it('are equal for equal counts, and off by at most half a tenth', () => {
    for (let a = 0; a <= 12; a++)
      for (let b = 0; b <= 12; b++)
        for (let c = 1; c <= 12; c++) {
          const counts = [a, b, c, 7];
          const found = percentages(counts);
          for (const [index, count] of counts.entries()) {
            expect(found[index]).toBe(found[counts.indexOf(count)]);
            const exact = (count * 100) / (a + b + c + 7);
            expect(Math.abs((found[index] as number) - exact)).toBeLessThan(0.0501);
          }
        }
  });
});

describe('a part and a change in percent', () => {
  it('are null where there is nothing to compare with', () => {
    expect(percentOf(0, 0)).toBeNull();
    expect(changeInPercent(3, 0)).toBeNull();
    expect(changeInPercent(null, 2)).toBeNull();
    expect(changeInPercent(2, null)).toBeNull();
  });

  it('have one decimal', () => {
    expect(percentOf(1, 3)).toBe(33.3);
    expect(percentOf(29, 400)).toBe(7.3);
    expect(percentOf(23, 80)).toBe(28.8);
    expect(changeInPercent(1, 3)).toBe(-66.7);
    expect(changeInPercent(3, 2)).toBe(50);
  });
});
