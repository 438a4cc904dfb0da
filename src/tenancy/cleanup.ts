import { Injectable, Logger } from '@nestjs/common';
import { systemIn } from '../context/principal.js';
import { Scheduler } from '../scheduler/scheduler.js';
import { OpenOrganizations } from './open-organizations.js';
import { TenantTransaction } from './tenant-transaction.js';

/** Between the starts of two runs, in milliseconds. */
const INTERVAL = 60_000;
/** Organizations per run: 10,000 take an hour and forty minutes. */
const ORGANIZATIONS = 100;

/** Removes what has expired in the organization of the open transaction: a bounded number of rows. */
export type CleanupTask = () => Promise<void>;

/**
 * Runs the cleanup tasks in every open organization, some organizations per run, in processes that run jobs.
 * Nothing may depend on when it runs: every query excludes by itself what has expired.
 */
@Injectable()
export class Cleanup {
  private readonly logger = new Logger(Cleanup.name);
  private readonly tasks: CleanupTask[] = [];
  private last?: string;

  constructor(
    private readonly organizations: OpenOrganizations,
    private readonly tenant: TenantTransaction,
    scheduler: Scheduler,
  ) {
    scheduler.add({
      name: 'organizations.cleanup',
      interval: INTERVAL,
      where: 'jobs',
      run: (signal) => this.cleanUpNext(signal),
    });
  }

  add(task: CleanupTask): void {
    this.tasks.push(task);
  }

  /** Cleans up the next organizations; after the last one it starts again with the first. */
  private async cleanUpNext(signal: AbortSignal): Promise<void> {
    const ids = await this.organizations.findAfter(this.last, ORGANIZATIONS);
    this.last = ids.length < ORGANIZATIONS ? undefined : ids.at(-1);
    for (const id of ids) {
      if (signal.aborted) return;
      await this.cleanUp(id);
    }
  }

  private async cleanUp(organizationId: string): Promise<void> {
    for (const task of this.tasks) {
      await this.tenant.runInTenant(systemIn(organizationId), task).catch((error: Error) =>
        this.logger.warn({
          event: 'cleanup.failed',
          msg: 'A cleanup task failed and runs again with the next pass over the organizations',
          organizationId,
          err: error,
        }),
      );
    }
  }
}
