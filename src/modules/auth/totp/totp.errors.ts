import { defineProblem } from '../../../common/problem.js';

export class SecondFactorRequired extends defineProblem(
  401,
  'second-factor-required',
  'This account needs a second factor',
  'Repeat the call with the `code` that your authenticator shows, or with a `recoveryCode`.',
) {}

export class InvalidSecondFactor extends defineProblem(
  401,
  'invalid-second-factor',
  'The code is not right',
  'A code counts for about a minute, and once. Wait for the next one, or use a recovery code.',
) {}

export class WrongCode extends defineProblem(
  403,
  'wrong-code',
  'The code is not right',
  'A code counts for about a minute, and once. Wait for the next one, or use a recovery code.',
) {}

export class TotpEnabled extends defineProblem(
  409,
  'totp-enabled',
  'The second factor is on already',
  'Turn it off first, to set up another authenticator.',
) {}

export class TotpNotEnabled extends defineProblem(409, 'totp-not-enabled', 'The second factor is not on') {}

export class TotpNotStarted extends defineProblem(
  409,
  'totp-not-started',
  'No authenticator is being set up',
  'POST /auth/totp begins.',
) {}
