import type { Mail } from '../../mail/mail.js';
import { untrusted } from '../../mail/untrusted-text.js';
import type { Administrator } from '../organizations/administrator.js';

export function webhookDisabledMail(
  { email, organizationName }: Administrator,
  { webhookId, url }: { webhookId: string; url: string },
  reason: string,
): Mail {
  const organization = untrusted(organizationName);
  return {
    to: email,
    subject: `A webhook of ${organization} was disabled`,
    // The path of a URL may be a secret.
    text:
      `TaskFlow no longer sends events of the organization "${organization}" to ${untrusted(new URL(url).host, 253)}.\n\n` +
      `${untrusted(reason, 300)}\n\n` +
      `Once it works again, enable the webhook ${webhookId}. What waits is sent then; what happens until then ` +
      'can be replayed.',
  };
}
