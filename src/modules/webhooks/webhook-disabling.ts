import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { IDENTITY } from '../../database/identity-transaction.adapter.js';
import { Mailer } from '../../mail/mailer.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { MembersService } from '../organizations/members.service.js';
import {
  type Attempt,
  type DueDelivery,
  WebhookDeliveriesRepository,
} from './webhook-deliveries.repository.js';
import { webhookDisabledMail } from './webhook-disabled-mail.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** Somebody has mended the webhook, disabled it or deleted it: there is nothing to tell. */
class ChangedMeanwhile extends Error {}

/** Gives webhooks up that don't work, and tells those who can mend them. */
@Injectable()
export class WebhookDisabling {
  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly members: MembersService,
    private readonly mailer: Mailer,
    private readonly tenant: TenantTransaction,
  ) {}

  /** Disables a webhook with its last attempt. What is behind that in line waits until it is enabled. */
  async disable(due: DueDelivery, attempt: Attempt, reason: string): Promise<void> {
    try {
      await this.disableAndTell(due, attempt, reason);
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
    }
  }

  @Transactional(IDENTITY)
  private async disableAndTell(
    { webhookId, id, url }: DueDelivery,
    attempt: Attempt,
    reason: string,
  ): Promise<void> {
    for (const administrator of await this.members.administrators())
      await this.mailer.send(webhookDisabledMail(administrator, { webhookId, url }, reason));
    await this.tenant.continueIdentityTransaction(async () => {
      const webhook = await this.webhooks.lock(webhookId);
      if (!webhook?.isEnabled || webhook.url !== url) throw new ChangedMeanwhile();
      await this.deliveries.noteAttempt(id, 'FAILED', attempt, null);
      await this.webhooks.update(webhook, { isEnabled: false, disabledReason: reason });
    });
  }
}
