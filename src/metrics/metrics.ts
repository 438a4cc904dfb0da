import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How long a part may take to say how it is, in milliseconds. */
const TIME_LIMIT = 2000;

/** One value of a metric, under its labels. */
export interface Sample<L extends string> {
  labels: Record<L, string | number>;
  value: number;
}

/**
 * What this process tells Prometheus. Features register their metrics here, once, when they are made. A label
 * takes few values, known beforehand: never an organization, a person or an id.
 */
@Injectable()
export class Metrics {
  private readonly logger = new Logger(Metrics.name);
  private readonly registry = new Registry();
  private readonly collected: CollectedGauge<string>[] = [];
  private readonly success = this.gauge(
    'taskflow_scrape_collector_success',
    'Whether a metric that is read when it is asked for could be read in time.',
    ['metric'],
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Something that happens, and is counted. */
  counter<L extends string = never>(name: string, help: string, labelNames: L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** Something that rises and falls, and is set by who changes it. */
  gauge<L extends string = never>(name: string, help: string, labelNames: L[] = []): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  /** How long things take. @param buckets upper bounds, in seconds */
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

  /** Everything, in the text format of Prometheus. What can't be read now is left out. */
  async read(): Promise<string> {
    await Promise.all(
      this.collected.map(async (gauge) => {
        const failure = await gauge.refresh();
        if (failure) this.logger.debug(`${gauge.name} can't be read: ${failure.message}`);
        this.success.set({ metric: gauge.name }, failure ? 0 : 1);
      }),
    );
    return this.registry.metrics();
  }
}

class CollectedGauge<L extends string> {
  /** A part that hangs is asked once, however often somebody scrapes. */
  private reading?: Promise<Sample<L>[]>;

  constructor(
    readonly name: string,
    private readonly gauge: Gauge<L>,
    private readonly read: () => Promise<Sample<L>[]>,
  ) {}

  /** @returns why there is no value */
  async refresh(): Promise<Error | undefined> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    const late = sleep(TIME_LIMIT, undefined, { ref: false }).then(() => {
      throw new Error('no answer in time');
    });
    try {
      const samples = await Promise.race([this.reading, late]);
      this.gauge.reset();
      for (const { labels, value } of samples) this.gauge.set(labels, value);
      return undefined;
    } catch (error) {
      this.gauge.reset();
      return error as Error;
    }
  }
}
