import { Injectable, Logger } from '@nestjs/common';
import { systemIn } from '../../../context/principal.js';
import { RequestContext } from '../../../context/request-context.js';
import { SharedTransaction } from '../../../database/shared-transaction.js';
import { Scheduler } from '../../../scheduler/scheduler.js';
import { PersonalData } from '../../../tenancy/personal-data.js';
import { TenantTransaction } from '../../../tenancy/tenant-transaction.js';
import { type Erasure, ErasuresRepository } from './erasures.repository.js';

/** Between the starts of two runs, and the age at which an erasure is tried again, in seconds. */
const INTERVAL = 60;
const BATCH = 100;

/**
 * Erases what organizations keep of deleted users. What is to be done is stored with the deletion: a process that dies
 * leaves it to the next run, and one organization where it fails holds back no other.
 */
@Injectable()
export class UserErasure {
  private readonly logger = new Logger(UserErasure.name);

  constructor(
    private readonly erasures: ErasuresRepository,
    private readonly personalData: PersonalData,
    private readonly tenant: TenantTransaction,
    private readonly shared: SharedTransaction,
    private readonly context: RequestContext,
    scheduler: Scheduler,
  ) {
    scheduler.add({
      name: 'user_erasures.reconcile',
      interval: INTERVAL * 1000,
      where: 'jobs',
      run: (signal) => this.reconcile(signal),
    });
  }

  /** Erases a user's data in these organizations once the open shared transaction, which deletes the user, is durable. */
  async eraseAfterCommit(userId: string, organizationIds: string[]): Promise<void> {
    await this.erasures.insert(userId, organizationIds);
    this.shared.current.afterCommit(async () => {
      // The transaction of the deletion has ended, and its context with it.
      await this.context.run({}, async () => {
        for (const organizationId of organizationIds) await this.erase({ userId, organizationId });
      });
    });
  }

  private async reconcile(signal: AbortSignal): Promise<void> {
    for (const erasure of await this.erasures.findWaiting(INTERVAL, BATCH)) {
      if (signal.aborted) return;
      await this.erase(erasure);
    }
  }

  private async erase(erasure: Erasure): Promise<void> {
    const { userId, organizationId } = erasure;
    try {
      const principal = systemIn(organizationId);
      await this.tenant.runInTenant(principal, () => this.personalData.eraseInOrganization(userId));
      await this.erasures.delete(erasure);
    } catch (error) {
      this.logger.warn({
        event: 'user_erasure.failed',
        msg: 'The data of a deleted user could not be erased in an organization; it is tried again',
        userId,
        organizationId,
        err: error,
      });
    }
  }
}
