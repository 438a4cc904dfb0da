import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { AllowedAddresses } from '../../http/outgoing/allowed-addresses.js';
import type { ExternalWarningDto } from './dto/external-task.dto.js';
import type { ExternalList, ExternalTask } from './external-item.js';
import type { ExternalSource, SourceSettings } from './external-source.js';

export interface CachedTasks {
  /** Newest first, those without a date last. */
  tasks: ExternalTask[];
  warnings: ExternalWarningDto[];
}

/** For how long lists are fresh, and for how long stale ones are used, in milliseconds. */
export interface ListLifetimes {
  freshFor: number;
  usableFor: number;
}

/**
 * The cache of the list of one source. The request that finds it stale starts a fetch in the background, and only
 * requests before the first list wait for it.
 */
export class ExternalListCache {
  /** How much memory the list takes, about, in bytes. */
  size = 0;
  private readonly logger = new Logger(ExternalListCache.name);
  /** Loaded by the first fetch. */
  private source?: Promise<ExternalSource>;
  private list?: ExternalList;
  private fetchedAt = 0;
  private hasFailed = false;
  /** Whether a request may wait for the first list: not after one waited in vain. */
  private mayWait = true;
  private fetching?: Promise<void>;

  constructor(
    private readonly settings: SourceSettings,
    private readonly lifetimes: ListLifetimes,
    private readonly onFetched: (outcome: 'success' | 'failure') => void,
    private readonly addresses?: AllowedAddresses,
  ) {}

  get isFetching(): boolean {
    return this.fetching !== undefined;
  }

  /** @param mayFetch whether the process has room for another fetch */
  async read(mayFetch = true): Promise<CachedTasks> {
    if (this.age > this.lifetimes.freshFor) {
      if (mayFetch) this.fetching ??= this.fetch().finally(() => (this.fetching = undefined));
      if (this.mayWait && this.fetching && this.age > this.lifetimes.usableFor)
        await this.wait(this.fetching);
    }
    return this.list && this.age <= this.lifetimes.usableFor ? this.describe(this.list) : UNAVAILABLE;
  }

  async close(): Promise<void> {
    await (await this.source)?.close();
  }

  private get age(): number {
    return Date.now() - this.fetchedAt;
  }

  /** As long as one answer may take, whatever the number of pages. */
  private async wait(fetching: Promise<void>): Promise<void> {
    await this.source?.catch(() => undefined);
    const stop = new AbortController();
    const timeout = delay(this.settings.timeout, undefined, { signal: stop.signal }).catch(() => undefined);
    await Promise.race([fetching, timeout]);
    stop.abort();
    if (this.isFetching) this.mayWait = false;
  }

  private async fetch(): Promise<void> {
    try {
      const source = await (this.source ??= this.open());
      this.list = await source.fetch();
      this.fetchedAt = Date.now();
      this.size = sizeOf(this.list);
      if (this.hasFailed)
        this.logger.log({ event: 'external_source.recovered', msg: 'The external source answers again' });
      this.hasFailed = false;
      this.mayWait = true;
      this.onFetched('success');
    } catch (error) {
      if (!this.hasFailed)
        this.logger.warn({
          event: 'external_source.failed',
          msg: 'The external source could not be read; further failures are not logged',
          err: error,
        });
      this.hasFailed = true;
      this.mayWait = false;
      this.onFetched('failure');
    }
  }

  private async open(): Promise<ExternalSource> {
    const { ExternalSource } = await import('./external-source.js');
    return new ExternalSource(this.settings, this.addresses);
  }

  private describe({ tasks, skipped, incomplete, hasMore }: ExternalList): CachedTasks {
    const warnings: ExternalWarningDto[] = [];
    if (this.hasFailed) warnings.push(STALE);
    if (skipped > 0)
      warnings.push({
        code: 'external-tasks-skipped',
        message: `${skipped} external tasks are left out: they are not valid, or too many.`,
      });
    if (hasMore) warnings.push(CUT);
    if (incomplete > 0)
      warnings.push({
        code: 'external-tasks-incomplete',
        message: `${incomplete} external tasks lack a value that could not be read.`,
      });
    return { tasks, warnings };
  }
}

function sizeOf({ tasks }: ExternalList): number {
  const sizes = tasks.map(
    ({ title, description, url }) => title.length + (description?.length ?? 0) + (url?.length ?? 0),
  );
  // With what an object takes by itself.
  return sizes.reduce((sum, characters) => sum + 500 + 2 * characters, 0);
}

const STALE: ExternalWarningDto = {
  code: 'external-source-stale',
  message: "The source of external tasks doesn't answer: they are listed as they were some minutes ago.",
};

const CUT: ExternalWarningDto = {
  code: 'external-pages-skipped',
  message: 'Further pages of the external source are left out: they are too many, or elsewhere.',
};

const UNAVAILABLE: CachedTasks = {
  tasks: [],
  warnings: [
    {
      code: 'external-source-unavailable',
      message: "The source of external tasks doesn't answer: only local tasks are listed.",
    },
  ],
};
