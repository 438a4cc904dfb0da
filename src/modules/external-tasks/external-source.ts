import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  handleWhen,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { type Dispatcher, Pool } from 'undici';
import { VERSION } from '../../common/version.js';
import type { Config } from '../../config/config.js';
import { type ExternalList, readItems } from './external-item.js';

/** The largest answer, in bytes. */
const MAX_BYTES = 2 * 1024 * 1024;
/** After so many consecutive failures the circuit breaker opens, for so many milliseconds. */
const MAX_FAILURES = 3;
const BREAK = 10_000;
/** Before the only retry, in milliseconds. */
const RETRY_DELAY = 100;

/** An answer that a retry wouldn't change. */
class UnusableAnswer extends Error {}

/**
 * The client of the external API that has tasks. A request reveals nothing about the caller, and nothing in the answer
 * is trusted: not its length, its type, or its redirects.
 */
export class ExternalSource {
  private readonly pool: Pool;
  private readonly path: string;
  private readonly headers: Record<string, string>;
  private readonly policy;

  constructor({ url, token, timeout: limit }: NonNullable<Config['externalTasks']>) {
    const { origin, pathname, search } = new URL(url);
    this.path = pathname + search;
    this.headers = {
      accept: 'application/json',
      // The decompressed size of an answer can't be limited in transit.
      'accept-encoding': 'identity',
      'user-agent': `TaskFlow/${VERSION}`,
      ...(token && { authorization: `Bearer ${token}` }),
    };
    this.pool = new Pool(origin, {
      connections: 2,
      connect: { timeout: limit },
      maxResponseSize: MAX_BYTES,
    });
    this.policy = wrap(
      circuitBreaker(handleAll, { breaker: new ConsecutiveBreaker(MAX_FAILURES), halfOpenAfter: BREAK }),
      timeout(limit, TimeoutStrategy.Cooperative),
      retry(
        handleWhen((error) => !(error instanceof UnusableAnswer)),
        { maxAttempts: 1, backoff: new ExponentialBackoff({ initialDelay: RETRY_DELAY }) },
      ),
    );
  }

  /** Fetches the list. @throws Error when the source doesn't answer in time, or not with a list */
  fetch(): Promise<ExternalList> {
    return this.policy.execute(async ({ signal }) => readItems(await this.request(signal)));
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }

  private async request(signal: AbortSignal): Promise<unknown[]> {
    const answer = await this.pool.request({ path: this.path, method: 'GET', headers: this.headers, signal });
    try {
      requireJson(answer);
    } catch (error) {
      answer.body.on('error', () => undefined).destroy();
      throw error;
    }
    const text = await answer.body.text().catch((error: Error & { code?: string }) => {
      throw error.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' ? new UnusableAnswer('It is too large.') : error;
    });
    return listIn(text);
  }
}

function requireJson({ statusCode, headers }: Dispatcher.ResponseData): void {
  if (statusCode >= 500 || statusCode === 429) throw new Error(`The status is ${statusCode}.`);
  // Redirects aren't followed: they would send the token elsewhere.
  if (statusCode !== 200) throw new UnusableAnswer(`The status is ${statusCode}.`);
  const type = String(headers['content-type']);
  if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) throw new UnusableAnswer(`The type is ${type}.`);
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity')
    throw new UnusableAnswer('It is compressed.');
}

/** A list by itself, or in `data`. */
function listIn(text: string): unknown[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new UnusableAnswer('It is not JSON.');
  }
  const list = Array.isArray(body) ? (body as unknown[]) : (body as { data?: unknown } | null)?.data;
  if (!Array.isArray(list)) throw new UnusableAnswer('It is no list.');
  return list as unknown[];
}
