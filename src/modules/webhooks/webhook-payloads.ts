import { Injectable } from '@nestjs/common';
import type { ChangeEvent } from '../../change-log/change-event.js';
import { ChangeEvents } from '../../change-log/change-events.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { NextDelivery } from './webhook-deliveries.repository.js';
import { testEventOf } from './webhook-event.js';

/** The body of a delivery: the event as every client sees it, with its organization. */
export interface DeliveryPayload extends ChangeEvent {
  organizationId: string;
}

/** Makes the bodies of deliveries, the same at each attempt and replay. */
@Injectable()
export class WebhookPayloads {
  constructor(
    private readonly events: ChangeEvents,
    private readonly tenant: TenantTransaction,
  ) {}

  async of(delivery: Pick<NextDelivery, 'change' | 'webhookId' | 'queuedAt'>): Promise<DeliveryPayload> {
    const { organizationId } = this.tenant;
    const { change } = delivery;
    const [event] = change ? await this.events.of([change]) : [];
    return { organizationId, ...(event ?? testEventOf(delivery)) };
  }
}
