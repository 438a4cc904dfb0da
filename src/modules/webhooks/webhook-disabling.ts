import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import { Mailer } from '../../mail/mailer.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { MembersService } from '../organizations/members.service.js';
import {
  type Attempt,
  type NextDelivery,
  WebhookDeliveriesRepository,
} from './webhook-deliveries.repository.js';
import { webhookDisabledMail } from './webhook-disabled-mail.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** The webhook was changed, disabled or deleted in the meantime: no mail is sent. */
class ChangedMeanwhile extends Error {}

/** The disabling of failing webhooks, with mail to the administrators of the organization. */
@Injectable()
export class WebhookDisabling {
  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly members: MembersService,
    private readonly mailer: Mailer,
    private readonly tenant: TenantTransaction,
  ) {}

  /** Disables a webhook and records the last attempt. Further deliveries wait until it is enabled. */
  async disable(due: NextDelivery, attempt: Attempt, reason: string): Promise<void> {
    try {
      await this.disableAndNotify(due, attempt, reason);
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
    }
  }

  @Transactional(SHARED)
  private async disableAndNotify(
    { webhookId, id, url }: NextDelivery,
    attempt: Attempt,
    reason: string,
  ): Promise<void> {
    for (const administrator of await this.members.administrators())
      await this.mailer.send(webhookDisabledMail(administrator, { webhookId, url }, reason));
    await this.tenant.switchToTenant(async () => {
      const webhook = await this.webhooks.lock(webhookId);
      if (!webhook?.isEnabled || webhook.url !== url) throw new ChangedMeanwhile();
      await this.deliveries.recordAttempt(id, 'FAILED', attempt, null);
      await this.webhooks.update(webhook, { isEnabled: false, disabledReason: reason });
    });
  }
}
