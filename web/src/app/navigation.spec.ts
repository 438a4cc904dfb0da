import { expect, it } from 'vitest';
import { NAVIGATION } from './navigation.ts';

it('gives each page keys of its own', () => {
  const keys = NAVIGATION.flatMap(({ entries }) => entries.map((entry) => entry.keys));
  expect(keys).toEqual([...new Set(keys)]);
});
