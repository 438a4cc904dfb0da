import { describe, expect, it } from 'vitest';
import { ORGANIZATION_STATUSES } from './organization.entity.js';
import { legalMoves, MOVES, RULES } from './organization-moves.js';

describe('the moves of an organization', () => {
  it.each([
    ['ACTIVE', ['suspend', 'delete']],
    ['SUSPENDED', ['resume', 'delete']],
    ['DELETED', ['restore', 'purge']],
    ['PURGING', ['purge']],
  ] as const)('from %s are %j', (status, moves) => {
    expect(legalMoves(status)).toEqual(moves);
  });

  it('lead to a status that there is, and nowhere back from a purge', () => {
    for (const move of MOVES) expect(ORGANIZATION_STATUSES).toContain(RULES[move].to);
    expect(MOVES.filter((move) => RULES[move].from.includes('PURGING'))).toEqual(['purge']);
  });
});
