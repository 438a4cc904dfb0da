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
import { buildConnector, type Dispatcher, Pool } from 'undici';
import { VERSION } from '../../common/version.js';
import type { Config } from '../../config/config.js';
import type { AllowedAddresses } from '../../http/outgoing/allowed-addresses.js';
import { valueAt } from './external-fields.js';
import { type ExternalList, MAX_ITEMS, readItems } from './external-item.js';
import { type ExternalPage, nextPage } from './external-pages.js';

/** What an operator or an organization sets of a source. */
export type SourceSettings = NonNullable<Config['externalTasks']>;

/** The largest answer, and the largest sum of them, in bytes. */
const MAX_BYTES = 2 * 1024 * 1024;
const MAX_TOTAL_BYTES = 4 * MAX_BYTES;
const MAX_PAGES = 50;
/** For all pages together, in milliseconds. */
const MAX_TIME = 30_000;
/** After so many consecutive failures the circuit breaker opens, for so many milliseconds. */
const MAX_FAILURES = 3;
const BREAK = 10_000;
/** Before the only retry, in milliseconds. */
const RETRY_DELAY = 100;

/** An answer that a retry wouldn't change. */
class UnusableAnswer extends Error {}

/**
 * The client of an external API that has tasks. A request reveals nothing about the caller, and nothing in an answer
 * is trusted: not its length, its type, its redirects, or its number of pages.
 */
export class ExternalSource {
  private readonly pool: Pool;
  private readonly url: URL;
  private readonly headers: Record<string, string>;
  private readonly request;
  private readonly breaker = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(MAX_FAILURES),
    halfOpenAfter: BREAK,
  });

  /** @param addresses to which a source may lead that isn't the operator's */
  constructor(
    private readonly settings: SourceSettings,
    addresses?: AllowedAddresses,
  ) {
    const { url, token, timeout: limit } = settings;
    this.url = new URL(url);
    this.headers = {
      accept: 'application/json',
      // The decompressed size of an answer can't be limited in transit.
      'accept-encoding': 'identity',
      'user-agent': `TaskFlow/${VERSION}`,
      ...(token && { authorization: `Bearer ${token}` }),
    };
    this.pool = new Pool(this.url.origin, {
      connections: 2,
      connect: addresses?.connector(buildConnector, limit) ?? { timeout: limit },
      maxResponseSize: MAX_BYTES,
    });
    this.request = wrap(
      timeout(limit, TimeoutStrategy.Cooperative),
      retry(
        handleWhen((error) => !(error instanceof UnusableAnswer)),
        { maxAttempts: 1, backoff: new ExponentialBackoff({ initialDelay: RETRY_DELAY }) },
      ),
    );
  }

  /** Fetches the list. @throws Error when the source doesn't answer in time, or not with a list */
  fetch(): Promise<ExternalList> {
    return this.breaker.execute(() => this.readPages());
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }

  private async readPages(): Promise<ExternalList> {
    const { map, pages } = this.settings;
    const deadline = AbortSignal.timeout(MAX_TIME);
    const items: unknown[] = [];
    const known = new Set<unknown>();
    const visited = new Set<string>();
    let bytes = 0;
    let url: URL | null | undefined = this.url;
    while (url && !visited.has(url.href)) {
      if (visited.size === MAX_PAGES || items.length >= MAX_ITEMS || bytes > MAX_TOTAL_BYTES) break;
      visited.add(url.href);
      const page = await this.readPage(url, deadline);
      bytes += page.size;
      const before = known.size;
      for (const item of page.items) known.add(valueAt(item, map.id ?? 'id'));
      // A source that doesn't know the parameter answers with the same page again.
      if (visited.size > 1 && known.size === before) return { ...readItems(items, map), hasMore: false };
      items.push(...page.items);
      url = nextPage(pages, page, items.length);
    }
    return { ...readItems(items, map), hasMore: url !== undefined && !(url && visited.has(url.href)) };
  }

  private async readPage(url: URL, deadline: AbortSignal): Promise<ExternalPage & { size: number }> {
    const { text, link } = await this.request.execute(({ signal }) => this.ask(url, signal), deadline);
    const body = parse(text);
    return { url, body, link, items: listIn(body, this.settings.map.items), size: text.length };
  }

  private async ask(url: URL, signal: AbortSignal): Promise<{ text: string; link: string }> {
    const path = url.pathname + url.search;
    const answer = await this.pool.request({ path, method: 'GET', headers: this.headers, signal });
    try {
      requireJson(answer);
    } catch (error) {
      answer.body.on('error', () => undefined).destroy();
      throw error;
    }
    const text = await answer.body.text().catch((error: Error & { code?: string }) => {
      throw error.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' ? new UnusableAnswer('It is too large.') : error;
    });
    return { text, link: [answer.headers['link'] ?? ''].flat().join(', ') };
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UnusableAnswer('It is not JSON.');
  }
}

/** @param path where the list is; without it, the answer is one, or has it in `data` */
function listIn(body: unknown, path?: string): unknown[] {
  const list = path ? valueAt(body, path) : Array.isArray(body) ? (body as unknown[]) : valueAt(body, 'data');
  if (!Array.isArray(list)) throw new UnusableAnswer('It is no list.');
  return list as unknown[];
}
