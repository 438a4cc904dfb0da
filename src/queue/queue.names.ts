export const EXPORTS_QUEUE = 'exports';
export const IMPORTS_QUEUE = 'imports';
export const CONSUMERS_QUEUE = 'consumers';
export const WEBHOOKS_QUEUE = 'webhooks';
export const NOTIFICATIONS_QUEUE = 'notifications';

export const QUEUES = [
  EXPORTS_QUEUE,
  IMPORTS_QUEUE,
  CONSUMERS_QUEUE,
  WEBHOOKS_QUEUE,
  NOTIFICATIONS_QUEUE,
] as const;
export type QueueName = (typeof QUEUES)[number];

/** What a job carries: everything else stands in the organization's tables. */
export interface TenantJob {
  organizationId: string;
}

/**
 * How long a worker may be silent before its job is given to another, in milliseconds, and how often
 * that is looked for. A killed worker's job runs again after at most the sum of both.
 */
export const WORKER_LOCKS = { lockDuration: 15_000, stalledInterval: 5_000, maxStalledCount: 5 };
