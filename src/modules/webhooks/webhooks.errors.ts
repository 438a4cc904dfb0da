import { defineProblem, type ProblemMembers } from '../../common/problem.js';

export class WebhookNotFound extends defineProblem(404, 'webhook-not-found', 'There is no such webhook') {}

export class DeliveryNotFound extends defineProblem(
  404,
  'delivery-not-found',
  'There is no such delivery',
  'Deliveries are kept for 30 days.',
) {}

export class TooManyWebhooks extends defineProblem(
  409,
  'too-many-webhooks',
  'The organization has as many webhooks as it may',
) {
  static override readonly members: ProblemMembers = { limit: { type: 'integer', example: 10 } };

  static with(limit: number): TooManyWebhooks {
    return new TooManyWebhooks({ detail: `It may have ${limit}. Delete one first.`, limit });
  }
}

export class WebhookDisabled extends defineProblem(
  409,
  'webhook-disabled',
  'The webhook is disabled',
  'Enable it first: nothing is sent to it.',
) {}
