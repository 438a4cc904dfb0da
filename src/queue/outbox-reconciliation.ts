import { Injectable } from '@nestjs/common';
import { Scheduler } from '../scheduler/scheduler.js';
import { Outbox } from './outbox.js';
import { OutboxRepository } from './outbox.repository.js';

/** Between the starts of two runs, in milliseconds. */
const INTERVAL = 5_000;
const BATCH = 1000;

/** Reconciles the outbox with the queues: adds the jobs of the entries that are next in line and have none. */
@Injectable()
export class OutboxReconciliation {
  constructor(
    private readonly outbox: Outbox,
    private readonly entries: OutboxRepository,
    scheduler: Scheduler,
  ) {
    scheduler.add({
      name: 'outbox.reconcile',
      interval: INTERVAL,
      where: 'jobs',
      run: () => this.reconcile(),
    });
  }

  private async reconcile(): Promise<void> {
    await this.outbox.addJobs(await this.entries.findNextInLine(BATCH));
  }
}
