import { ProblemError } from './problem.js';

/** Delays between attempts, in milliseconds: doubled each time, with up to as much again at random. */
const FIRST_DELAY = 250;
const LONGEST_DELAY = 30_000;

/** Answers that come at a busy time. */
const RETRIED_STATUS = new Set([429, 502, 503, 504]);
const IDEMPOTENT_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

export interface RetryOptions {
  /** Attempts after the first one. */
  retries: number;
  /** Whether a request whose answer was lost may be sent again. */
  repeatable: boolean;
  signal?: AbortSignal | undefined;
}

/** Whether a method may be repeated by itself (RFC 9110, 9.2.2); a POST may with an `Idempotency-Key`. */
export const isIdempotent = (method: string): boolean => IDEMPOTENT_METHODS.has(method.toUpperCase());

/**
 * Sends a request again while its answer is lost or says that the service is busy. `Retry-After` is followed.
 * @param attempt sends it; called once for each attempt
 * @throws what the last attempt threw
 */
export async function withRetries(
  attempt: () => Promise<Response>,
  { retries, repeatable, signal }: RetryOptions,
): Promise<Response> {
  for (let failed = 0; ; failed++) {
    const outcome = await attempt().catch((error: Error) => error);
    const isLast = failed >= retries || signal?.aborted;
    if (outcome instanceof Error) {
      // A problem is an answer, as to the refresh of the session.
      if (isLast || !repeatable || outcome instanceof ProblemError) throw outcome;
      await pause(delay(failed), signal);
    } else {
      // 429 and 503 come before anything was done; behind a proxy, 502 and 504 may come after.
      const mayRepeat = repeatable || outcome.status === 429 || outcome.status === 503;
      // The first attempt, whose answer was lost, may still run: 409 says so, and when to ask again.
      const isRunning = repeatable && outcome.status === 409 && outcome.headers.has('retry-after');
      if (isLast || !mayRepeat || !(isRunning || RETRIED_STATUS.has(outcome.status))) return outcome;
      await outcome.body?.cancel();
      await pause(retryAfter(outcome) ?? delay(failed), signal);
    }
  }
}

const delay = (failed: number): number =>
  Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failed * (1 + Math.random()));

function retryAfter({ headers }: Response): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return seconds >= 0 ? Math.min(LONGEST_DELAY, seconds * 1000) : undefined;
}

/** Waits. @throws the reason of the signal, when it is aborted meanwhile */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const done = (): void => {
      signal?.removeEventListener('abort', abort);
      resolve();
    };
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
