import { defineProblem } from '../../../common/problem.js';

export class InvalidCredentials extends defineProblem(
  401,
  'invalid-credentials',
  'The credentials are not right',
  'There is no active account with this name and password, or it does not belong to that organization.',
) {}

export class RegistrationClosed extends defineProblem(
  403,
  'registration-closed',
  'This service does not take registrations',
  'Ask its operator for an account.',
) {
  static withoutInvitation(): RegistrationClosed {
    return new RegistrationClosed({
      detail: 'An account is made by invitation here: register with the `invitationToken` of one.',
    });
  }
}

export class NoOrganization extends defineProblem(
  403,
  'no-organization',
  'You belong to no organization',
  'Accept an invitation, or ask a member to invite you.',
) {}

export class NotAMember extends defineProblem(
  403,
  'not-a-member',
  'You do not belong to this organization',
) {}
