import type pg from 'pg';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { WebhookSender } from '#app/modules/webhooks/webhook-sender.js';
import type { RetrySchedule } from '#app/modules/webhooks/retry-schedule.js';
import type { ApiClient, ApiResponse } from './api.ts';
import { eventually } from './eventually.ts';
import { TenantDatabase } from './tenant-database.ts';

/** A webhook for a URL that subscribes to all events of tasks. */
export async function newWebhook(
  owner: ApiClient,
  url: string,
  values: object = {},
): Promise<ApiResponse['body']> {
  return (await owner.post('/webhooks', { url, events: ['task.*'], ...values }).expect(201)).body;
}

/** Sets a retry schedule that is short enough for a test. */
export function setRetrySchedule(app: NestFastifyApplication, schedule: Partial<RetrySchedule> = {}): void {
  const fast = { delays: [0.05], jitter: 0, longestRetryAfter: 2, giveUpAfter: 3600, ...schedule };
  Object.assign(app.get(WebhookSender), { schedule: fast });
}

export const createTask = (client: ApiClient, title = 'Task') => client.post('/tasks', { title }).expect(201);

/** The log of a webhook, newest first, once there is one in it for which `holds`. */
export const logOf = (
  client: ApiClient,
  { id }: { id: string },
  holds: (delivery: any) => boolean,
): Promise<any[]> =>
  eventually(async () => {
    const { body } = await client.get(`/webhooks/${id}/deliveries?limit=100`).expect(200);
    return body.data.some(holds) && body.data;
  });

/** Waits until the changes up to a sequence are queued. */
export const untilQueued = (superuser: pg.Pool, owner: ApiClient, sequence: number): Promise<unknown> =>
  eventually(async () => {
    const { schema } = new TenantDatabase(superuser, owner.session?.organization.id as string);
    const { rows } = await superuser.query(
      `SELECT FROM ${schema}.consumers WHERE name = 'webhooks' AND sequence >= $1`,
      [sequence],
    );
    return rows.length > 0;
  });
