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
/** After so many failures in a row the source is left alone, for so many milliseconds. */
const MOST_FAILURES = 3;
const BREAK = 10_000;
/** Before the only retry, in milliseconds. */
const RETRY_DELAY = 100;

/** An answer that would be the same the next time. */
class UnusableAnswer extends Error {}

/**
 * The outside API that has tasks, as one client of it: the deployment. What is asked says nothing about who
 * asks, and what is answered is believed in nothing: not its length, its type, or where else to look.
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
      // What is compressed has no size that could be limited on its way.
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
      circuitBreaker(handleAll, { breaker: new ConsecutiveBreaker(MOST_FAILURES), halfOpenAfter: BREAK }),
      timeout(limit, TimeoutStrategy.Cooperative),
      retry(
        handleWhen((error) => !(error instanceof UnusableAnswer)),
        { maxAttempts: 1, backoff: new ExponentialBackoff({ initialDelay: RETRY_DELAY }) },
      ),
    );
  }

  /** Asks the source. @throws Error when it doesn't answer in time, or not with a list */
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
  // A redirect is no list either: it would take the token elsewhere.
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
