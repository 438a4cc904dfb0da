import { expect, it } from 'vitest';
import { factorOf } from './factor.ts';

it.each([
  ['', {}],
  [' 123 456 ', { code: '123456' }],
  ['abcd-efgh ', { recoveryCode: 'abcd-efgh' }],
])('“%s” is sent as %j', (typed, factor) => {
  expect(factorOf(typed)).toEqual(factor);
});
