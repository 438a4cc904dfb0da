import { defineProblem, type ProblemMembers } from '../../common/problem.js';
import { ORGANIZATION_STATUSES, type OrganizationStatus } from './organization.entity.js';
import { legalMoves, type Move } from './organization-moves.js';

export class OrganizationNotFound extends defineProblem(
  404,
  'organization-not-found',
  'There is no such organization',
  'It may have been purged.',
) {}

export class IllegalMove extends defineProblem(
  409,
  'illegal-organization-move',
  'An organization in this status does not admit this',
) {
  static override readonly members: ProblemMembers = {
    organizationStatus: { type: 'string', enum: [...ORGANIZATION_STATUSES], example: 'DELETED' },
    move: { type: 'string', example: 'suspend' },
    legal: { type: 'array', items: { type: 'string' }, example: ['restore', 'purge'] },
  };

  static from(status: OrganizationStatus, move: Move | 'change of plan'): IllegalMove {
    const legal = legalMoves(status);
    return new IllegalMove({
      detail: `The organization is ${status}, which doesn't admit ${move}: it admits ${legal.join(' and ')}.`,
      organizationStatus: status,
      move,
      legal,
    });
  }
}

export class OrganizationSuspended extends defineProblem(
  403,
  'organization-suspended',
  'The organization is suspended',
  'Nothing of it is lost. Ask the operator of this service; in other organizations you can go on.',
) {}

export class OrganizationDeleted extends defineProblem(
  403,
  'organization-deleted',
  'The organization was deleted',
  'For some time the operator of this service can restore it; in other organizations you can go on.',
) {}

export class SlugTaken extends defineProblem(
  409,
  'slug-taken',
  'Another organization has this slug, or had it not long ago',
  'Choose another one.',
) {}

export class TooManySlugs extends defineProblem(
  409,
  'too-many-slugs',
  'The organization has changed its slug too often',
  'Each slug that it gave up is kept for it for some time. It can take one of them again, or wait.',
) {}

export class DomainTaken extends defineProblem(
  409,
  'domain-taken',
  'This domain is verified already',
  'Another organization has proved that it holds it. The operator of this service can change that.',
) {}

export class DomainAlreadyClaimed extends defineProblem(
  409,
  'domain-already-claimed',
  'The organization has claimed this domain already',
) {}

export class DomainNotVerified extends defineProblem(
  409,
  'domain-not-verified',
  'The domain is not verified',
) {
  /** What a look-up of the TXT record found; null where none was made. */
  static override readonly members: ProblemMembers = {
    lookup: {
      type: ['object', 'null'],
      required: ['name', 'type', 'expected', 'found'],
      properties: {
        name: { type: 'string' },
        type: { type: 'string' },
        expected: { type: 'string' },
        found: { type: 'array', items: { type: 'string' } },
      },
      example: {
        name: '_taskflow.tasks.example.com',
        type: 'TXT',
        expected: 'taskflow-verify=4f1c0d',
        found: [],
      },
    },
  };
}

export class TooManyDomains extends defineProblem(
  409,
  'too-many-domains',
  'The organization has as many domains as it may',
) {
  static override readonly members: ProblemMembers = { limit: { type: 'integer', example: 10 } };

  static over(limit: number): TooManyDomains {
    return new TooManyDomains({
      detail: `An organization may have ${limit} domains, claims included. Remove one first.`,
      limit,
    });
  }
}

export class OrganizationLimitReached extends defineProblem(
  409,
  'organization-limit-reached',
  'You own as many organizations as one user may',
  'Delete one that is not needed any more: once it is purged there is room. Or ask the operator of this service.',
) {
  static override readonly members: ProblemMembers = {
    limit: { type: 'integer', example: 20 },
    usage: { type: 'integer', example: 20 },
  };

  static of(limit: number, usage: number): OrganizationLimitReached {
    return new OrganizationLimitReached({
      detail: `One user may own ${limit} organizations, and you own ${usage}.`,
      limit,
      usage,
    });
  }
}

export class OrganizationCreationClosed extends defineProblem(
  403,
  'organization-creation-closed',
  'Organizations are made by the operator of this service',
  'Ask them for one, or ask its owner for an invitation to one that is there.',
) {}

export class DomainNotFound extends defineProblem(404, 'domain-not-found', 'There is no such domain') {}

export class PrimaryDomain extends defineProblem(
  409,
  'primary-domain',
  'The primary domain goes last',
  'Make another domain the primary one first, or remove the others.',
) {}

export class MemberNotFound extends defineProblem(404, 'member-not-found', 'There is no such member') {}

export class LastOwner extends defineProblem(
  409,
  'last-owner',
  'An organization needs an owner',
  'Make another member an OWNER first.',
) {
  static of(organizations: { name: string; slug: string }[]): LastOwner {
    const names = organizations.map(({ name, slug }) => `${name} (${slug})`).join(', ');
    return new LastOwner({
      detail: `The account is the last owner of ${names}. Make another member an OWNER, or delete the organization first.`,
    });
  }
}

export class AlreadyMember extends defineProblem(
  409,
  'already-a-member',
  'This user is a member of the organization already',
) {}

export class InvitationNotFound extends defineProblem(
  404,
  'invitation-not-found',
  'There is no such invitation',
  'It may have been used or revoked, or it has expired.',
) {}

export class InvitationForAnotherAddress extends defineProblem(
  403,
  'invitation-for-another-address',
  'The invitation is for another e-mail address',
  'Sign in, or register, with the address that was invited.',
) {}
