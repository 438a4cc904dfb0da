import { Webhook } from 'standardwebhooks';
import type { Event } from './event-stream.js';

/** What a webhook of TaskFlow sends. */
export type WebhookPayload = Event & { organizationId: string };

/** The request isn't from the webhook whose secret is given, or not from now. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
}

/**
 * Checks that a request comes from a webhook of yours, by the Standard Webhooks scheme (HMAC-SHA256).
 * @param secret as it was shown when the webhook was made: `whsec_...`
 * @param headers of the request: `webhook-id`, `webhook-timestamp`, `webhook-signature`
 * @param body of the request, byte for byte: not parsed and printed again
 * @throws WebhookVerificationError when the signature is wrong, or the request older than five minutes
 */
export function verifyWebhook(
  secret: string,
  headers: Headers | Record<string, string | undefined>,
  body: string,
): WebhookPayload {
  const plain =
    headers instanceof Headers ? Object.fromEntries(headers) : (headers as Record<string, string>);
  const webhook = new Webhook(secret);
  try {
    return webhook.verify(body, plain) as WebhookPayload;
  } catch (error) {
    throw new WebhookVerificationError((error as Error).message, { cause: error });
  }
}
