import { Injectable } from '@nestjs/common';
import { ChangeLogReader } from '../change-log/change-log-reader.js';
import { systemIn } from '../context/principal.js';
import { Metrics } from '../metrics/metrics.js';
import { Outbox } from '../queue/outbox.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import type { ChangeConsumer } from './change-consumer.js';
import { ConsumersRepository } from './consumers.repository.js';
import { type ConsumerJob, ChangeConsumers } from './change-consumers.js';

/** Entries a transaction. */
const BATCH = 200;

/** In seconds. */
const LAGS = [0.5, 2, 10, 60, 600];

/** Has a consumer handle what is pending, batch by batch. */
@Injectable()
export class ConsumerRunner {
  private readonly lag;

  constructor(
    private readonly consumers: ChangeConsumers,
    private readonly repository: ConsumersRepository,
    private readonly log: ChangeLogReader,
    private readonly outbox: Outbox,
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

  /** @returns whether jobs of the organization may run: not while it is suspended or deleted */
  async run({ organizationId, consumer: name }: ConsumerJob): Promise<boolean> {
    const consumer = this.consumers.find(name);
    if (!consumer || !(await this.outbox.mayRun(organizationId))) return false;
    const handleNext = () => this.handleNext(consumer);
    while (await this.tenant.runInTenant(systemIn(organizationId), handleNext));
    return true;
  }

  /** @returns whether there may be more */
  private async handleNext(consumer: ChangeConsumer): Promise<boolean> {
    // A worker whose lease was lost may still run: this one waits for its transaction.
    const after = await this.repository.lock(consumer.name);
    if (after === undefined) return false;
    const until = consumer.delay ? new Date(Date.now() - consumer.delay * 1000) : undefined;
    const found = await this.log.findPage({ filter: { after, until }, sort: 'sequence', limit: BATCH });
    const batch = found.slice(0, BATCH);
    const last = batch.at(-1);
    if (!last) return false;
    await consumer.handle(batch);
    await this.repository.advance(consumer.name, last.sequence);
    const { delay = 0, name } = consumer;
    this.lag.observe({ consumer: name }, Math.max(0, (Date.now() - last.at.getTime()) / 1000 - delay));
    return found.length > batch.length;
  }
}
