import pg from 'pg';
import { expect, it } from 'vitest';
import { timestampInJson, TYPES, TYPES_IN_JSON } from './type-parsers.js';

const TIMESTAMPTZ = 1184;

it.each([
  '2030-01-31 12:00:00+00',
  '2030-01-31 12:00:00.1+00',
  '2030-01-31 12:00:00.12+00',
  '2030-01-31 12:00:00.123+00',
  '2030-01-31 12:00:00.123456+00',
  '2030-01-31 12:00:00.12+05:30',
  '2030-01-31 12:00:00-08',
  '0001-01-01 00:00:00+00',
  '9999-12-31 23:59:59.999+00',
  '0044-03-15 12:00:00+00 BC',
  'infinity',
  '-infinity',
])('writes %s as JSON writes its Date', (text) => {
  const parsed: unknown = pg.types.getTypeParser(TIMESTAMPTZ)(text);
  expect(JSON.stringify(timestampInJson(text))).toBe(JSON.stringify(parsed));
});

it('reads all else alike', () => {
  const [int8, numeric, labels] = [20, 1700, 1009];
  for (const oid of [int8, numeric, labels])
    for (const types of [TYPES, TYPES_IN_JSON])
      expect(types.getTypeParser(oid, 'text')('{}')).toEqual(TYPES.getTypeParser(oid, 'text')('{}'));
  expect(TYPES_IN_JSON.getTypeParser(int8, 'text')('12')).toBe(12);
});
