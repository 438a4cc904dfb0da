import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Scheduler } from '../scheduler/scheduler.js';
import { OpenOrganizations } from './open-organizations.js';

/** Between the starts of two runs, in milliseconds; longer when there are many organizations. */
const INTERVAL = 30_000;
const PAGE = 500;
/** Between two organizations, in milliseconds: 50 of them a second. */
const PAUSE = 20;

/** Adds the jobs that an organization's pending work lacks. */
export type ReconcileTask = (organizationId: string) => Promise<void>;

/**
 * Runs the reconcile tasks in every open organization, in processes that run jobs: pending work without a job
 * gets one. Such work exists when a process dies before it adds the job, or when the queue loses the job.
 */
@Injectable()
export class Reconciliation {
  private readonly logger = new Logger(Reconciliation.name);
  private readonly tasks: ReconcileTask[] = [];

  constructor(
    private readonly organizations: OpenOrganizations,
    scheduler: Scheduler,
  ) {
    scheduler.add({
      name: 'organizations.reconcile',
      interval: INTERVAL,
      where: 'jobs',
      atStart: true,
      run: (signal) => this.reconcileAll(signal),
    });
  }

  add(task: ReconcileTask): void {
    this.tasks.push(task);
  }

  private async reconcileAll(signal: AbortSignal): Promise<void> {
    for await (const id of this.organizations.iterate(PAGE)) {
      await this.reconcile(id);
      await sleep(PAUSE, undefined, { signal });
    }
  }

  private async reconcile(organizationId: string): Promise<void> {
    for (const task of this.tasks)
      await task(organizationId).catch((error: Error) =>
        this.logger.warn({
          event: 'reconcile.failed',
          msg: 'An organization could not be reconciled and is retried with the next run',
          organizationId,
          err: error,
        }),
      );
  }
}
