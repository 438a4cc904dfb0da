import type { Mail } from '../../mail/mail.js';
import { untrusted } from '../../mail/untrusted-text.js';

/** @param inviter null when an operator invites */
export function invitationMail(
  to: string,
  invitation: { organization: string; inviter: string | null; token: string },
  publicUrl: string,
): Mail {
  const organization = untrusted(invitation.organization);
  const inviter = invitation.inviter === null ? 'An operator' : untrusted(invitation.inviter);
  return {
    to,
    subject: `Invitation to ${organization}`,
    text:
      `${inviter} invites you to the organization "${organization}" on TaskFlow. ` +
      'The link lets you join it within a week.\n\n' +
      "If you don't know them, do nothing.",
    unsolicited: 'invitation',
    // The token is in the fragment, which browsers send to no server.
    link: `${publicUrl}/app/#/join?token=${invitation.token}`,
  };
}
