import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretBox } from '../../common/secret-box.js';
import { Config } from '../../config/config.js';
import { deriveKeys } from '../../config/derived-keys.js';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** The signed content of a delivery. */
export interface SignedContent {
  id: string;
  /** Seconds since 1970. */
  timestamp: number;
  body: string;
}

/** The secrets that deliveries are signed with, by the Standard Webhooks scheme (v1: HMAC-SHA256). */
@Injectable()
export class WebhookSecrets {
  private readonly box: SecretBox;

  constructor(config: Config) {
    this.box = new SecretBox(deriveKeys(config, 'webhooks'));
  }

  /** A new secret: as it is shown, and as it is stored. */
  issue(webhookId: string): { secret: string; sealed: Buffer } {
    const secret = randomBytes(SECRET_BYTES);
    return { secret: PREFIX + secret.toString('base64'), sealed: this.box.seal(secret, webhookId) };
  }

  /** A stored secret as it is stored from now on: see `SecretBox.reseal`. */
  reseal(webhookId: string, sealed: Buffer): Buffer | undefined {
    return this.box.reseal(sealed, webhookId);
  }

  /**
   * The header with a signature for each secret.
   * @returns undefined when a secret can't be opened any more
   */
  sign(webhookId: string, sealed: Buffer[], { id, timestamp, body }: SignedContent): string | undefined {
    const signatures: string[] = [];
    for (const box of sealed) {
      const secret = this.box.open(box, webhookId);
      if (!secret) return undefined;
      const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`);
      signatures.push(`v1,${mac.digest('base64')}`);
    }
    return signatures.join(' ');
  }
}
