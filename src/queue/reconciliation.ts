import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { ChangeNotifications } from '../change-notifications/change-notifications.js';
import { Scheduler } from '../scheduler/scheduler.js';
import { OpenOrganizations } from '../tenancy/open-organizations.js';

/** Between the starts of two runs, in milliseconds; longer when there are many organizations. */
const INTERVAL = 30_000;
const PAGE = 500;
/** Between two organizations, in milliseconds: 50 of them a second. */
const PAUSE = 20;

/** For how long an organization is quiet at most, in milliseconds: up to half of it is left out at random. */
const QUIET_TTL = 7_200_000;

/**
 * Adds the jobs that an organization's pending work lacks.
 * @returns whether it has no pending work
 */
export type ReconcileTask = (organizationId: string) => Promise<boolean>;

/**
 * Runs the reconcile tasks in open organizations, in processes that run jobs: pending work without a job gets one.
 * Such work exists when a process dies before it adds the job, or when the queue loses the job.
 *
 * An organization without pending work is quiet until this process is notified of a change in it. Notifications are
 * lost when a process dies between a commit and the notification, so quietness ends by itself, and while this process
 * has no connection for them, so all ends with a new one.
 */
@Injectable()
export class Reconciliation {
  private readonly logger = new Logger(Reconciliation.name);
  private readonly tasks: ReconcileTask[] = [];
  /** When the quietness of an organization ends, in milliseconds since 1970. */
  private readonly quiet = new Map<string, number>();

  constructor(
    private readonly organizations: OpenOrganizations,
    changeNotifications: ChangeNotifications,
    scheduler: Scheduler,
  ) {
    changeNotifications.onMessage((organizationId) => this.quiet.delete(organizationId));
    changeNotifications.onReconnect(() => this.quiet.clear());
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
    const open = new Set<string>();
    for await (const id of this.organizations.iterate(PAGE)) {
      open.add(id);
      if ((this.quiet.get(id) ?? 0) > Date.now()) continue;
      // Before it is read: a change that comes meanwhile ends it.
      this.quiet.set(id, Date.now() + QUIET_TTL * (1 - Math.random() / 2));
      if (!(await this.reconcile(id))) this.quiet.delete(id);
      await sleep(PAUSE, undefined, { signal });
    }
    // What is closed may have pending work when it opens again.
    for (const id of this.quiet.keys()) if (!open.has(id)) this.quiet.delete(id);
  }

  /** @returns whether it has no pending work */
  private async reconcile(organizationId: string): Promise<boolean> {
    let isQuiet = true;
    for (const task of this.tasks) {
      try {
        if (!(await task(organizationId))) isQuiet = false;
      } catch (error) {
        isQuiet = false;
        this.logger.warn({
          event: 'reconcile.failed',
          msg: 'An organization could not be reconciled and is retried with the next run',
          organizationId,
          err: error,
        });
      }
    }
    return isQuiet;
  }
}
