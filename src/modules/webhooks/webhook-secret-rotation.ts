import { Injectable } from '@nestjs/common';
import { SecretRotation } from '../../tenancy/secret-rotation.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { type SealedSecret, WebhooksRepository } from './webhooks.repository.js';

/** Encrypts the secrets of webhooks anew when the deployment's secret is rotated. */
@Injectable()
export class WebhookSecretRotation {
  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly secrets: WebhookSecrets,
    rotation: SecretRotation,
  ) {
    rotation.addTenant('webhooks', async () => {
      const stored = await this.webhooks.lockSecrets();
      let [resealed, unreadable] = [0, 0];
      for (const entry of stored) {
        const sealed = this.secrets.reseal(entry.webhookId, entry.secret);
        if (!sealed) unreadable++;
        else if (sealed !== entry.secret) {
          await this.replace(entry, sealed);
          resealed++;
        }
      }
      return { found: stored.length, resealed, unreadable };
    });
  }

  private replace({ webhookId, isPrevious }: SealedSecret, sealed: Buffer): Promise<void> {
    return this.webhooks.replaceSecret(webhookId, sealed, isPrevious);
  }
}
