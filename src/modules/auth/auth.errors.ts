import { defineProblem } from '../../common/problem.js';

export class InvalidCredentials extends defineProblem(
  401,
  'invalid-credentials',
  'The credentials are not right',
  'There is no active account with this name and password, or it does not belong to that organization.',
) {}

export class NoOrganization extends defineProblem(
  403,
  'no-organization',
  'You belong to no organization',
  'Accept an invitation, or ask somebody to invite you.',
) {}

export class NotAMember extends defineProblem(
  403,
  'not-a-member',
  'You do not belong to this organization',
) {}
