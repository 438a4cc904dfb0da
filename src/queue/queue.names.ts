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

/** The data of a job: everything else is in the organization's tables. */
export interface TenantJob {
  organizationId: string;
}

/** The data of a job for several organizations, whose work is whatever there is to do in them. */
export interface OrganizationsJob {
  organizationIds: string[];
}

/** The organizations of a job. */
export const organizationsOf = (data: TenantJob | OrganizationsJob): string[] =>
  'organizationIds' in data ? data.organizationIds : [data.organizationId];

/**
 * How long a worker may not renew the lock of its job before another worker gets it, and how often stalled jobs
 * are looked for, in milliseconds. The job of a killed worker starts again after at most the sum of both.
 */
export const WORKER_LOCKS = { lockDuration: 15_000, stalledInterval: 5_000, maxStalledCount: 5 };
