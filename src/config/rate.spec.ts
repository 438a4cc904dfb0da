import { expect, it } from 'vitest';
import { parseRate } from './rate.js';

it.each([
  ['5/s', { quota: 5, window: 1 }],
  ['600/min', { quota: 600, window: 60 }],
  ['10000/h', { quota: 10_000, window: 3600 }],
  ['5/d', { quota: 5, window: 86_400 }],
])('reads %s', (text, rate) => {
  expect(parseRate(text)).toEqual(rate);
});

it.each(['', 'off', '600', '0/min', '-1/min', '600/day', '600 / min', '1.5/s', '600/min\n', '9999999999/s'])(
  'finds no rate in %j',
  (text) => {
    expect(parseRate(text)).toBeUndefined();
  },
);
