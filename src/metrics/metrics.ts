import { Injectable, Logger } from '@nestjs/common';
import { withTimeLimit } from '../common/time-limit.js';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How long a collector may take, in milliseconds. */
const TIME_LIMIT = 2000;

/** One value of a metric, with its labels. */
export interface Sample<L extends string> {
  labels: Record<L, string | number>;
  value: number;
}

/**
 * The metrics of this process, for Prometheus. Features register theirs here in their constructors. A label has few
 * values, known in advance: never an organization, a user or an id.
 */
@Injectable()
export class Metrics {
  private readonly logger = new Logger(Metrics.name);
  private readonly registry = new Registry();
  private readonly collected: CollectedGauge<string>[] = [];
  private readonly success = this.gauge(
    'taskflow_scrape_collector_success',
    'Whether a metric that is collected on scrape could be read in time.',
    ['metric'],
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** A counter of events. */
  counter<L extends string = never>(name: string, help: string, labelNames: L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** A value that rises and falls, which the feature sets when it changes. */
  gauge<L extends string = never>(name: string, help: string, labelNames: L[] = []): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  /** A histogram of durations. @param buckets upper bounds, in seconds */
  histogram<L extends string>(name: string, help: string, labelNames: L[], buckets: number[]): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  /** Something that is read when it is asked for. While it can't be, it has no value. */
  collect<L extends string>(
    name: string,
    help: string,
    labelNames: [L, ...L[]],
    read: () => Promise<Sample<L>[]>,
  ): void {
    const gauge = this.gauge<L>(name, help, labelNames);
    this.collected.push(new CollectedGauge(name, gauge as Gauge, read));
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** All metrics, in the text format of Prometheus. Those whose collector fails are left out. */
  async read(): Promise<string> {
    await Promise.all(
      this.collected.map(async (gauge) => {
        const failure = await gauge.refresh();
        if (failure)
          this.logger.debug({
            event: 'metric.collect_failed',
            msg: 'A metric could not be collected',
            metric: gauge.name,
            err: failure,
          });
        this.success.set({ metric: gauge.name }, failure ? 0 : 1);
      }),
    );
    return this.registry.metrics();
  }
}

class CollectedGauge<L extends string> {
  /** A collector that hangs runs once, however many scrapes there are. */
  private reading?: Promise<Sample<L>[]>;

  constructor(
    readonly name: string,
    private readonly gauge: Gauge<L>,
    private readonly read: () => Promise<Sample<L>[]>,
  ) {}

  /** @returns why there is no value */
  async refresh(): Promise<Error | undefined> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    try {
      const samples = await withTimeLimit(this.reading, TIME_LIMIT);
      this.gauge.reset();
      for (const { labels, value } of samples) this.gauge.set(labels, value);
      return undefined;
    } catch (error) {
      this.gauge.reset();
      return error as Error;
    }
  }
}
