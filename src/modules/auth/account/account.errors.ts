import { defineProblem, type ProblemExtras } from '../../../common/problem.js';

export class WrongPassword extends defineProblem(
  403,
  'wrong-password',
  'The password is not right',
  'Give the password that you sign in with now.',
) {}

export class EmailNotVerified extends defineProblem(
  403,
  'email-not-verified',
  'Your e-mail address is not verified',
  'Follow the link in the mail that was sent to it; POST /auth/me/email/verification sends another one.',
) {}

export class EmailVerified extends defineProblem(
  409,
  'email-verified',
  'Your e-mail address is verified already',
) {}

export class AccountTokenNotFound extends defineProblem(
  404,
  'account-token-not-found',
  'The link is not valid any more',
  'It was used, or replaced by a newer one, or has expired. Ask for another one.',
) {}

export class TooManyMails extends defineProblem(
  429,
  'too-many-mails',
  'You have asked for too many mails',
  'Look for those that were sent, or try again in an hour.',
) {
  constructor(extras?: ProblemExtras) {
    super(extras);
    this.headers['retry-after'] = '3600';
  }
}
