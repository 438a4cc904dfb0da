import { defineProblem } from '../../common/problem.js';

export class EmailTaken extends defineProblem(
  409,
  'email-taken',
  'There is an account with this e-mail address',
  'Sign in with it, or use another address.',
) {}

export class UsernameTaken extends defineProblem(
  409,
  'username-taken',
  'There is an account with this user name',
) {}
