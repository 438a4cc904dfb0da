import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long a step waits for a lock, in milliseconds. What asks for the same table meanwhile waits
 * behind it, so requests stand still for at most this long.
 */
export const LOCK_TIMEOUT = 2000;

export const MAX_TRIES = 5;

/** How long to wait after a number of tries that failed, in milliseconds: twice as long each time. */
export const pauseAfter = (tries: number): number => 1000 * 2 ** (tries - 1);

/** A lock that didn't come, a deadlock, or a connection that ended: it may work a moment later. */
export function isTransient(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  if (code === undefined) return /Connection terminated|not queryable/.test(message ?? '');
  return /^(?:55P03|40|08|57P|ECONN|EPIPE|ETIMEDOUT)/.test(code);
}

export const isLockTimeout = (error: unknown): boolean => (error as { code?: string }).code === '55P03';

/**
 * Tries until it works, with pauses, as long as what stands in the way is a lock.
 * @param onRetry called before each further try
 * @throws what the last try threw
 */
export async function tryForLocks<T>(
  attempt: () => Promise<T>,
  onRetry: (error: unknown, pause: number) => void,
  signal?: AbortSignal,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLockTimeout(error) || tries === MAX_TRIES || signal?.aborted) throw error;
      onRetry(error, pauseAfter(tries));
      await sleep(pauseAfter(tries), undefined, { signal }).catch(() => undefined);
    }
  }
}
