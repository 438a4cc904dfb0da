import { Injectable, Logger } from '@nestjs/common';
import Keyv from 'keyv';
import { RequestContext } from '../context/request-context.js';
import { Metrics } from '../metrics/metrics.js';
import { Generations } from './generations.js';

/** Life of a cached page, in milliseconds. */
const TTL = 60_000;

/** A page as the bytes that go over the wire, and whether the cache had it. */
export class CachedPage {
  constructor(
    readonly body: Buffer,
    readonly hit: boolean,
    /** Changes with the organization and with every change in it. */
    readonly tag: string,
  ) {}
}

export interface PageSource {
  /** Which list. */
  list: string;
  /** Which part of it: everything the page depends on but the data. */
  query: object;
  /** Reads the number of the organization's last change. */
  sequence: () => Promise<number>;
  /** Reads the page. */
  load: () => Promise<object>;
}

/**
 * Caches pages of lists by organization, number of its last change, and query. The number is taken
 * before the page is read, so a page is never older than its key says.
 */
@Injectable()
export class PageCache {
  private readonly logger = new Logger(PageCache.name);
  private readonly keys = new WeakMap<object, string>();
  private readonly loading = new Map<string, Promise<Buffer>>();
  private readonly hits;
  private readonly misses;

  constructor(
    private readonly cache: Keyv<Buffer>,
    private readonly generations: Generations,
    private readonly context: RequestContext,
    metrics: Metrics,
  ) {
    const reads = metrics.counter(
      'taskflow_cache_reads_total',
      'Pages of lists, by whether the cache had them.',
      ['result'],
    );
    this.hits = reads.labels('hit');
    this.misses = reads.labels('miss');
  }

  async read({ list, query, sequence, load }: PageSource): Promise<CachedPage> {
    const { organizationId } = this.context.principal;
    const known = this.generations.current(organizationId);
    const number =
      (typeof known === 'object' ? await known : known) ?? (await this.learn(organizationId, sequence));
    const page = `${organizationId}:${number}:${list}:${this.keyOf(query)}`;
    const tag = `W/"${organizationId}.${number}"`;
    const cached = await this.fetch(page);
    if (cached !== undefined) {
      this.hits.inc();
      return new CachedPage(cached, true, tag);
    }
    this.misses.inc();
    return new CachedPage(await this.once(page, load), false, tag);
  }

  /** Validated queries are kept and come again as the same object: so does their key. */
  private keyOf(query: object): string {
    let key = this.keys.get(query);
    if (key === undefined) this.keys.set(query, (key = JSON.stringify(query)));
    return key;
  }

  private async learn(organizationId: string, sequence: () => Promise<number>): Promise<number> {
    const number = await sequence();
    await this.generations.raise(organizationId, number);
    return number;
  }

  /** Of many who ask for the same page at once, one reads it. */
  private once(page: string, load: () => Promise<object>): Promise<Buffer> {
    let body = this.loading.get(page);
    if (!body) {
      body = load()
        .then(async (value) => {
          const bytes = Buffer.from(JSON.stringify(value));
          await this.store(page, bytes);
          return bytes;
        })
        .finally(() => this.loading.delete(page));
      this.loading.set(page, body);
    }
    return body;
  }

  private async fetch(page: string): Promise<Buffer | undefined> {
    try {
      return await this.cache.get(page);
    } catch (error) {
      this.logger.debug(`Reading from the cache failed: ${(error as Error).message}`);
      return undefined;
    }
  }

  private async store(page: string, body: Buffer): Promise<void> {
    try {
      await this.cache.set(page, body, TTL);
    } catch (error) {
      this.logger.debug(`Writing to the cache failed: ${(error as Error).message}`);
    }
  }
}
