import { Cache } from '@nestjs/cache-manager';
import { Injectable, Logger } from '@nestjs/common';
import { Revocations } from '../access/revocations.js';
import { entityTag, TAG_LENGTH } from '../http/entity-tag.js';
import { compress, type ContentCoding } from '../http/content-coding.js';
import { RequestContext } from '../context/request-context.js';
import { Metrics } from '../metrics/metrics.js';
import { ReplicaReads } from '../tenancy/replica-reads.js';
import { Generations } from './generations.js';

/** Longest life of a cached page, in milliseconds. */
const TTL = 60_000;

/** A page as the bytes that go over the wire, with their ETag, and whether the cache had it. */
export class CachedPage {
  readonly tag: string;
  readonly json: Buffer;

  /**
   * @param stored the tag and, after it, the page
   * @param compressed looks for the page of this tag in a content coding, or makes it
   */
  constructor(
    stored: Buffer,
    readonly hit: boolean,
    private readonly compressed: (page: CachedPage, coding: ContentCoding) => Promise<Buffer>,
  ) {
    this.tag = stored.toString('latin1', 0, TAG_LENGTH);
    this.json = stored.subarray(TAG_LENGTH);
  }

  /** The page in a content coding. It is cached, too. */
  encode(coding: ContentCoding): Promise<Buffer> {
    return this.compressed(this, coding);
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
  /** It shows what has no number, such as members' names: a replica can't prove that it has replayed that. */
  isUnnumbered?: boolean;
  /** Reads the page. */
  load: () => Promise<object>;
}

/**
 * Caches pages of lists by organization, number of its last change, and query. The number is taken
 * before the page is read, so a page is never older than its key says. Where the caller knows of
 * a later change than this process, the number is read from the database. A replica that has replayed that number may read the page.
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
    private readonly replica: ReplicaReads,
    revocations: Revocations,
    metrics: Metrics,
  ) {
    revocations.onOrganizationClosed((organizationId) => replica.close(organizationId));
    const reads = metrics.counter(
      'taskflow_cache_reads_total',
      'Pages of lists, by whether the cache had them.',
      ['result'],
    );
    this.hits = reads.labels('hit');
    this.misses = reads.labels('miss');
    // A store that fails is one that has nothing: the cache says so and throws nothing.
    cache.on('get', ({ error }) => {
      if (error)
        this.logger.debug({
          event: 'cache.read_failed',
          msg: 'A page could not be read from the cache',
          err: error,
        });
    });
  }

  async read(source: PageSource): Promise<CachedPage> {
    const { list, query, sequence } = source;
    const { organizationId } = this.context.principal;
    const current = this.generations.current(organizationId);
    const known = typeof current === 'object' ? await current : current;
    const isBehind = known === undefined || known < (this.context.knownSequence ?? 0);
    const number = isBehind ? await this.readGeneration(organizationId, sequence) : known;
    const page = `${organizationId}:${number}:${list}:${this.keyOf(query)}`;
    const cached = await this.cache.get<Buffer>(page);
    if (cached !== undefined) {
      this.hits.inc();
      return new CachedPage(cached, true, this.compressed);
    }
    this.misses.inc();
    const stored = await this.once(page, () => this.load(organizationId, page, number, source));
    return new CachedPage(stored, false, this.compressed);
  }

  /** By the tag: equal ones mean equal bytes, so what is found is never another page. */
  private readonly compressed = async ({ tag, json }: CachedPage, coding: ContentCoding): Promise<Buffer> => {
    const key = `${this.context.principal.organizationId}:${tag}:${coding}`;
    const found = await this.cache.get<Buffer>(key);
    return found ?? this.once(key, () => this.compress(key, json, coding));
  };

  private async compress(key: string, json: Buffer, coding: ContentCoding): Promise<Buffer> {
    const bytes = await compress(json, coding);
    await this.store(key, bytes, TTL);
    return bytes;
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

  private async load(
    organizationId: string,
    page: string,
    number: number,
    { validFor, isUnnumbered, load }: PageSource,
  ): Promise<Buffer> {
    // Measured before the page is read, so that it never outlives what it depends on.
    const validUntil = Date.now() + ((await validFor?.()) ?? Infinity);
    const json = JSON.stringify(await (isUnnumbered ? load() : this.replica.read(number, load)));
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
