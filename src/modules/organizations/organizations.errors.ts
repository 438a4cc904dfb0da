import { defineProblem } from '../../common/problem.js';

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
  'Another organization has this slug',
  'Choose another one.',
) {}

export class DomainTaken extends defineProblem(409, 'domain-taken', 'Another organization has this domain') {}

export class MemberNotFound extends defineProblem(404, 'member-not-found', 'There is no such member') {}

export class LastOwner extends defineProblem(
  409,
  'last-owner',
  'An organization needs an owner',
  'Make somebody else an OWNER first.',
) {}

export class AlreadyMember extends defineProblem(
  409,
  'already-a-member',
  'This person is a member of the organization already',
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
