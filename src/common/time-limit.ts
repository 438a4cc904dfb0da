import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What a promise gives, waited for only so long: what is asked may never answer, as BullMQ doesn't while Redis is down.
 * @param limit in milliseconds
 * @throws Error when it takes longer
 */
export async function withTimeLimit<T>(promise: Promise<T>, limit: number): Promise<T> {
  const stop = new AbortController();
  const late = sleep(limit, undefined, { ref: false, signal: stop.signal }).then(() => {
    throw new Error('no answer in time');
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    late.catch(() => undefined);
    stop.abort();
  }
}
