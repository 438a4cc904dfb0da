export const SIGN_IN = {
  title: 'Sign in',
  name: 'E-mail address or user name',
  signUp: 'Create an account',
  forgot: 'Forgot the password?',
  tryAs: (name: string) => `Try as ${name}`,
} as const;

export const SECOND_STEP = {
  title: 'Second factor',
  codeLead: 'Enter the six digits that your authenticator shows.',
  recoveryLead: 'Enter one of your recovery codes. Each works once.',
  recoveryCode: 'Recovery code',
  useRecoveryCode: 'Use a recovery code',
  useAuthenticator: 'Use the authenticator',
  back: 'Back',
} as const;

export const SIGN_UP = {
  title: 'Create an account',
  lead: 'With an organization of its own, which you invite others to.',
  create: 'Create account',
  hasAccount: 'I have an account',
} as const;

export const JOIN = {
  title: 'Join an organization',
  noInvitation: 'This link lacks its invitation. Open the one of the mail once more.',
  signedInAs: (email: string) => `You are signed in as ${email}.`,
  accept: 'Accept the invitation',
  notNow: 'Not now',
  lead: 'Create your account with the address that was invited.',
  join: 'Join',
} as const;

export const FORGOT_PASSWORD = {
  title: 'Forgot the password',
  lead: 'We send a link to the address of your account.',
  send: 'Send the link',
  back: 'Back to sign in',
  sent: 'Look into your mail',
  sentLead: (email: string) =>
    `If ${email} has an account, a link for a new password is on its way. It works for an hour.`,
} as const;

export const RESET_PASSWORD = {
  title: 'Choose a new password',
  change: 'Change the password',
  askAgain: 'Ask for another link',
  done: 'The password is changed',
  doneLead: 'All your sessions have ended. Sign in with the new one.',
} as const;

export const CONFIRM_EMAIL = {
  title: 'Confirm the address',
  busy: 'Confirming …',
  done: 'The address is confirmed',
  doneLead: 'It is yours from now on.',
} as const;
