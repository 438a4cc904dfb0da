import { v5 as uuidv5 } from 'uuid';
import { type ChangeEvent, isOneOf } from '../../change-log/change-event.js';
import type { LoggedChange } from '../../change-log/change-log-reader.js';
import { type NextDelivery, type NewDelivery, TEST_SEQUENCE } from './webhook-deliveries.repository.js';

/** The deliveries of those of these changes that a webhook subscribes to. */
export function deliveriesOf(
  { id: webhookId, events }: { id: string; events: string[] },
  changes: LoggedChange[],
): NewDelivery[] {
  return changes
    .filter(({ type }) => isOneOf(events, type))
    .map(({ sequence }) => ({ id: uuidv5(String(sequence), webhookId), webhookId, sequence }));
}

/** The event of a webhook's test, which has no change. */
export function testEventOf({
  webhookId,
  queuedAt,
}: Pick<NextDelivery, 'webhookId' | 'queuedAt'>): ChangeEvent {
  const data = { subjectType: 'webhook', subjectId: webhookId, changes: {} };
  return { sequence: TEST_SEQUENCE, type: 'webhook.test', at: queuedAt, actorId: null, data };
}
