import { expect, it } from 'vitest';
import { mentionedIn, mentionOf, withIds, withNames } from './mentions.ts';

const id = (digit: number): string => `019aa3c0-7d5e-7000-8000-${String(digit).repeat(12)}`;
const member = (digit: number, name: string) => ({ userId: id(digit), name });
const MEMBERS = [
  member(1, 'Ann'),
  member(2, 'Ann Twin'),
  member(3, 'Bo Same'),
  member(4, 'Bo Same'),
  member(5, 'Zoë O’Neal'),
];

it.each([
  ['@Ann, look', [1], `@[${id(1)}], look`],
  ['(@Ann) @Ann', [1], `(@[${id(1)}]) @[${id(1)}]`],
  ['@Ann Twin and @Ann', [1, 2], `@[${id(2)}] and @[${id(1)}]`],
  ['@Zoë O’Neal’s', [5], `@[${id(5)}]’s`],
])('keeps whom %j mentions by id, and shows the name', (text, digits, stored) => {
  const ids = digits.map(id);
  expect(withIds(text, ids, MEMBERS)).toBe(stored);
  expect(withNames(stored, MEMBERS)).toBe(text);
  expect(mentionedIn(stored).toSorted()).toEqual(ids);
});

it.each([
  ['@Ann', []],
  // Another one, whose name begins so.
  ['@Ann Twin', [1]],
  ['@Annika and ann@Ann', [1]],
  ['@Bo Same', [3]],
])('leaves %j as it was typed', (text, digits) => {
  expect(withIds(text, digits.map(id), MEMBERS)).toBe(text);
});

it('says by id which of two of the same name is meant', () => {
  expect(MEMBERS.map((one) => mentionOf(one, MEMBERS))).toEqual([
    'Ann',
    'Ann Twin',
    `[${id(3)}]`,
    `[${id(4)}]`,
    'Zoë O’Neal',
  ]);
  expect(withNames(`@[${id(4)}] @[${id(9)}]`, MEMBERS)).toBe(`@[${id(4)}] @[${id(9)}]`);
});
