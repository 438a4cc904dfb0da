import { expect, it } from 'vitest';
import { readRange } from './byte-range.js';

it.each([
  ['bytes=0-0', 10, { start: 0, end: 0 }],
  ['bytes=2-4', 10, { start: 2, end: 4 }],
  ['bytes=7-', 10, { start: 7, end: 9 }],
  ['bytes=7-99', 10, { start: 7, end: 9 }],
  ['bytes=-3', 10, { start: 7, end: 9 }],
  ['bytes=-99', 10, { start: 0, end: 9 }],
  ['Bytes=1-2', 10, { start: 1, end: 2 }],
  ['bytes=10-', 10, null],
  ['bytes=10-20', 10, null],
  ['bytes=-0', 10, null],
  ['bytes=0-', 0, null],
  ['bytes=-5', 0, null],
  ['bytes=4-2', 10, undefined],
  ['bytes=-', 10, undefined],
  ['bytes=0-1,3-4', 10, undefined],
  ['bytes=a-b', 10, undefined],
  ['lines=0-1', 10, undefined],
  [undefined, 10, undefined],
])('reads %s of %i bytes as %j', (header, size, range) => {
  expect(readRange(header, size)).toEqual(range);
});
