import { describe, expect, it } from 'vitest';
import { readActivitySearch, toActivityQuery } from './search.ts';

describe('the filter of the log', () => {
  it('leaves out what means nothing', () => {
    expect(readActivitySearch({ kind: 'toString', actor: 'me', from: '2026-02', to: '2026-99-99' })).toEqual(
      {},
    );
    expect(readActivitySearch({ kind: 'files', from: '2026-02-01' })).toEqual({
      kind: 'files',
      from: '2026-02-01',
    });
  });

  it('has the last day as a whole', () => {
    const { since, until } = toActivityQuery({ from: '2026-02-01', to: '2026-02-01' });
    expect(Date.parse(until as string) - Date.parse(since as string)).toBe(86_400_000);
  });
});
