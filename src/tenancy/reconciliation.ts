import { setTimeout as sleep } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { Periodic } from '../common/periodic.js';
import { Config } from '../config/config.js';
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
export class Reconciliation implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Reconciliation.name);
  private readonly timer = new Periodic(() => this.runNow(), INTERVAL);
  private readonly stopping = new AbortController();
  private readonly tasks: ReconcileTask[] = [];

  constructor(
    private readonly config: Config,
    private readonly organizations: OpenOrganizations,
  ) {}

  add(task: ReconcileTask): void {
    this.tasks.push(task);
  }

  onApplicationBootstrap(): void {
    if (this.config.jobs !== 'inline') return;
    this.timer.start();
    this.timer.runNow();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.timer.stop();
  }

  /** Reconciles every open organization once. */
  async runNow(): Promise<void> {
    const { signal } = this.stopping;
    try {
      for await (const id of this.organizations.iterate(PAGE)) {
        await this.reconcile(id);
        await sleep(PAUSE, undefined, { signal });
      }
    } catch (error) {
      if (signal.aborted) return;
      this.logger.warn({
        event: 'reconcile.list_failed',
        msg: 'The organizations to reconcile could not be listed',
        err: error,
      });
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
