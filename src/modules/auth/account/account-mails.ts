import type { Mail } from '../../../mail/mail.js';
import { untrusted } from '../../../mail/untrusted-text.js';
import type { TokenInMail } from '../api-tokens/token-in-mail.js';

/** API tokens that a mail lists. */
const MOST_LISTED = 50;

const IGNORE = "If that wasn't you, do nothing: without the link nothing changes.";

export const resetMail = (to: string, publicUrl: string, token: string): Mail => ({
  to,
  subject: 'Choose a new password',
  text:
    'A new password was requested for the TaskFlow account with this address, probably by you. ' +
    `The link lets you choose a new one within the hour.\n\n${IGNORE}`,
  isAccountRecovery: true,
  link: linkTo(publicUrl, 'reset-password', token),
});

export const confirmEmailMail = (to: string, publicUrl: string, token: string): Mail => ({
  to,
  subject: 'Confirm your new e-mail address',
  text:
    'This address is to be used for a TaskFlow account, probably yours. ' +
    `The link confirms it within a day.\n\n${IGNORE}`,
  unsolicited: 'address-confirmation',
  link: linkTo(publicUrl, 'confirm-email', token),
});

export const verifyEmailMail = (to: string, publicUrl: string, token: string): Mail => ({
  to,
  subject: 'Verify your e-mail address',
  text:
    'This address was used to sign up for TaskFlow, probably by you. The link shows within a week that it is ' +
    "yours.\n\nIf that wasn't you, don't follow the link. To take the account over, ask for a new password, as if " +
    'you had forgotten it.',
  unsolicited: 'address-verification',
  link: linkTo(publicUrl, 'confirm-email', token),
});

export const emailChangeNotice = (to: string): Mail => ({
  to,
  subject: 'Your e-mail address is about to change',
  text:
    'Your TaskFlow account is about to get another e-mail address, once that one is confirmed.\n\n' +
    "If that wasn't you, change your password: that ends all other sessions and the change of the address.",
});

export const accountDeletedNotice = (to: string): Mail => ({
  to,
  subject: 'Your account was deleted',
  text:
    'Your TaskFlow account was deleted, and what was personal with it. What you wrote in organizations stays there as ' +
    "a former member's. This is the last mail to this address.\n\n" +
    "If that wasn't you, ask the operator of this service: it can't be undone.",
});

const ASK_FOR_NEW_PASSWORD =
  "If that wasn't you, ask for a new password at once, as if you had forgotten it.";

/** @param remaining the API tokens that still act for the user */
export const passwordNotice = (to: string, remaining: TokenInMail[]): Mail => ({
  to,
  subject: 'Your password was changed',
  text:
    'The password of your TaskFlow account was changed, and its other sessions have ended.\n\n' +
    `${describeRemaining(remaining)}\n\n${ASK_FOR_NEW_PASSWORD}`,
});

/** @param remaining the API tokens that still act for the user */
export const signedOutNotice = (to: string, remaining: TokenInMail[]): Mail => ({
  to,
  subject: 'You were signed out everywhere',
  text:
    'All sessions of your TaskFlow account have ended.\n\n' +
    `${describeRemaining(remaining)}\n\n${ASK_FOR_NEW_PASSWORD}`,
});

/** What still acts for an account after its sessions have ended. */
function describeRemaining(tokens: TokenInMail[]): string {
  if (tokens.length === 0) return 'No API token of yours works any more.';
  const lines = tokens.slice(0, MOST_LISTED).map(({ name, hint, organization, expiresAt }) => {
    const until = expiresAt.toISOString().slice(0, 10);
    return `- ${untrusted(name)} (${hint}…) in ${untrusted(organization)}, until ${until}`;
  });
  const more = tokens.length - lines.length;
  if (more > 0) lines.push(`- and ${more} more`);
  return `These API tokens of yours go on working:\n${lines.join('\n')}`;
}

/** The token is in the fragment, which browsers send to no server. */
const linkTo = (publicUrl: string, page: string, token: string): string =>
  `${publicUrl}/app/#/${page}?token=${token}`;
