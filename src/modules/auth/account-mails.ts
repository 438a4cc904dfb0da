import type { Mail } from '../../mail/mail.js';

const IGNORE = "If that wasn't you, do nothing: without the link nothing changes.";

export const resetMail = (to: string, publicUrl: string, token: string): Mail => ({
  to,
  subject: 'Choose a new password',
  text:
    'Somebody, probably you, forgot the password of the TaskFlow account with this address. ' +
    `The link lets you choose a new one within the hour.\n\n${IGNORE}`,
  link: linkTo(publicUrl, 'reset-password', token),
});

export const confirmEmailMail = (to: string, publicUrl: string, token: string): Mail => ({
  to,
  subject: 'Confirm your new e-mail address',
  text:
    'Somebody, probably you, wants to use this address for a TaskFlow account. ' +
    `The link confirms it within a day.\n\n${IGNORE}`,
  unsolicited: 'address-confirmation',
  link: linkTo(publicUrl, 'confirm-email', token),
});

export const emailChangeNotice = (to: string): Mail => ({
  to,
  subject: 'Your e-mail address is about to change',
  text:
    'Your TaskFlow account is about to get another e-mail address, once that one is confirmed.\n\n' +
    "If that wasn't you, change your password: that ends all other sessions and the change of the address.",
});

export const passwordNotice = (to: string): Mail => ({
  to,
  subject: 'Your password was changed',
  text:
    'The password of your TaskFlow account was changed, and its other sessions have ended.\n\n' +
    "If that wasn't you, ask for a new password at once, as if you had forgotten it.",
});

/** The token is in the fragment, which browsers send to no server. */
const linkTo = (publicUrl: string, page: string, token: string): string =>
  `${publicUrl}/app/#/${page}?token=${token}`;
