import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long what takes a second at most may take on a machine that is busy with other tests, in milliseconds: what nothing
 * tells of takes far longer.
 */
export const WITHIN_A_SECOND = 5_000;

/**
 * Asks until there is an answer: anything but undefined, false or an error. A process that is asked for may take half a minute
 * to start beside other tests.
 * @throws Error with what was asked last when `timeout` milliseconds were not enough
 */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  timeout = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeout;
  let failure: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    await sleep(25);
  } while (Date.now() < deadline);
  throw new Error(`It did not happen within ${timeout} ms: ${String(ask)}`, { cause: failure });
}
