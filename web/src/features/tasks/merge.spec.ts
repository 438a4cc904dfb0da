import { expect, it } from 'vitest';
import { merge } from './merge.ts';

const base = { title: 'Title', description: 'Text' };

it('takes each side where only that one changed a field', () => {
  const { merged, conflicts } = merge(base, { ...base, title: 'Mine' }, { ...base, description: 'Theirs' });
  expect(merged).toEqual({ title: 'Mine', description: 'Theirs' });
  expect(conflicts).toEqual([]);
});

it('asks where both changed the same field', () => {
  const { merged, conflicts } = merge(
    base,
    { title: 'Mine', description: 'My text' },
    { ...base, title: 'Theirs' },
  );
  expect(conflicts).toEqual(['title']);
  expect(merged).toEqual({ title: 'Theirs', description: 'My text' });
});

it('asks nothing where both wrote the same', () => {
  const both = { title: 'Same', description: null };
  expect(merge(base, both, both)).toEqual({ merged: both, conflicts: [] });
});
