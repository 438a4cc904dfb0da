import { defineProblem } from '../../common/problem.js';
import type { OrganizationStatus } from '../organizations/organization.entity.js';
import { legalMoves, type Move } from './organization-moves.js';

export class OrganizationNotFound extends defineProblem(
  404,
  'organization-not-found',
  'There is no such organization',
  'It may have been purged.',
) {}

export class UserNotFound extends defineProblem(404, 'user-not-found', 'There is no such account') {}

export class OwnAccount extends defineProblem(
  409,
  'own-account',
  'You cannot deactivate your own account',
  'Another platform admin can, or the command deactivate-user.',
) {}

export class IllegalMove extends defineProblem(
  409,
  'illegal-organization-move',
  'An organization in this status does not admit this',
) {
  static from(status: OrganizationStatus, move: Move): IllegalMove {
    const legal = legalMoves(status);
    return new IllegalMove({
      detail: `The organization is ${status}, which doesn't admit ${move}: it admits ${legal.join(' and ')}.`,
      organizationStatus: status,
      move,
      legal,
    });
  }
}

export class PurgeIncomplete extends defineProblem(
  503,
  'purge-incomplete',
  'Something of the organization is left',
  'It was not possible to remove everything. Purge it again; a worker does so, too.',
) {
  static of(left: string[]): PurgeIncomplete {
    return new PurgeIncomplete({
      detail: `What is left: ${left.join(', ')}. Purge it again; a worker does so, too.`,
      left,
    });
  }
}
