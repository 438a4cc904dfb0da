const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** The retry schedule of deliveries, in seconds. */
export interface RetrySchedule {
  /** How long to wait after the first attempt, the second and so on; the last delay repeats. */
  delays: number[];
  /** The maximum random addition, as a fraction of the delay: deliveries that fail together aren't retried together. */
  jitter: number;
  /** The maximum `Retry-After` that is respected. */
  longestRetryAfter: number;
  /** For how long every delivery may fail before the webhook is disabled. */
  giveUpAfter: number;
}

export const RETRY_SCHEDULE: RetrySchedule = {
  delays: [5, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR],
  jitter: 0.2,
  longestRetryAfter: 2 * HOUR,
  giveUpAfter: 24 * HOUR,
};

/**
 * How long to wait before the next attempt, in seconds.
 * @param attempts how many there have been
 * @param retryAfter what the endpoint has asked for, in seconds
 */
export function retryDelay(
  { delays, jitter, longestRetryAfter }: RetrySchedule,
  attempts: number,
  retryAfter = 0,
): number {
  const delay = (delays[attempts - 1] ?? delays.at(-1) ?? 0) * (1 + jitter * Math.random());
  return Math.max(delay, Math.min(retryAfter, longestRetryAfter));
}

/** @returns the seconds that a `Retry-After` header stands for, 0 when it is none */
export function parseRetryAfter(header: string | string[] | undefined, now = Date.now()): number {
  if (typeof header !== 'string') return 0;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, (date - now) / 1000);
}
