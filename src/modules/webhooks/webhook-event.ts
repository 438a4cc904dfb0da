import { v5 as uuidv5 } from 'uuid';
import { type ChangeEvent, isOneOf, toChangeEvent } from '../../change-log/change-event.js';
import type { LoggedChange } from '../../change-log/change-log-reader.js';
import type { DueDelivery, NewDelivery } from './webhook-deliveries.repository.js';

/** The deliveries of those of these changes that a webhook subscribes to. */
export function deliveriesOf(
  { id: webhookId, events }: { id: string; events: string[] },
  changes: LoggedChange[],
): NewDelivery[] {
  return changes
    .filter(({ type }) => isOneOf(events, type))
    .map(({ sequence }) => ({ id: uuidv5(String(sequence), webhookId), webhookId, sequence }));
}

/** The body of a delivery. */
export interface DeliveryPayload extends ChangeEvent {
  organizationId: string;
}

/** The payload of a delivery: the event as every client sees it, with its organization. */
export function payloadOf(
  organizationId: string,
  {
    change,
    webhookId,
    sequence,
    queuedAt,
  }: Pick<DueDelivery, 'change' | 'webhookId' | 'sequence' | 'queuedAt'>,
): DeliveryPayload {
  if (change) return { organizationId, ...toChangeEvent(change) };
  const data = { subjectType: 'webhook', subjectId: webhookId, changes: {} };
  return { organizationId, sequence, type: 'webhook.test', at: queuedAt, actorId: null, data };
}
