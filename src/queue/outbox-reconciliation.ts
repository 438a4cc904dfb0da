import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { Periodic } from '../common/periodic.js';
import { Outbox } from './outbox.js';
import { OutboxRepository } from './outbox.repository.js';

/** Between the starts of two runs, in milliseconds. */
const INTERVAL = 5_000;
const BATCH = 1000;

/** Reconciles the outbox with the queues: adds the jobs of the entries that are next in line and have none. */
@Injectable()
export class OutboxReconciliation implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OutboxReconciliation.name);
  private readonly timer = new Periodic(() => this.reconcile(), INTERVAL);

  constructor(
    private readonly outbox: Outbox,
    private readonly entries: OutboxRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.timer.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.timer.stop();
  }

  private async reconcile(): Promise<void> {
    try {
      await this.outbox.addJobs(await this.entries.findNextInLine(BATCH));
    } catch (error) {
      this.logger.warn({
        event: 'outbox.reconcile_failed',
        msg: 'The outbox could not be reconciled with the queues; the next run retries',
        err: error,
      });
    }
  }
}
