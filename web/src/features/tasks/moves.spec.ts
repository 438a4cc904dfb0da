import { expect, it } from 'vitest';
import { legalMoves, reasonOf, refusalOf } from './moves.ts';

it('goes forward one step at a time, and back only where the organization reopens tasks', () => {
  const all = (allowReopen: boolean) =>
    (['CREATED', 'IN_PROGRESS', 'COMPLETED'] as const).map((from) => legalMoves(from, allowReopen));
  expect(all(false)).toEqual([['IN_PROGRESS'], ['COMPLETED'], []]);
  expect(all(true)).toEqual([['IN_PROGRESS'], ['COMPLETED'], ['IN_PROGRESS']]);
});

it('says why a move is refused, and what is possible', () => {
  expect(refusalOf({ number: 7, status: 'CREATED' }, 'COMPLETED', ['IN_PROGRESS'])).toMatchObject({
    title: '#7 can’t go from To do to Done',
    detail: 'Its next step is In progress.',
  });
  const problem = { status: 409, code: 'illegal-status-change', title: 'No' };
  expect(reasonOf({ ...problem, from: 'COMPLETED', to: 'CREATED', legal: [] })).toBe(
    'It can’t go from Done to To do. It is done.',
  );
  expect(reasonOf({ status: 403, code: 'permission-denied', title: 'No' })).toBe('No');
});
