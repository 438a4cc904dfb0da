import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { AllowedAddresses } from '../../http/outgoing/allowed-addresses.js';
import { Metrics } from '../../metrics/metrics.js';
import { ExternalListCache, type CachedTasks, type ListLifetimes } from './external-list-cache.js';
import type { SourceSettings } from './external-source.js';

/** The source that an organization has set. */
export interface OwnSource extends Omit<SourceSettings, 'timeout'> {
  organizationId: string;
  /** Another one with each change of it. */
  revision: string;
}

/** How much memory the lists of organizations may take, in bytes. */
const MAX_SIZE = 64 * 1024 * 1024;
/** How many lists are kept, empty ones included. */
const MAX_LISTS = 1000;
/** How many of their sources are read at once: others stay as they are known meanwhile. */
const MAX_FETCHES = 50;
/** How long a request waits for one of them, in milliseconds. */
const TIMEOUT = 3000;

interface OwnList {
  revision: string;
  cache: ExternalListCache;
}

/** The lists of external sources: that of the deployment, which organizations share, and those of organizations. */
@Injectable()
export class ExternalTasksCache implements OnApplicationShutdown, ListLifetimes {
  readonly freshFor = 30_000;
  readonly usableFor = 600_000;
  private readonly shared?: ExternalListCache;
  /** By their organizations; the one that wasn't read for the longest time comes first. */
  private readonly own = new Map<string, OwnList>();
  private readonly addresses: AllowedAddresses;
  private readonly fetches;

  constructor({ externalTasks, webhooksAllowPrivate }: Config, metrics: Metrics) {
    this.addresses = new AllowedAddresses(webhooksAllowPrivate);
    this.fetches = metrics.counter(
      'taskflow_external_fetches_total',
      'Fetches of the external sources, by outcome.',
      ['outcome'],
    );
    if (externalTasks) this.shared = this.listOf(externalTasks);
  }

  /** The external tasks known now: none, without a warning, where no source is set. */
  async read(source?: OwnSource): Promise<CachedTasks> {
    if (!source) return this.shared?.read() ?? { tasks: [], warnings: [] };
    const { cache } = this.ownList(source);
    const known = await cache.read(cache.isFetching || this.running < MAX_FETCHES);
    this.shrink();
    return known;
  }

  async onApplicationShutdown(): Promise<void> {
    const lists = [this.shared, ...[...this.own.values()].map(({ cache }) => cache)];
    await Promise.all(lists.flatMap((list) => list?.close() ?? []));
  }

  private ownList({ organizationId, revision, ...settings }: OwnSource): OwnList {
    const known = this.own.get(organizationId);
    this.own.delete(organizationId);
    if (known && known.revision !== revision) void known.cache.close();
    const list =
      known?.revision === revision
        ? known
        : { revision, cache: this.listOf({ ...settings, timeout: TIMEOUT }, this.addresses) };
    this.own.set(organizationId, list);
    return list;
  }

  private listOf(settings: SourceSettings, addresses?: AllowedAddresses): ExternalListCache {
    return new ExternalListCache(settings, this, (outcome) => this.fetches.inc({ outcome }), addresses);
  }

  private get running(): number {
    return [...this.own.values()].filter(({ cache }) => cache.isFetching).length;
  }

  /** Forgets what wasn't read for the longest time, until the rest fits. */
  private shrink(): void {
    let size = [...this.own.values()].reduce((sum, { cache }) => sum + cache.size, 0);
    for (const [organizationId, { cache }] of this.own) {
      if (size <= MAX_SIZE && this.own.size <= MAX_LISTS) return;
      size -= cache.size;
      this.own.delete(organizationId);
      void cache.close();
    }
  }
}
