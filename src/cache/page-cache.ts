import { Cache } from '@nestjs/cache-manager';
import { Injectable, Logger } from '@nestjs/common';
import { entityTag, TAG_LENGTH } from '../http/entity-tag.js';
import { RequestContext } from '../context/request-context.js';
import { Metrics } from '../metrics/metrics.js';
import { Generations } from './generations.js';

/** Longest life of a cached page, in milliseconds. */
const TTL = 60_000;

/** A page as the bytes that go over the wire, with their ETag, and whether the cache had it. */
export class CachedPage {
  readonly tag: string;
  readonly json: Buffer;

  /** @param stored the tag and, after it, the page */
  constructor(
    stored: Buffer,
    readonly hit: boolean,
  ) {
    this.tag = stored.toString('latin1', 0, TAG_LENGTH);
    this.json = stored.subarray(TAG_LENGTH);
  }
}

export interface PageSource {
  /** Which list. */
  list: string;
  /** Which part of it: everything the page depends on but the organization's data and the time. */
  query: object;
  /** Reads the number of the organization's last change. */
  sequence: () => Promise<number>;
  /** The milliseconds for which the page stays valid without a change in the organization. Left out: for ever. */
  validFor?: () => Promise<number> | number;
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
    private readonly cache: Cache,
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
    // A store that fails is one that has nothing: the cache says so and throws nothing.
    cache.on('get', ({ error }) => {
      if (error) this.logger.debug(`Reading from the cache failed: ${(error as Error).message}`);
    });
  }

  async read(source: PageSource): Promise<CachedPage> {
    const { list, query, sequence } = source;
    const { organizationId } = this.context.principal;
    const known = this.generations.current(organizationId);
    const number =
      (typeof known === 'object' ? await known : known) ??
      (await this.readGeneration(organizationId, sequence));
    const page = `${organizationId}:${number}:${list}:${this.keyOf(query)}`;
    const cached = await this.cache.get<Buffer>(page);
    if (cached !== undefined) {
      this.hits.inc();
      return new CachedPage(cached, true);
    }
    this.misses.inc();
    return new CachedPage(await this.once(page, () => this.load(organizationId, page, source)), false);
  }

  /** Validated queries are kept and come again as the same object: so does their key. */
  private keyOf(query: object): string {
    let key = this.keys.get(query);
    if (key === undefined) this.keys.set(query, (key = JSON.stringify(query)));
    return key;
  }

  private async readGeneration(organizationId: string, sequence: () => Promise<number>): Promise<number> {
    const number = await sequence();
    await this.generations.raise(organizationId, number);
    return number;
  }

  /** Of many who ask for the same page at once, one reads it. */
  private once(page: string, load: () => Promise<Buffer>): Promise<Buffer> {
    let stored = this.loading.get(page);
    if (!stored) this.loading.set(page, (stored = load().finally(() => this.loading.delete(page))));
    return stored;
  }

  private async load(organizationId: string, page: string, { validFor, load }: PageSource): Promise<Buffer> {
    // Measured before the page is read, so that it never outlives what it depends on.
    const validUntil = Date.now() + ((await validFor?.()) ?? Infinity);
    const json = JSON.stringify(await load());
    const stored = Buffer.from(entityTag(organizationId, json) + json);
    const life = Math.min(Math.floor(validUntil - Date.now()), TTL);
    if (life > 0) await this.store(page, stored, life);
    return stored;
  }

  private async store(page: string, stored: Buffer, life: number): Promise<void> {
    try {
      await this.cache.set(page, stored, life);
    } catch (error) {
      this.logger.debug({
        event: 'cache.write_failed',
        msg: 'A page could not be written to the cache',
        err: error,
      });
    }
  }
}
