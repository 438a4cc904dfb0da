import type { OrganizationStatus } from './organization.entity.js';

export const MOVES = ['suspend', 'resume', 'delete', 'restore', 'purge'] as const;
export type Move = (typeof MOVES)[number];

/** What may be done with an organization, by its status, and where that leads. */
export const RULES: Record<Move, { from: readonly OrganizationStatus[]; to: OrganizationStatus }> = {
  suspend: { from: ['ACTIVE'], to: 'SUSPENDED' },
  resume: { from: ['SUSPENDED'], to: 'ACTIVE' },
  delete: { from: ['ACTIVE', 'SUSPENDED'], to: 'DELETED' },
  restore: { from: ['DELETED'], to: 'ACTIVE' },
  // A purge that was interrupted is begun again; there is no other way on from it.
  purge: { from: ['DELETED', 'PURGING'], to: 'PURGING' },
};

/** The moves that are legal from a status. */
export function legalMoves(status: OrganizationStatus): Move[] {
  return MOVES.filter((move) => RULES[move].from.includes(status));
}
