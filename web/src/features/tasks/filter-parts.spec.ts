import { describe, expect, it } from 'vitest';
import { moved, operatorsOf, partOf, partsOf, toggled, withoutPart } from './filter-parts.ts';
import type { TaskFilter } from './search.ts';

const filter: TaskFilter = { label: ['a'], due: 'today', createdBefore: '2026-01-01T00:00:00.000Z', q: 'x' };

describe('the conditions of a filter', () => {
  it('are those that the address has, except the words', () => {
    expect(partsOf(filter).map(({ slot }) => slot)).toEqual(['label', 'due', 'createdAfter']);
  });

  it('are taken away whole', () => {
    const left = withoutPart(filter, partOf('created'));
    expect(partsOf(left).map(({ slot }) => slot)).toEqual(['label', 'due']);
  });

  it('gain and lose values', () => {
    expect(toggled(filter, 'label', 'b').label).toEqual(['a', 'b']);
    expect(toggled(filter, 'label', 'a').label).toBeUndefined();
  });

  it('are meant otherwise with the same values', () => {
    expect(moved(filter, 'label', 'notLabel')).toMatchObject({ label: undefined, notLabel: ['a'] });
    expect(moved({ status: ['CREATED'], notStatus: ['COMPLETED'] }, 'status', 'notStatus').notStatus).toEqual(
      ['COMPLETED', 'CREATED'],
    );
    expect(moved(filter, 'label', 'label')).toBe(filter);
  });

  it('can’t demand labels and none', () => {
    expect(operatorsOf(filter, 'label')).toContain('allLabels');
    expect(operatorsOf({ label: ['none'] }, 'label')).not.toContain('allLabels');
  });
});
