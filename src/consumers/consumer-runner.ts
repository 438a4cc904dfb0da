import { Injectable } from '@nestjs/common';
import { ChangeLogReader } from '../change-log/change-log-reader.js';
import { Bulkhead } from '../common/bulkhead.js';
import { systemIn } from '../context/principal.js';
import { Metrics } from '../metrics/metrics.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import type { ChangeConsumer } from './change-consumer.js';
import { ChangeConsumers } from './change-consumers.js';
import { ConsumersRepository } from './consumers.repository.js';

/** Entries a transaction. */
const BATCH = 200;
/** Organizations at once in this process, each of which takes a connection. */
const AT_ONCE = 5;

/** In seconds. */
const LAGS = [0.5, 2, 10, 60, 600];

interface Run {
  ended: Promise<void>;
  /** Whether it was asked for again since it read. */
  again: boolean;
}

/** Has a consumer handle what is pending in an organization, batch by batch. */
@Injectable()
export class ConsumerRunner {
  private readonly running = new Map<string, Run>();
  private readonly bulkhead = new Bulkhead(AT_ONCE, Infinity, () => new Error('No run is refused.'));
  private readonly lag;

  constructor(
    private readonly consumers: ChangeConsumers,
    private readonly repository: ConsumersRepository,
    private readonly log: ChangeLogReader,
    private readonly tenant: TenantTransaction,
    metrics: Metrics,
  ) {
    this.lag = metrics.histogram(
      'taskflow_consumer_lag_seconds',
      'How much later than due a consumer of the change log handles a change.',
      ['consumer'],
      LAGS,
    );
  }

  /** Where it runs already in this process, that run reads once more: a second one would only wait for its lock. */
  run(name: string, organizationId: string): Promise<void> {
    const consumer = this.consumers.find(name);
    if (!consumer) return Promise.resolve();
    const key = `${name} ${organizationId}`;
    const current = this.running.get(key);
    if (current) {
      current.again = true;
      return current.ended;
    }
    const run: Run = { ended: Promise.resolve(), again: false };
    run.ended = this.bulkhead
      .run(async () => {
        do {
          run.again = false;
          await this.handleAll(consumer, organizationId);
        } while (run.again);
      })
      .finally(() => this.running.delete(key));
    this.running.set(key, run);
    return run.ended;
  }

  private async handleAll(consumer: ChangeConsumer, organizationId: string): Promise<void> {
    const handleNext = () => this.handleNext(consumer);
    while (await this.tenant.runInTenant(systemIn(organizationId), handleNext));
  }

  /** @returns whether there may be more */
  private async handleNext(consumer: ChangeConsumer): Promise<boolean> {
    const { name, delay = 0 } = consumer;
    // A worker whose lease was lost, or of another job, may run as well: this one waits for its transaction.
    const range = await this.repository.lock(name, delay);
    if (!range) return false;
    if (await consumer.isIrrelevant?.(range)) {
      await this.repository.skip(name, range);
      return false;
    }
    const found = await this.log.findPage({ filter: range, sort: 'sequence', limit: BATCH });
    const batch = found.slice(0, BATCH);
    const last = batch.at(-1);
    if (!last) return false;
    await consumer.handle(batch);
    await this.repository.advance(name, last.sequence);
    this.lag.observe({ consumer: name }, Math.max(0, (Date.now() - last.at.getTime()) / 1000 - delay));
    return found.length > batch.length;
  }
}
