import { plural } from './language.ts';

export const NOTIFICATION_SETTINGS = {
  why: 'Notifications are set by those who belong to the organization.',
  lead: 'What you are told of, in this organization, and where. It is saved at once.',
  when: 'When',
  inbox: 'Inbox',
  mail: 'Mail',
  /** What the check boxes are called. */
  boxes: { inbox: (kind: string) => `${kind}: inbox`, email: (kind: string) => `${kind}: mail` },
} as const;

export const NOTIFICATION_KINDS = {
  'task-assigned': 'A task is assigned to me',
  'task-mentioned': 'A comment mentions me',
  'task-due': 'A task of mine is due tomorrow',
  'task-created': 'A task is created that has no assignee',
  'task-changed': 'A task that I watch has another status or due date',
  'task-commented': 'A task that I watch has a new comment',
  'task-reminder': 'A reminder of mine',
} as const;

export const PROFILE = {
  you: 'You',
  username: 'User name',
  usernameHint: 'A second name to sign in with. May be left empty.',
  changed: 'Your profile is changed',
} as const;

export const EMAIL = {
  confirmed: 'It is {email}, which is confirmed.',
  notConfirmed: 'It is {email}, which isn’t confirmed yet.',
  confirmAgain: 'Send the link to confirm it again',
  new: 'New e-mail address',
  send: 'Send a link there',
  sent: (email: string) => `A link is on its way to ${email}`,
  sentDetail: (email: string) =>
    `A link is on its way to ${email}. The address is yours once you have followed it.`,
} as const;

export const OWN_DATA = {
  title: 'Your data',
  hint: 'A file with your account, and what you wrote, are assigned and were notified of in all organizations.',
  download: 'Download my data',
  deleteTitle: 'Delete your account',
  deleteHint:
    'You are signed out everywhere, for good. What you wrote stays with your organizations as a former member’s. Where you are the last owner, hand over first.',
  delete: 'Delete my account',
  deleted: 'Your account is deleted',
} as const;

export const PASSWORD = {
  hint: 'Your other sessions end when you change it.',
  present: 'Present password',
  revokeTokens: 'Revoke my API tokens, too',
  change: 'Change the password',
  changed: 'Your password is changed',
} as const;

export const SECOND_FACTOR = {
  title: 'Second factor',
  on: (codesLeft: number) =>
    `On: signing in asks for a code of your authenticator. ${plural(codesLeft, {
      one: '# recovery code is left.',
      other: '# recovery codes are left.',
    })}`,
  off: 'Off. With it your password alone is not enough to sign in as you: an authenticator on your phone shows a code.',
  newCodes: 'New recovery codes',
  turnOn: 'Turn on',
  turnOff: 'Turn off',
  isOff: 'The second factor is off',
  needsEmail: 'It wants a confirmed e-mail address. {confirm} first.',
  confirmEmail: 'Confirm yours',
  setUp: 'Set up',
  scan: 'Scan this with your authenticator, then enter the six digits it shows.',
  typeKey: 'Or type the key in:',
  key: 'Key',
  theKey: 'the key',
  qrCode: 'QR code of the key',
  makeCodes: 'Make new codes',
} as const;

export const RECOVERY_CODES = {
  title: 'Your recovery codes, shown this once',
  lead: 'Each signs you in once where your authenticator isn’t at hand. Keep them where you find them.',
  list: 'Recovery codes',
  save: 'Save as a file',
  done: 'I have them',
} as const;

export const SESSIONS = {
  lead: 'Where you are signed in. End what you don’t know, and change your password then.',
  thisOne: 'this one',
  facts: '{organization} · {address} · used {time}',
  unknownAddress: 'unknown address',
  unknownDevice: 'Unknown device',
  device: (browser: string, system: string) => `${browser} on ${system}`,
  end: 'End',
  ended: 'The session has ended',
  endAll: 'Sign out everywhere',
  endedAll: 'You are signed out everywhere.',
} as const;
