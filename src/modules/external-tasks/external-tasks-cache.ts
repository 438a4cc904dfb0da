import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { Metrics } from '../../metrics/metrics.js';
import type { ExternalWarningDto } from './dto/external-task.dto.js';
import type { ExternalList, ExternalTask } from './external-item.js';
import type { ExternalSource } from './external-source.js';

export interface KnownTasks {
  /** Newest first. */
  tasks: ExternalTask[];
  warnings: ExternalWarningDto[];
}

/**
 * The cache of the external source's list. The request that finds it stale starts a fetch in the background, and only
 * requests before the first list wait for it; the list is the deployment's, so every organization sees the same.
 */
@Injectable()
export class ExternalTasksCache implements OnApplicationShutdown {
  /** For how long a list is fresh, in milliseconds. */
  readonly freshFor = 30_000;
  /** For how long a stale list is used, in milliseconds. */
  readonly usableFor = 600_000;
  private readonly logger = new Logger(ExternalTasksCache.name);
  private readonly configuration: Config['externalTasks'];
  /** Loaded by the first fetch. */
  private source?: Promise<ExternalSource>;
  private readonly fetches;
  private list?: ExternalList;
  private fetchedAt = 0;
  private hasFailed = false;
  private fetching?: Promise<void>;

  constructor({ externalTasks }: Config, metrics: Metrics) {
    this.configuration = externalTasks;
    this.fetches = metrics.counter(
      'taskflow_external_fetches_total',
      'Fetches of the external source, by outcome.',
      ['outcome'],
    );
  }

  /** The external tasks known now: none, without a warning, where no source is configured. */
  async read(): Promise<KnownTasks> {
    if (!this.configuration) return { tasks: [], warnings: [] };
    if (this.age > this.freshFor) {
      this.fetching ??= this.fetch(this.configuration).finally(() => (this.fetching = undefined));
      // After a failure no request waits for the next fetch.
      if (!this.hasFailed && this.age > this.usableFor) await this.fetching;
    }
    return this.list && this.age <= this.usableFor ? this.describe(this.list) : UNAVAILABLE;
  }

  async onApplicationShutdown(): Promise<void> {
    await (await this.source)?.close();
  }

  private get age(): number {
    return Date.now() - this.fetchedAt;
  }

  private async fetch(configuration: NonNullable<Config['externalTasks']>): Promise<void> {
    try {
      const source = await (this.source ??= open(configuration));
      this.list = await source.fetch();
      this.fetchedAt = Date.now();
      if (this.hasFailed)
        this.logger.log({ event: 'external_source.recovered', msg: 'The external source answers again' });
      this.hasFailed = false;
      this.fetches.inc({ outcome: 'success' });
    } catch (error) {
      if (!this.hasFailed)
        this.logger.warn({
          event: 'external_source.failed',
          msg: 'The external source could not be read; further failures are not logged',
          err: error,
        });
      this.hasFailed = true;
      this.fetches.inc({ outcome: 'failure' });
    }
  }

  private describe({ tasks, skipped }: ExternalList): KnownTasks {
    const warnings: ExternalWarningDto[] = [];
    if (this.hasFailed) warnings.push(STALE);
    if (skipped > 0)
      warnings.push({
        code: 'external-tasks-skipped',
        message: `${skipped} external tasks are left out: they are not valid, or too many.`,
      });
    return { tasks, warnings };
  }
}

async function open(configuration: NonNullable<Config['externalTasks']>): Promise<ExternalSource> {
  const { ExternalSource } = await import('./external-source.js');
  return new ExternalSource(configuration);
}

const STALE: ExternalWarningDto = {
  code: 'external-source-stale',
  message: "The source of external tasks doesn't answer: they are listed as they were some minutes ago.",
};

const UNAVAILABLE: KnownTasks = {
  tasks: [],
  warnings: [
    {
      code: 'external-source-unavailable',
      message: "The source of external tasks doesn't answer: only local tasks are listed.",
    },
  ],
};
